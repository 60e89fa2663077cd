import { listAccounts } from '#core/accounts/list-accounts.ts'
import { getEntitlement } from '#core/entitlements/entitlements.store.ts'
import { defineRoute } from '../../route.ts'
import { Account } from '../../schemas/accounts.ts'
import { byId, noFilters, page } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/entitlements/{id}/accounts',
  tag: 'Entitlements',
  summary: 'Who holds it',
  permission: 'directory:read',
  params: byId,
  query: noFilters,
  success: { status: 200, body: page(Account) },
  errors: [],
  handle: async ({ db, params, query }) => {
    await getEntitlement(db, params.id)
    return listAccounts(db, { ...query, entitlementId: params.id })
  },
})
