import { deleteRole } from '#core/users/manage-roles.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/roles/{id}',
  tag: 'Users',
  summary: 'Delete a role that nobody has',
  permission: 'roles:write',
  stepUp: true,
  params: byId,
  success: { status: 204 },
  errors: ['beyond_rights', 'role_in_use'],
  handle: ({ db, actor, rights, params }) => deleteRole({ db, actor, rights }, params.id),
})
