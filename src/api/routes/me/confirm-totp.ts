import { confirmTotp } from '#core/users/my-second-factors.ts'
import { defineRoute } from '../../route.ts'
import { SecondFactor } from '../../schemas/users.ts'
import { clientOf, whoAsks } from '../../who-asks.ts'

export default defineRoute({
  method: 'POST',
  path: '/me/totp/confirm',
  tag: 'My account',
  summary: 'Turn the authenticator app on with a code of it; every other session ends',
  permission: 'self',
  body: SecondFactor,
  success: { status: 204 },
  errors: ['second_factor_wrong', 'too_many_requests'],
  handle: async (context) => {
    const { db, users, clock, actor, body, request, isFresh, setCookie } = context
    const { user } = await whoAsks(context)
    const by = { db, users, clock, actor, user, isFresh, client: clientOf(request) }
    for (const cookie of await confirmTotp(by, body.code)) setCookie(cookie)
  },
})
