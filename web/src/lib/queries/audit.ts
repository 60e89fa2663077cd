import { queryOptions } from '@tanstack/react-query'
import type { Operations } from '../api-types.ts'
import { request } from '../api/client.ts'
import { pagedQuery } from './paged.ts'

export type AuditFilters = Omit<NonNullable<Operations['GET /audit-events']['query']>, 'limit' | 'cursor'>

/** One entry, wherever in the log it stands. */
export const auditEventQuery = (id: string) =>
  queryOptions({
    queryKey: ['audit-events', id],
    queryFn: ({ signal }) => request('GET /audit-events/{id}', { path: { id }, signal }),
    // Nothing in the log is ever changed.
    staleTime: Infinity,
  })

export const auditQuery = (filters: AuditFilters = {}) =>
  pagedQuery(['audit-events', filters], (page, signal) =>
    request('GET /audit-events', { query: { ...filters, ...page }, signal }),
  )
