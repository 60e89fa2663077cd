import { stepUp } from '#core/users/step-up.ts'
import { defineRoute } from '../../route.ts'
import { SignedIn } from '../../schemas/access.ts'
import { StepUp } from '../../schemas/users.ts'
import { clientOf, whoAsks } from '../../who-asks.ts'

export default defineRoute({
  method: 'POST',
  path: '/session/step-up',
  tag: 'Session',
  summary: 'Prove again who you are; the session gets a new id',
  permission: 'self',
  body: StepUp,
  success: { status: 200, body: SignedIn },
  errors: ['proof_wrong', 'too_many_requests'],
  handle: async (context) => {
    const { db, users, clock, body, request, setCookie } = context
    const { user, cookies } = await stepUp({ db, users, clock }, await whoAsks(context), body, clientOf(request))
    for (const cookie of cookies) setCookie(cookie)
    return { user }
  },
})
