import { queryOptions } from '@tanstack/react-query'
import type { Operations } from '../api-types.ts'
import { request } from '../api/client.ts'
import { pagedQuery } from './paged.ts'

export const appsQuery = (filters: { search?: string | undefined } = {}) =>
  pagedQuery(
    ['apps', 'list', filters],
    (page, signal) => request('GET /apps', { query: { ...filters, ...page }, signal }),
    200,
  )

export const appQuery = (id: string) =>
  queryOptions({
    queryKey: ['apps', id],
    queryFn: ({ signal }) => request('GET /apps/{id}', { path: { id }, signal }),
  })

export const createApp = (body: Operations['POST /apps']['body']) => request('POST /apps', { body })
