import { getSync } from '#core/syncs/syncs.store.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { Sync } from '../../schemas/syncs.ts'

export default defineRoute({
  method: 'POST',
  path: '/connections/{id}/preview',
  tag: 'Syncs',
  summary: 'Read everything and plan, but change nothing',
  permission: 'syncs:run',
  params: byId,
  success: { status: 202, body: Sync },
  errors: ['sync_running', 'connection_draft', 'connection_paused', 'connection_disconnected', 'mapping_invalid'],
  handle: async ({ db, syncs, actor, params }) => {
    const { syncId } = await syncs.request({ connectionId: params.id, trigger: 'preview', actor })
    return getSync(db, syncId)
  },
})
