import { startTotp } from '#core/users/my-second-factors.ts'
import { defineRoute } from '../../route.ts'
import { NewTotp, PasswordProof } from '../../schemas/users.ts'
import { clientOf, whoAsks } from '../../who-asks.ts'

export default defineRoute({
  method: 'POST',
  path: '/me/totp',
  tag: 'My account',
  summary: 'Begin with an authenticator app',
  permission: 'self',
  body: PasswordProof,
  success: { status: 200, body: NewTotp },
  errors: ['proof_wrong', 'step_up_required', 'too_many_requests'],
  handle: async (context) => {
    const { db, users, clock, actor, body, request, isFresh } = context
    const { user } = await whoAsks(context)
    return startTotp({ db, users, clock, actor, user, isFresh, client: clientOf(request) }, body.password)
  },
})
