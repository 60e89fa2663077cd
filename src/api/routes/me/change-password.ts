import { changePassword } from '#core/users/change-password.ts'
import { defineRoute } from '../../route.ts'
import { PasswordChange } from '../../schemas/users.ts'
import { clientOf, whoAsks } from '../../who-asks.ts'

export default defineRoute({
  method: 'PUT',
  path: '/me/password',
  tag: 'My account',
  summary: 'Set a new password; every other session ends',
  permission: 'self',
  body: PasswordChange,
  success: { status: 204 },
  errors: ['proof_wrong', 'step_up_required', 'too_many_requests'],
  handle: async (context) => {
    const { db, users, clock, body, request, isFresh, setCookie } = context
    const { user } = await whoAsks(context)
    const session = await changePassword({ db, users, clock }, { user, isFresh }, body, clientOf(request))
    for (const cookie of session?.cookies ?? []) setCookie(cookie)
  },
})
