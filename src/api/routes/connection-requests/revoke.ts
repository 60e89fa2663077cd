import { revokeRequest } from '#core/requests/revoke-request.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { ConnectionRequest } from '../../schemas/requests.ts'

export default defineRoute({
  method: 'POST',
  path: '/connection-requests/{id}/revoke',
  tag: 'Connection requests',
  summary: 'Take a request back, or reject the vendor account that it was authorised for',
  permission: 'requests:write',
  params: byId,
  success: { status: 200, body: ConnectionRequest },
  errors: ['request_state'],
  handle: ({ db, vault, connectors, clock, log, actor, params }) =>
    revokeRequest({ db, vault, connectors, clock, log }, actor, params.id),
})
