import { enableUser } from '#core/users/manage-user.ts'
import { defineRoute } from '../../route.ts'
import { byUserId } from '../../schemas/users.ts'

export default defineRoute({
  method: 'POST',
  path: '/users/{id}/enable',
  tag: 'Users',
  summary: 'Let a user in again',
  permission: 'users:write',
  stepUp: true,
  params: byUserId,
  success: { status: 204 },
  errors: ['beyond_rights'],
  handle: ({ db, actor, rights, params }) => enableUser({ db, actor, rights }, params.id),
})
