import { deleteUser } from '#core/users/manage-user.ts'
import { defineRoute } from '../../route.ts'
import { byUserId } from '../../schemas/users.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/users/{id}',
  tag: 'Users',
  summary: 'Delete a user and the tokens that they made',
  permission: 'users:write',
  stepUp: true,
  params: byUserId,
  success: { status: 204 },
  errors: ['beyond_rights', 'last_owner', 'own_user'],
  handle: ({ db, actor, rights, params }) => deleteUser({ db, actor, rights }, params.id),
})
