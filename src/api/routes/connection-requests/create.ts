import { createRequest } from '#core/requests/create-request.ts'
import { defineRoute } from '../../route.ts'
import { ConnectionRequest, NewConnectionRequest } from '../../schemas/requests.ts'

export default defineRoute({
  method: 'POST',
  path: '/connection-requests',
  tag: 'Connection requests',
  summary: 'Ask a co-worker by mail to authorise a connection',
  permission: 'requests:write',
  body: NewConnectionRequest,
  success: { status: 201, body: ConnectionRequest },
  errors: [
    'not_found',
    'name_taken',
    'connector_unknown',
    'credential_invalid',
    'credential_host_changed',
    'mapping_invalid',
  ],
  handle: ({ db, vault, connectors, clock, mail, actor, body }) =>
    createRequest({ db, vault, connectors, clock, mail }, actor, body),
})
