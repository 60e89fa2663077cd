import { setScopes } from '#core/connections/set-scopes.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { ConnectionScopes } from '../../schemas/connections.ts'

export default defineRoute({
  method: 'PUT',
  path: '/connections/{id}/scopes',
  tag: 'Connections',
  summary: 'Change what the connection asks for; the answer says whether somebody has to authorise again',
  permission: 'connections:write',
  params: byId,
  body: z.strictObject({ scopes: z.array(z.string().max(200)).max(200) }),
  success: { status: 200, body: ConnectionScopes },
  errors: ['connector_unknown'],
  handle: ({ db, connectors, actor, params, body }) => setScopes({ db, connectors }, actor, params.id, body.scopes),
})
