import { resumeConnection } from '#core/connections/pause-connection.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { Connection } from '../../schemas/connections.ts'

export default defineRoute({
  method: 'POST',
  path: '/connections/{id}/resume',
  tag: 'Connections',
  summary: 'Let a paused connection go on',
  permission: 'connections:write',
  params: byId,
  success: { status: 200, body: Connection },
  errors: ['conflict'],
  handle: ({ db, clock, actor, params }) => resumeConnection({ db, clock }, actor, params.id),
})
