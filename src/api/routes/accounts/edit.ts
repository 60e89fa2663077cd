import { getAccount } from '#core/accounts/get-account.ts'
import { setAccountStatus } from '#core/accounts/set-account-status.ts'
import { defineRoute } from '../../route.ts'
import { AccountDetail, AccountEdit } from '../../schemas/accounts.ts'
import { byId } from '../../schemas/common.ts'

export default defineRoute({
  method: 'PATCH',
  path: '/accounts/{id}',
  tag: 'Accounts',
  summary: 'Set the status of an account by hand, or take it back with null',
  permission: 'directory:write',
  params: byId,
  body: AccountEdit,
  success: { status: 200, body: AccountDetail },
  errors: [],
  handle: async ({ db, actor, params, body }) => {
    await setAccountStatus(db, actor, params.id, body.manualStatus)
    return getAccount(db, params.id)
  },
})
