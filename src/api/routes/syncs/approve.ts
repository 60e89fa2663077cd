import { getSync } from '#core/syncs/syncs.store.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { Sync } from '../../schemas/syncs.ts'

export default defineRoute({
  method: 'POST',
  path: '/syncs/{id}/approve',
  tag: 'Syncs',
  summary: 'Apply what a held sync waits with',
  permission: 'syncs:run',
  params: byId,
  success: { status: 200, body: Sync },
  errors: ['sync_not_held', 'sync_finished'],
  handle: async ({ db, syncs, actor, params }) => {
    await syncs.approve({ syncId: params.id, actor })
    return getSync(db, params.id)
  },
})
