import { getUser, listSessions } from '#core/users/users.store.ts'
import { defineRoute } from '../../route.ts'
import { whole } from '../../schemas/common.ts'
import { byUserId, UserSession } from '../../schemas/users.ts'

export default defineRoute({
  method: 'GET',
  path: '/users/{id}/sessions',
  tag: 'Users',
  summary: 'Where a user is signed in',
  permission: 'users:read',
  params: byUserId,
  success: { status: 200, body: whole(UserSession) },
  errors: [],
  handle: async ({ db, params, sessionId }) => {
    await getUser(db, params.id)
    const sessions = await listSessions(db, params.id)
    return { items: sessions.map((one) => ({ ...one, isThis: one.id === sessionId })) }
  },
})
