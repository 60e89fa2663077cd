import { editConnection } from '#core/connections/edit-connection.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { Connection, ConnectionEdit } from '../../schemas/connections.ts'

export default defineRoute({
  method: 'PATCH',
  path: '/connections/{id}',
  tag: 'Connections',
  summary: 'Change the settings of a connection',
  permission: 'connections:write',
  params: byId,
  body: ConnectionEdit,
  success: { status: 200, body: Connection },
  errors: ['name_taken', 'tenant_connected', 'credential_host_changed', 'connector_unknown', 'connection_disconnected'],
  handle: ({ db, connectors, actor, params, body }) => editConnection({ db, connectors }, actor, params.id, body),
})
