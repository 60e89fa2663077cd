import type { Operations } from '../api-types.ts'
import { request } from '../api/client.ts'
import { pagedQuery } from './paged.ts'

export type AuditFilters = Omit<NonNullable<Operations['GET /audit-events']['query']>, 'limit' | 'cursor'>

export const auditQuery = (filters: AuditFilters = {}) =>
  pagedQuery(['audit-events', filters], (page, signal) =>
    request('GET /audit-events', { query: { ...filters, ...page }, signal }),
  )
