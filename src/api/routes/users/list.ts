import { listUsers } from '#core/users/users.store.ts'
import { defineRoute } from '../../route.ts'
import { listQuery, page, search } from '../../schemas/common.ts'
import { UserDetail } from '../../schemas/users.ts'

export default defineRoute({
  method: 'GET',
  path: '/users',
  tag: 'Users',
  summary: 'List users by name',
  permission: 'users:read',
  query: listQuery({ search }),
  success: { status: 200, body: page(UserDetail) },
  errors: [],
  handle: ({ db, query }) => listUsers(db, query),
})
