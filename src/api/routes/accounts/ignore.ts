import { getAccount } from '#core/accounts/get-account.ts'
import { ignoreAccount } from '#core/accounts/ignore-account.ts'
import { defineRoute } from '../../route.ts'
import { AccountDetail, AccountIgnore } from '../../schemas/accounts.ts'
import { byId } from '../../schemas/common.ts'

export default defineRoute({
  method: 'POST',
  path: '/accounts/{id}/ignore',
  tag: 'Accounts',
  summary: 'Leave an account without a person, or let it wait again',
  permission: 'directory:write',
  params: byId,
  body: AccountIgnore,
  success: { status: 200, body: AccountDetail },
  errors: ['conflict'],
  handle: async ({ db, actor, params, body }) => {
    await ignoreAccount(db, actor, params.id, body.ignored)
    return getAccount(db, params.id)
  },
})
