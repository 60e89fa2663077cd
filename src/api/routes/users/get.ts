import { getUser } from '#core/users/users.store.ts'
import { defineRoute } from '../../route.ts'
import { byUserId, UserDetail } from '../../schemas/users.ts'

export default defineRoute({
  method: 'GET',
  path: '/users/{id}',
  tag: 'Users',
  summary: 'Get a user',
  permission: 'users:read',
  params: byUserId,
  success: { status: 200, body: UserDetail },
  errors: [],
  handle: ({ db, params }) => getUser(db, params.id),
})
