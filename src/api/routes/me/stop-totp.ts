import { stopTotp } from '#core/users/my-second-factors.ts'
import { defineRoute } from '../../route.ts'
import { whoAsks } from '../../who-asks.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/me/totp',
  tag: 'My account',
  summary: 'Give the authenticator app up',
  permission: 'self',
  stepUp: true,
  success: { status: 204 },
  errors: [],
  handle: async (context) => stopTotp(context.db, context.actor, (await whoAsks(context)).user),
})
