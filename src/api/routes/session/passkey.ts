import { signInByPasskey } from '#core/users/passkey-sign-in.ts'
import { defineRoute } from '../../route.ts'
import { SignedIn } from '../../schemas/access.ts'
import { PasskeyAnswer } from '../../schemas/users.ts'
import { clientOf } from '../../who-asks.ts'

export default defineRoute({
  method: 'POST',
  path: '/session/passkey',
  tag: 'Session',
  summary: 'Sign in with a passkey',
  permission: 'public',
  body: PasskeyAnswer,
  success: { status: 200, body: SignedIn },
  errors: ['passkey_refused', 'too_many_requests'],
  handle: async ({ db, users, clock, body, request, setCookie }) => {
    const { user, cookies } = await signInByPasskey({ db, users, clock }, body.answer, clientOf(request))
    for (const cookie of cookies) setCookie(cookie)
    return { user }
  },
})
