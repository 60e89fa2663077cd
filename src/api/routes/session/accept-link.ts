import { acceptLink } from '#core/users/accept-link.ts'
import { defineRoute } from '../../route.ts'
import { AcceptLink, SignInAnswer } from '../../schemas/users.ts'
import { clientOf } from '../../who-asks.ts'

export default defineRoute({
  method: 'POST',
  path: '/session/links/accept',
  tag: 'Session',
  summary: 'Use a link from a mail: come in for the first time, or set a new password',
  permission: 'public',
  body: AcceptLink,
  success: { status: 200, body: SignInAnswer },
  errors: ['link_invalid', 'user_exists', 'conflict', 'too_many_requests'],
  handle: async ({ db, users, clock, body, request, setCookie }) => {
    const session = await acceptLink({ db, users, clock }, body, clientOf(request))
    for (const cookie of session?.cookies ?? []) setCookie(cookie)
    return { user: session?.user ?? null }
  },
})
