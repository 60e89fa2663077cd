import { finishSignIn } from '#core/users/finish-sign-in.ts'
import { defineRoute } from '../../route.ts'
import { SignedIn } from '../../schemas/access.ts'
import { SecondFactor } from '../../schemas/users.ts'
import { clientOf } from '../../who-asks.ts'

export default defineRoute({
  method: 'POST',
  path: '/session/second-factor',
  tag: 'Session',
  summary: 'The second step of signing in',
  permission: 'public',
  body: SecondFactor,
  success: { status: 200, body: SignedIn },
  errors: ['sign_in_expired', 'second_factor_wrong', 'too_many_requests'],
  handle: async ({ db, users, clock, body, request, setCookie }) => {
    const { user, cookies } = await finishSignIn({ db, users, clock }, { ...body, ...clientOf(request) })
    for (const cookie of cookies) setCookie(cookie)
    return { user }
  },
})
