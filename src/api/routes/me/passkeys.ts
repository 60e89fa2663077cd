import { listPasskeys } from '#core/users/users.store.ts'
import { defineRoute } from '../../route.ts'
import { whole } from '../../schemas/common.ts'
import { Passkey } from '../../schemas/users.ts'
import { whoAsks } from '../../who-asks.ts'

export default defineRoute({
  method: 'GET',
  path: '/me/passkeys',
  tag: 'My account',
  summary: 'My passkeys',
  permission: 'self',
  success: { status: 200, body: whole(Passkey) },
  errors: [],
  handle: async (context) => ({ items: await listPasskeys(context.db, (await whoAsks(context)).user.id) }),
})
