import { getAccount } from '#core/accounts/get-account.ts'
import { defineRoute } from '../../route.ts'
import { AccountDetail } from '../../schemas/accounts.ts'
import { byId } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/accounts/{id}',
  tag: 'Accounts',
  summary: 'One account with what it holds',
  permission: 'directory:read',
  params: byId,
  success: { status: 200, body: AccountDetail },
  errors: [],
  handle: ({ db, params }) => getAccount(db, params.id),
})
