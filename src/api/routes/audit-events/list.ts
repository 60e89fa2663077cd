import { listAuditEvents } from '#core/audit/list-audit-events.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { AuditEvent } from '../../schemas/access.ts'
import { listQuery, page } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/audit-events',
  tag: 'Access',
  summary: 'Who did what, newest first',
  permission: 'audit:read',
  query: listQuery({ target_id: z.string().max(100).optional(), target_kind: z.string().max(50).optional() }),
  success: { status: 200, body: page(AuditEvent) },
  errors: [],
  handle: ({ db, query }) =>
    listAuditEvents(db, { ...query, targetId: query.target_id, targetKind: query.target_kind }),
})
