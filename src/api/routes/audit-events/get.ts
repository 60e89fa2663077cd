import { getAuditEvent } from '#core/audit/list-audit-events.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { AuditEvent } from '../../schemas/access.ts'

export default defineRoute({
  method: 'GET',
  path: '/audit-events/{id}',
  tag: 'Access',
  summary: 'One entry of the audit log',
  permission: 'audit:read',
  params: z.strictObject({ id: z.string().max(63) }),
  success: { status: 200, body: AuditEvent },
  errors: [],
  handle: ({ db, params }) => getAuditEvent(db, params.id),
})
