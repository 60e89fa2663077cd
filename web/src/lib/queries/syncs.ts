import { queryOptions } from '@tanstack/react-query'
import type { Operations, Sync } from '../api-types.ts'
import { request, urlOf } from '../api/client.ts'
import { pagedQuery } from './paged.ts'

type Query<O extends keyof Operations> = NonNullable<Operations[O]['query']>

export type SyncState = Sync['state']

const RUNNING: readonly SyncState[] = ['queued', 'fetching', 'planning', 'applying']

/** Whether it goes on by itself; a held one waits for a person. */
export function isRunning(sync: Pick<Sync, 'state'>): boolean {
  return RUNNING.includes(sync.state)
}

export const syncsQuery = (filters: Pick<Query<'GET /syncs'>, 'connection_id' | 'state'> = {}, limit?: number) =>
  pagedQuery(
    ['syncs', 'list', filters],
    (page, signal) => request('GET /syncs', { query: { ...filters, ...page }, signal }),
    limit,
  )

export const syncQuery = (id: string) =>
  queryOptions({
    queryKey: ['syncs', id],
    queryFn: ({ signal }) => request('GET /syncs/{id}', { path: { id }, signal }),
  })

export const changesQuery = (
  id: string,
  filters: Pick<Query<'GET /syncs/{id}/changes'>, 'action' | 'state'>,
  limit?: number,
) =>
  pagedQuery(
    ['syncs', id, 'changes', filters],
    (page, signal) => request('GET /syncs/{id}/changes', { path: { id }, query: { ...filters, ...page }, signal }),
    limit,
  )

export const issueReasonsQuery = (id: string) =>
  queryOptions({
    queryKey: ['syncs', id, 'issue-reasons'],
    queryFn: ({ signal }) => request('GET /syncs/{id}/issues', { path: { id }, query: { limit: 1 }, signal }),
  })

export const issuesQuery = (id: string, filters: Pick<Query<'GET /syncs/{id}/issues'>, 'kind' | 'reason'>) =>
  pagedQuery(
    ['syncs', id, 'issues', filters],
    (page, signal) => request('GET /syncs/{id}/issues', { path: { id }, query: { ...filters, ...page }, signal }),
    25,
  )

export const syncEventsUrl = (id: string) => urlOf('/syncs/{id}/events', { id })

export const approveSync = (id: string) => request('POST /syncs/{id}/approve', { path: { id } })
export const discardSync = (id: string) => request('POST /syncs/{id}/discard', { path: { id } })
export const cancelSync = (id: string) => request('POST /syncs/{id}/cancel', { path: { id } })
export const undoSync = (id: string) => request('POST /syncs/{id}/undo', { path: { id } })
