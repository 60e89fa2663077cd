import { AppError } from '#base/errors.ts'
import { signIn } from '#core/users/sign-in.ts'
import { defineRoute } from '../../route.ts'
import { SignIn } from '../../schemas/access.ts'
import { SignInAnswer } from '../../schemas/users.ts'
import { clientOf } from '../../who-asks.ts'

export default defineRoute({
  method: 'POST',
  path: '/session',
  tag: 'Session',
  summary: 'Sign in with e-mail and password; a second factor may be asked for next',
  permission: 'public',
  body: SignIn,
  success: { status: 200, body: SignInAnswer },
  errors: ['sign_in_failed', 'too_many_requests'],
  handle: async ({ db, users, clock, body, request, setCookie }) => {
    const session = await signIn({ db, users, clock }, { ...body, ...clientOf(request) })
    if (!session) throw new AppError('sign_in_failed')
    for (const cookie of session.cookies) setCookie(cookie)
    return { user: session.user }
  },
})
