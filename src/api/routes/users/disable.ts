import { disableUser } from '#core/users/manage-user.ts'
import { defineRoute } from '../../route.ts'
import { byUserId } from '../../schemas/users.ts'

export default defineRoute({
  method: 'POST',
  path: '/users/{id}/disable',
  tag: 'Users',
  summary: 'Shut a user out; their sessions end and their tokens sleep',
  permission: 'users:write',
  stepUp: true,
  params: byUserId,
  success: { status: 204 },
  errors: ['beyond_rights', 'last_owner', 'own_user'],
  handle: ({ db, actor, rights, clock, params }) => disableUser({ db, actor, rights, clock }, params.id),
})
