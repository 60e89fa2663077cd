import { deleteConnection } from '#core/connections/delete-connection.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { Confirmation } from '../../schemas/connections.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/connections/{id}',
  tag: 'Connections',
  summary: 'Delete a connection and all its data for good',
  permission: 'connections:write',
  stepUp: true,
  params: byId,
  query: Confirmation,
  body: Confirmation.optional(),
  success: { status: 204 },
  errors: ['sync_running'],
  handle: ({ db, actor, params, query, body }) =>
    deleteConnection(db, actor, params.id, body?.confirm ?? query.confirm),
})
