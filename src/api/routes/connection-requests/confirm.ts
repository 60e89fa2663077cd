import { confirmRequest } from '#core/requests/confirm-request.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { ConnectionRequest, SeenTenant } from '../../schemas/requests.ts'

export default defineRoute({
  method: 'POST',
  path: '/connection-requests/{id}/confirm',
  tag: 'Connection requests',
  summary: 'Confirm the vendor account; the connection then goes on with it',
  permission: 'requests:write',
  params: byId,
  body: SeenTenant,
  success: { status: 200, body: ConnectionRequest },
  errors: ['request_state', 'conflict', 'tenant_changed', 'surface_changed', 'tenant_connected', 'connector_unknown'],
  handle: ({ db, connectors, clock, actor, params, body }) =>
    confirmRequest({ db, connectors, clock }, actor, params.id, body),
})
