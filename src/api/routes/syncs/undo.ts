import { getSync } from '#core/syncs/syncs.store.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { Sync } from '../../schemas/syncs.ts'

export default defineRoute({
  method: 'POST',
  path: '/syncs/{id}/undo',
  tag: 'Syncs',
  summary: 'Take back everything that a sync changed',
  permission: 'syncs:run',
  params: byId,
  success: { status: 200, body: Sync },
  errors: ['sync_not_undoable', 'sync_running'],
  handle: async ({ db, syncs, actor, params }) => {
    await syncs.undo({ syncId: params.id, actor })
    return getSync(db, params.id)
  },
})
