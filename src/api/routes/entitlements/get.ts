import { getEntitlement } from '#core/entitlements/entitlements.store.ts'
import { defineRoute } from '../../route.ts'
import { Entitlement } from '../../schemas/accounts.ts'
import { byId } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/entitlements/{id}',
  tag: 'Entitlements',
  summary: 'One group, role or licence',
  permission: 'directory:read',
  params: byId,
  success: { status: 200, body: Entitlement },
  errors: [],
  handle: ({ db, params }) => getEntitlement(db, params.id),
})
