import { createRole } from '#core/users/manage-roles.ts'
import { defineRoute } from '../../route.ts'
import { Made, RoleEdit } from '../../schemas/users.ts'

export default defineRoute({
  method: 'POST',
  path: '/roles',
  tag: 'Users',
  summary: 'Make a role of permissions that you have yourself',
  permission: 'roles:write',
  stepUp: true,
  body: RoleEdit,
  success: { status: 201, body: Made },
  errors: ['beyond_rights', 'role_name_taken'],
  handle: async ({ db, actor, rights, body }) => ({ id: await createRole({ db, actor, rights }, body) }),
})
