import { editRole } from '#core/users/manage-roles.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { RoleEdit } from '../../schemas/users.ts'

export default defineRoute({
  method: 'PUT',
  path: '/roles/{id}',
  tag: 'Users',
  summary: 'Change a role; it holds from the next request of everybody who has it',
  permission: 'roles:write',
  stepUp: true,
  params: byId,
  body: RoleEdit,
  success: { status: 204 },
  errors: ['beyond_rights', 'role_name_taken'],
  handle: ({ db, actor, rights, params, body }) => editRole({ db, actor, rights }, params.id, body),
})
