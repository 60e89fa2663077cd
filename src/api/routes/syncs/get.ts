import { getSync } from '#core/syncs/syncs.store.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { Sync } from '../../schemas/syncs.ts'

export default defineRoute({
  method: 'GET',
  path: '/syncs/{id}',
  tag: 'Syncs',
  summary: 'One sync',
  permission: 'syncs:read',
  params: byId,
  success: { status: 200, body: Sync },
  errors: [],
  handle: ({ db, params }) => getSync(db, params.id),
})
