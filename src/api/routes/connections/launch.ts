import { launchConnection } from '#core/connections/launch-connection.ts'
import { getConnection } from '#core/connections/connections.store.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { Connection, Launch } from '../../schemas/connections.ts'

export default defineRoute({
  method: 'POST',
  path: '/connections/{id}/launch',
  tag: 'Connections',
  summary: 'Make a draft active, and with sync: true start its first sync',
  permission: 'connections:write',
  params: byId,
  body: Launch.optional(),
  success: { status: 200, body: Connection },
  errors: [
    'mapping_invalid',
    'connector_unknown',
    'connection_disconnected',
    'conflict',
    'tenant_connected',
    'sync_running',
  ],
  handle: async ({ db, connectors, clock, syncs, actor, params, body }) => {
    await launchConnection({ db, connectors, clock }, actor, params.id)
    if (body?.sync) await syncs.request({ connectionId: params.id, trigger: 'manual', actor })
    return getConnection(db, params.id)
  },
})
