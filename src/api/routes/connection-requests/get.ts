import { getRequest } from '#core/requests/requests.store.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { ConnectionRequest } from '../../schemas/requests.ts'

export default defineRoute({
  method: 'GET',
  path: '/connection-requests/{id}',
  tag: 'Connection requests',
  summary: 'One request',
  permission: 'requests:read',
  params: byId,
  success: { status: 200, body: ConnectionRequest },
  errors: [],
  handle: ({ db, clock, params }) => getRequest(db, params.id, clock.now()),
})
