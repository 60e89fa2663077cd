import { signOutUser } from '#core/users/manage-user.ts'
import { defineRoute } from '../../route.ts'
import { byUserAndSession } from '../../schemas/users.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/users/{id}/sessions/{sessionId}',
  tag: 'Users',
  summary: 'Sign out one session of a user',
  permission: 'users:write',
  params: byUserAndSession,
  success: { status: 204 },
  errors: ['beyond_rights'],
  handle: ({ db, actor, rights, params }) => signOutUser({ db, actor, rights }, params.id, params.sessionId),
})
