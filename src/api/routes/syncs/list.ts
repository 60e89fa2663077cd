import { listSyncs } from '#core/syncs/syncs.store.ts'
import { defineRoute } from '../../route.ts'
import { id, listQuery, page } from '../../schemas/common.ts'
import { Sync, SyncState } from '../../schemas/syncs.ts'

export default defineRoute({
  method: 'GET',
  path: '/syncs',
  tag: 'Syncs',
  summary: 'List syncs, newest first',
  permission: 'syncs:read',
  query: listQuery({ connection_id: id.optional(), state: SyncState.optional() }),
  success: { status: 200, body: page(Sync) },
  errors: [],
  handle: ({ db, query }) => listSyncs(db, { ...query, connectionId: query.connection_id }),
})
