import { getAccount } from '#core/accounts/get-account.ts'
import { matchAccount } from '#core/accounts/match-account.ts'
import { defineRoute } from '../../route.ts'
import { AccountDetail, AccountMatch } from '../../schemas/accounts.ts'
import { byId } from '../../schemas/common.ts'

export default defineRoute({
  method: 'POST',
  path: '/accounts/{id}/match',
  tag: 'Accounts',
  summary: 'Say whose account this is, or make that person',
  permission: 'directory:write',
  params: byId,
  body: AccountMatch,
  success: { status: 200, body: AccountDetail },
  errors: ['conflict'],
  handle: async ({ db, actor, params, body }) => {
    await matchAccount(db, actor, params.id, 'personId' in body ? body.personId : 'new')
    return getAccount(db, params.id)
  },
})
