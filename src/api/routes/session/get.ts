import { AppError } from '#base/errors.ts'
import { defineRoute } from '../../route.ts'
import { SignedIn } from '../../schemas/access.ts'

export default defineRoute({
  method: 'GET',
  path: '/session',
  tag: 'Session',
  summary: 'Who is signed in',
  permission: 'public',
  success: { status: 200, body: SignedIn },
  errors: ['unauthenticated'],
  handle: async ({ users, request }) => {
    const found = await users.findSession(request.cookie)
    if (!found) throw new AppError('unauthenticated')
    return { user: found.user }
  },
})
