import { endMySession } from '#core/users/end-my-sessions.ts'
import { defineRoute } from '../../route.ts'
import { byUserId } from '../../schemas/users.ts'
import { whoAsks } from '../../who-asks.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/me/sessions/{id}',
  tag: 'My account',
  summary: 'Sign out one of my sessions',
  permission: 'self',
  params: byUserId,
  success: { status: 204 },
  errors: [],
  handle: async (context) => endMySession(context.db, context.actor, (await whoAsks(context)).user, context.params.id),
})
