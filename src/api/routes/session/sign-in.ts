import { AppError } from '#base/errors.ts'
import { signIn } from '#core/users/sign-in.ts'
import { defineRoute } from '../../route.ts'
import { SignedIn, SignIn } from '../../schemas/access.ts'

export default defineRoute({
  method: 'POST',
  path: '/session',
  tag: 'Session',
  summary: 'Sign in with e-mail and password',
  permission: 'public',
  body: SignIn,
  success: { status: 200, body: SignedIn },
  errors: ['sign_in_failed', 'too_many_requests'],
  handle: async ({ db, users, clock, body, request, setCookie }) => {
    const session = await signIn(
      { db, users, clock },
      { ...body, address: request.address, userAgent: request.userAgent },
    )
    if (!session) throw new AppError('sign_in_failed')
    for (const cookie of session.cookies) setCookie(cookie)
    return { user: session.user }
  },
})
