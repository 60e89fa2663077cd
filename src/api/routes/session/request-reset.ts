import { admitReset, sendReset } from '#core/users/request-reset.ts'
import { defineRoute } from '../../route.ts'
import { ResetRequest } from '../../schemas/users.ts'
import { clientOf } from '../../who-asks.ts'

export default defineRoute({
  method: 'POST',
  path: '/session/password-reset',
  tag: 'Session',
  summary: 'Ask for a link to a new password; the answer does not tell whether there is such a user',
  permission: 'public',
  body: ResetRequest,
  success: { status: 202 },
  errors: ['too_many_requests'],
  handle: async ({ db, clock, mail, log, body, request }) => {
    const parts = { db, clock, mail }
    await admitReset(parts, body.email, clientOf(request))
    // Not waited for: that would tell by its time whether there is such a user (S8).
    void sendReset(parts, body.email).catch((error: unknown) => log.error({ error }, 'A password link was not sent.'))
  },
})
