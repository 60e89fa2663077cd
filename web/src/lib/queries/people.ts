import { queryOptions } from '@tanstack/react-query'
import type { Operations } from '../api-types.ts'
import { request } from '../api/client.ts'
import { pagedQuery } from './paged.ts'

export type PeopleFilters = Pick<
  NonNullable<Operations['GET /people']['query']>,
  'search' | 'status' | 'department' | 'app_id' | 'connection_id' | 'unmatched'
>

export const peopleQuery = (filters: PeopleFilters, limit?: number) =>
  pagedQuery(
    ['people', 'list', filters],
    (page, signal) => request('GET /people', { query: { ...filters, ...page }, signal }),
    limit,
  )

export const personQuery = (id: string) =>
  queryOptions({
    queryKey: ['people', id],
    queryFn: ({ signal }) => request('GET /people/{id}', { path: { id }, signal }),
  })

export const explainQuery = (id: string) =>
  queryOptions({
    queryKey: ['people', id, 'explain'],
    queryFn: async ({ signal }) => {
      const answer = await request('GET /people/{id}/explain', { path: { id }, query: {}, signal })
      return 'items' in answer ? answer.items : [answer]
    },
  })

export const facetsQuery = queryOptions({
  queryKey: ['people', 'facets'],
  queryFn: ({ signal }) => request('GET /people/facets', { signal }),
})

export const personFieldsQuery = queryOptions({
  queryKey: ['person-fields'],
  queryFn: ({ signal }) => request('GET /person-fields', { signal }),
  staleTime: 60_000,
})

/** What was done to one thing, newest first. */
export const auditQuery = (targetId: string) =>
  queryOptions({
    queryKey: ['audit-events', targetId],
    queryFn: ({ signal }) => request('GET /audit-events', { query: { target_id: targetId, limit: 50 }, signal }),
  })

type Body<O extends keyof Operations> = Operations[O]['body']

export const createPerson = (body: Body<'POST /people'>) => request('POST /people', { body })
export const editPerson = (id: string, body: Body<'PATCH /people/{id}'>) =>
  request('PATCH /people/{id}', { path: { id }, body })
export const deletePerson = (id: string) => request('DELETE /people/{id}', { path: { id } })
