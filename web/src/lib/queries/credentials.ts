import { queryOptions } from '@tanstack/react-query'
import type { Operations } from '../api-types.ts'
import { request } from '../api/client.ts'
import { pagedQuery } from './paged.ts'

type Filters = Omit<NonNullable<Operations['GET /credentials']['query']>, 'limit' | 'cursor'>

export const credentialListQuery = (filters: Filters = {}) =>
  pagedQuery(['credentials', 'list', filters], (page, signal) =>
    request('GET /credentials', { query: { ...filters, ...page }, signal }),
  )

export const credentialQuery = (id: string) =>
  queryOptions({
    queryKey: ['credentials', id],
    queryFn: ({ signal }) => request('GET /credentials/{id}', { path: { id }, signal }),
  })

/** Users who may own a credential. */
export const ownersQuery = queryOptions({
  queryKey: ['users', 'owners'],
  queryFn: ({ signal }) => request('GET /users', { query: { limit: 200 }, signal }),
})

type Body<O extends keyof Operations> = Operations[O]['body']

export const createCredential = (body: Body<'POST /credentials'>) => request('POST /credentials', { body })
export const editCredential = (id: string, body: Body<'PATCH /credentials/{id}'>) =>
  request('PATCH /credentials/{id}', { path: { id }, body })
export const deleteCredential = (id: string) => request('DELETE /credentials/{id}', { path: { id } })
