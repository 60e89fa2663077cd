import { pauseConnection } from '#core/connections/pause-connection.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { Connection } from '../../schemas/connections.ts'

export default defineRoute({
  method: 'POST',
  path: '/connections/{id}/pause',
  tag: 'Connections',
  summary: 'Read nothing until it is resumed',
  permission: 'connections:write',
  params: byId,
  success: { status: 200, body: Connection },
  errors: ['conflict'],
  handle: ({ db, clock, actor, params }) => pauseConnection({ db, clock }, actor, params.id),
})
