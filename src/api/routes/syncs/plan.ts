import { listChanges, summarise } from '#core/syncs/sync-changes.store.ts'
import { getSync } from '#core/syncs/syncs.store.ts'
import { defineRoute } from '../../route.ts'
import { byId, noFilters } from '../../schemas/common.ts'
import { SyncPlan } from '../../schemas/syncs.ts'

export default defineRoute({
  method: 'GET',
  path: '/syncs/{id}/plan',
  tag: 'Syncs',
  summary: 'What a sync would change, or has changed: figures and names',
  permission: 'syncs:read',
  params: byId,
  query: noFilters,
  success: { status: 200, body: SyncPlan },
  errors: [],
  handle: async ({ db, params, query }) => {
    const { counts, hold } = await getSync(db, params.id)
    const [summary, changes] = [await summarise(db, params.id), await listChanges(db, params.id, query)]
    return { counts, hold, summary, ...changes }
  },
})
