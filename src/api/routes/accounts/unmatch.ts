import { getAccount } from '#core/accounts/get-account.ts'
import { unmatchAccount } from '#core/accounts/unmatch-account.ts'
import { defineRoute } from '../../route.ts'
import { AccountDetail } from '../../schemas/accounts.ts'
import { byId } from '../../schemas/common.ts'

export default defineRoute({
  method: 'POST',
  path: '/accounts/{id}/unmatch',
  tag: 'Accounts',
  summary: 'Take an account away from its person',
  permission: 'directory:write',
  params: byId,
  success: { status: 200, body: AccountDetail },
  errors: ['conflict'],
  handle: async ({ db, actor, params }) => {
    await unmatchAccount(db, actor, params.id)
    return getAccount(db, params.id)
  },
})
