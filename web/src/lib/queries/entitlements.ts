import { queryOptions } from '@tanstack/react-query'
import type { Operations } from '../api-types.ts'
import { request } from '../api/client.ts'
import { pagedQuery } from './paged.ts'

type Filters = Omit<NonNullable<Operations['GET /entitlements']['query']>, 'limit' | 'cursor'>

export const entitlementsQuery = (filters: Filters) =>
  pagedQuery(['entitlements', 'list', filters], (page, signal) =>
    request('GET /entitlements', { query: { ...filters, ...page }, signal }),
  )

export const entitlementQuery = (id: string) =>
  queryOptions({
    queryKey: ['entitlements', id],
    queryFn: ({ signal }) => request('GET /entitlements/{id}', { path: { id }, signal }),
  })
