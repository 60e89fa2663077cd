import { disconnectConnection } from '#core/connections/disconnect-connection.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { Connection } from '../../schemas/connections.ts'

export default defineRoute({
  method: 'POST',
  path: '/connections/{id}/disconnect',
  tag: 'Connections',
  summary: 'Stop reading, revoke and forget the credential; what was read stays',
  permission: 'connections:write',
  params: byId,
  success: { status: 200, body: Connection },
  errors: ['connection_disconnected'],
  handle: ({ db, vault, connectors, clock, log, actor, params }) =>
    disconnectConnection({ db, vault, connectors, clock, log }, actor, params.id),
})
