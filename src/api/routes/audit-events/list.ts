import { listAuditEvents } from '#core/audit/list-audit-events.ts'
import { defineRoute } from '../../route.ts'
import { AuditEvent, auditFilters } from '../../schemas/access.ts'
import { listQuery, page } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/audit-events',
  tag: 'Access',
  summary: 'Who did what, newest first',
  permission: 'audit:read',
  query: listQuery(auditFilters),
  success: { status: 200, body: page(AuditEvent) },
  errors: [],
  handle: ({ db, query: { target_id, target_kind, ...query } }) =>
    listAuditEvents(db, { ...query, targetId: target_id, targetKind: target_kind }),
})
