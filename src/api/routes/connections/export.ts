import { getConnection } from '#core/connections/connections.store.ts'
import { recordAudit } from '#core/audit/record-audit.ts'
import { exportAccounts, exportPeople } from '#core/exports/export-rows.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/connections/{id}/export',
  tag: 'Connections',
  summary: 'The accounts of a connection, or the people who hold them, as CSV',
  permission: 'exports:run',
  stepUp: true,
  params: byId,
  query: z.strictObject({ of: z.enum(['accounts', 'people']) }),
  success: { status: 200, file: 'text/csv; charset=utf-8' },
  errors: [],
  handle: async ({ db, actor, params, query }) => {
    const { id, name } = await getConnection(db, params.id)
    const target = { kind: 'connection', id }
    await db.tx((tx) => recordAudit(tx, actor, { action: 'connection.export', target, detail: { of: query.of } }))
    const write = query.of === 'people' ? exportPeople : exportAccounts
    return { name: `${name}-${query.of}.csv`, write: (to) => write(db, { format: 'csv', connectionId: id, to }) }
  },
})
