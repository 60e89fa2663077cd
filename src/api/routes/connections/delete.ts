import { removeConnection } from '#core/connections/remove-connection.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { Confirmation } from '../../schemas/connections.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/connections/{id}',
  tag: 'Connections',
  summary: 'Remove a connection with all its data; restorable for seven days, then erased',
  permission: 'connections:write',
  stepUp: true,
  params: byId,
  query: Confirmation,
  body: Confirmation.optional(),
  success: { status: 204 },
  errors: [],
  handle: ({ db, vault, connectors, clock, log, actor, params, query, body }) =>
    removeConnection({ db, vault, connectors, clock, log }, actor, params.id, body?.confirm ?? query.confirm),
})
