import { undoMove } from '#core/apps/undo-move.ts'
import { defineRoute } from '../../route.ts'
import { App } from '../../schemas/apps.ts'
import { byId } from '../../schemas/common.ts'

export default defineRoute({
  method: 'POST',
  path: '/app-moves/{id}/undo',
  tag: 'Apps',
  summary: 'Take a merge or a mapping back',
  permission: 'connections:write',
  params: byId,
  success: { status: 200, body: App },
  errors: ['conflict'],
  handle: ({ db, actor, clock, params }) => undoMove(db, actor, clock.now(), params.id),
})
