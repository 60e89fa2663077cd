import { queryOptions } from '@tanstack/react-query'
import type { Operations } from '../api-types.ts'
import { request } from '../api/client.ts'
import { pagedQuery } from './paged.ts'

type Query<O extends keyof Operations> = NonNullable<Operations[O]['query']>

const BELL_MS = 30_000

/** For the bell; asked again by itself, since notices come from elsewhere. */
export const noticeCountQuery = queryOptions({
  queryKey: ['notices', 'count'],
  queryFn: ({ signal }) => request('GET /notices/count', { signal }),
  refetchInterval: BELL_MS,
})

export const noticesQuery = (
  filters: Pick<Query<'GET /notices'>, 'state' | 'severity' | 'connection_id'> = {},
  limit?: number,
) =>
  pagedQuery(
    ['notices', 'list', filters],
    (page, signal) => request('GET /notices', { query: { ...filters, ...page }, signal }),
    limit,
  )

export const outboxQuery = (filters: Pick<Query<'GET /outbox'>, 'state' | 'search'> = {}) =>
  pagedQuery(['outbox', 'list', filters], (page, signal) =>
    request('GET /outbox', { query: { ...filters, ...page }, signal }),
  )

export const outboxStatusQuery = queryOptions({
  queryKey: ['outbox', 'status'],
  queryFn: ({ signal }) => request('GET /outbox/status', { signal }),
})

export const acknowledgeNotice = (id: string) => request('POST /notices/{id}/acknowledge', { path: { id } })
export const resendMail = (id: string) => request('POST /outbox/{id}/resend', { path: { id } })
export const readMail = (id: string) => request('POST /outbox/{id}/read', { path: { id } })
