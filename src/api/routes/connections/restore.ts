import { restoreConnection } from '#core/connections/restore-connection.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { Connection, Restore } from '../../schemas/connections.ts'

export default defineRoute({
  method: 'POST',
  path: '/connections/{id}/restore',
  tag: 'Connections',
  summary: 'Take a removal back within its seven days; the connection is then disconnected',
  permission: 'connections:write',
  params: byId,
  body: Restore.optional(),
  success: { status: 200, body: Connection },
  errors: ['removal_final', 'name_taken', 'tenant_connected', 'connector_unknown'],
  handle: ({ db, clock, connectors, actor, params, body }) =>
    restoreConnection({ db, clock, connectors }, actor, params.id, body?.name),
})
