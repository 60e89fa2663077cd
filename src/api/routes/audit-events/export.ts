import { AppError } from '#base/errors.ts'
import { exportAuditEvents } from '#core/audit/export-audit-events.ts'
import { recordAudit } from '#core/audit/record-audit.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { auditFilters } from '../../schemas/access.ts'

export default defineRoute({
  method: 'GET',
  path: '/audit-events/export',
  tag: 'Access',
  summary: 'The audit log as a file, oldest first: CSV or JSON, filtered as the list',
  permission: 'audit:read',
  stepUp: true,
  query: z.strictObject({ ...auditFilters, format: z.enum(['csv', 'json']).default('csv') }),
  success: { status: 200, file: 'application/octet-stream' },
  errors: [],
  handle: async ({ db, clock, actor, rights, query }) => {
    // To read and to take away are two rights; a route names one.
    if (!rights.has('exports:run')) throw new AppError('forbidden')
    const { format, target_id: targetId, target_kind: targetKind, ...filter } = query
    await db.tx((tx) => recordAudit(tx, actor, { action: 'audit.export', detail: { ...query } }))
    return {
      name: `audit-${clock.now().toISOString().slice(0, 10)}.${format}`,
      write: (to) => exportAuditEvents(db, { ...filter, targetId, targetKind, format, to }),
    }
  },
})
