import { endMyOtherSessions } from '#core/users/end-my-sessions.ts'
import { defineRoute } from '../../route.ts'
import { whoAsks } from '../../who-asks.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/me/sessions',
  tag: 'My account',
  summary: 'Sign out everywhere else',
  permission: 'self',
  success: { status: 204 },
  errors: [],
  handle: async (context) => endMyOtherSessions(context.db, context.actor, await whoAsks(context)),
})
