import { signOutUser } from '#core/users/manage-user.ts'
import { defineRoute } from '../../route.ts'
import { byUserId } from '../../schemas/users.ts'

export default defineRoute({
  method: 'POST',
  path: '/users/{id}/sign-out',
  tag: 'Users',
  summary: 'Sign a user out everywhere',
  permission: 'users:write',
  params: byUserId,
  success: { status: 204 },
  errors: ['beyond_rights'],
  handle: ({ db, actor, rights, params }) => signOutUser({ db, actor, rights }, params.id),
})
