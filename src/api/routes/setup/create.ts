import { setUp } from '#core/users/set-up.ts'
import { defineRoute } from '../../route.ts'
import { SetUp, SignedIn } from '../../schemas/access.ts'

export default defineRoute({
  method: 'POST',
  path: '/setup',
  tag: 'Session',
  summary: 'Make the first admin with the one-time code from the console',
  permission: 'public',
  body: SetUp,
  success: { status: 201, body: SignedIn },
  errors: ['setup_code_wrong', 'setup_done', 'too_many_requests'],
  handle: async ({ db, users, clock, body, request, setCookie }) => {
    const session = await setUp(
      { db, users, clock },
      { ...body, address: request.address, userAgent: request.userAgent },
    )
    for (const cookie of session.cookies) setCookie(cookie)
    return { user: session.user }
  },
})
