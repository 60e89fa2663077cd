import { deletePasskey } from '#core/users/my-second-factors.ts'
import { defineRoute } from '../../route.ts'
import { byUserId } from '../../schemas/users.ts'
import { whoAsks } from '../../who-asks.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/me/passkeys/{id}',
  tag: 'My account',
  summary: 'Remove a passkey',
  permission: 'self',
  stepUp: true,
  params: byUserId,
  success: { status: 204 },
  errors: [],
  handle: async (context) => deletePasskey(context.db, context.actor, (await whoAsks(context)).user, context.params.id),
})
