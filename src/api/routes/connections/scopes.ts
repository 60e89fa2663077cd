import { listScopes } from '#core/connections/list-scopes.ts'
import { defineRoute } from '../../route.ts'
import { byId, whole } from '../../schemas/common.ts'
import { GrantedScope } from '../../schemas/connections.ts'

export default defineRoute({
  method: 'GET',
  path: '/connections/{id}/scopes',
  tag: 'Connections',
  summary: 'The permissions that the connector can use, and which the vendor has granted',
  permission: 'connections:read',
  params: byId,
  success: { status: 200, body: whole(GrantedScope) },
  errors: ['connector_unknown'],
  handle: async ({ db, connectors, params }) => ({ items: await listScopes({ db, connectors }, params.id) }),
})
