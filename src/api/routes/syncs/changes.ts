import { listChanges } from '#core/syncs/sync-changes.store.ts'
import { defineRoute } from '../../route.ts'
import { byId, listQuery, page } from '../../schemas/common.ts'
import { ChangeAction, ChangeState, SyncChange } from '../../schemas/syncs.ts'

export default defineRoute({
  method: 'GET',
  path: '/syncs/{id}/changes',
  tag: 'Syncs',
  summary: 'What a sync changed, with before and after',
  permission: 'syncs:read',
  params: byId,
  query: listQuery({ action: ChangeAction.optional(), state: ChangeState.optional() }),
  success: { status: 200, body: page(SyncChange) },
  errors: [],
  handle: ({ db, params, query }) => listChanges(db, params.id, query),
})
