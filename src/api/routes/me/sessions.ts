import { listSessions } from '#core/users/users.store.ts'
import { defineRoute } from '../../route.ts'
import { whole } from '../../schemas/common.ts'
import { UserSession } from '../../schemas/users.ts'
import { whoAsks } from '../../who-asks.ts'

export default defineRoute({
  method: 'GET',
  path: '/me/sessions',
  tag: 'My account',
  summary: 'Where I am signed in',
  permission: 'self',
  success: { status: 200, body: whole(UserSession) },
  errors: [],
  handle: async (context) => {
    const { user, session } = await whoAsks(context)
    const sessions = await listSessions(context.db, user.id)
    return { items: sessions.map((one) => ({ ...one, isThis: one.id === session.id })) }
  },
})
