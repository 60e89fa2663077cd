import { getSync } from '#core/syncs/syncs.store.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { Sync } from '../../schemas/syncs.ts'

export default defineRoute({
  method: 'POST',
  path: '/connections/{id}/syncs',
  tag: 'Syncs',
  summary: 'Sync a connection now',
  permission: 'syncs:run',
  params: byId,
  success: { status: 202, body: Sync },
  errors: ['conflict', 'sync_running', 'connection_draft', 'connection_paused', 'connection_disconnected'],
  handle: async ({ db, syncs, actor, params }) => {
    const { syncId } = await syncs.request({ connectionId: params.id, trigger: 'manual', actor })
    return getSync(db, syncId)
  },
})
