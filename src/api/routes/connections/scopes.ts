import { listScopes } from '#core/connections/list-scopes.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { ConnectionScopes } from '../../schemas/connections.ts'

export default defineRoute({
  method: 'GET',
  path: '/connections/{id}/scopes',
  tag: 'Connections',
  summary: 'What the connection asks for, what the vendor has granted, and what will not work without each',
  permission: 'connections:read',
  params: byId,
  success: { status: 200, body: ConnectionScopes },
  errors: ['connector_unknown'],
  handle: ({ db, connectors, params }) => listScopes({ db, connectors }, params.id),
})
