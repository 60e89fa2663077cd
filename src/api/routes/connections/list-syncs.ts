import { requireConnection } from '#core/connections/connections.store.ts'
import { listSyncs } from '#core/syncs/syncs.store.ts'
import { defineRoute } from '../../route.ts'
import { byId, noFilters, page } from '../../schemas/common.ts'
import { Sync } from '../../schemas/syncs.ts'

export default defineRoute({
  method: 'GET',
  path: '/connections/{id}/syncs',
  tag: 'Syncs',
  summary: 'The syncs of a connection, newest first',
  permission: 'syncs:read',
  params: byId,
  query: noFilters,
  success: { status: 200, body: page(Sync) },
  errors: [],
  handle: async ({ db, params, query }) => {
    await requireConnection(db, params.id)
    return listSyncs(db, { ...query, connectionId: params.id })
  },
})
