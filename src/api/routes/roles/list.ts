import { listRoles } from '#core/users/roles.store.ts'
import { defineRoute } from '../../route.ts'
import { whole } from '../../schemas/common.ts'
import { Role } from '../../schemas/users.ts'

export default defineRoute({
  method: 'GET',
  path: '/roles',
  tag: 'Users',
  summary: 'List roles, built-in ones first',
  permission: 'users:read',
  success: { status: 200, body: whole(Role) },
  errors: [],
  handle: async ({ db }) => ({ items: await listRoles(db) }),
})
