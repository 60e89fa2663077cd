import { queryOptions } from '@tanstack/react-query'
import type { Operations } from '../api-types.ts'
import { request } from '../api/client.ts'
import { pagedQuery } from './paged.ts'

export type AccountFilters = Omit<NonNullable<Operations['GET /accounts']['query']>, 'limit' | 'cursor'>

export const accountsQuery = (filters: AccountFilters, limit?: number) =>
  pagedQuery(
    ['accounts', 'list', filters],
    (page, signal) => request('GET /accounts', { query: { ...filters, ...page }, signal }),
    limit,
  )

export const accountQuery = (id: string) =>
  queryOptions({
    queryKey: ['accounts', id],
    queryFn: ({ signal }) => request('GET /accounts/{id}', { path: { id }, signal }),
  })

type Body<O extends keyof Operations> = Operations[O]['body']

export const editAccount = (id: string, body: Body<'PATCH /accounts/{id}'>) =>
  request('PATCH /accounts/{id}', { path: { id }, body })
export const matchAccount = (id: string, body: Body<'POST /accounts/{id}/match'>) =>
  request('POST /accounts/{id}/match', { path: { id }, body })
export const unmatchAccount = (id: string) => request('POST /accounts/{id}/unmatch', { path: { id } })
export const ignoreAccount = (id: string, ignored: boolean) =>
  request('POST /accounts/{id}/ignore', { path: { id }, body: { ignored } })
