import { lookAtLink } from '#core/users/accept-link.ts'
import { defineRoute } from '../../route.ts'
import { LinkFacts, LinkToken } from '../../schemas/users.ts'
import { clientOf } from '../../who-asks.ts'

export default defineRoute({
  method: 'POST',
  path: '/session/links/read',
  tag: 'Session',
  summary: 'What a link from a mail is for; nothing is done with it',
  permission: 'public',
  body: LinkToken,
  success: { status: 200, body: LinkFacts },
  errors: ['link_invalid', 'too_many_requests'],
  handle: ({ db, users, clock, body, request }) => lookAtLink({ db, users, clock }, body.token, clientOf(request)),
})
