import { changeUser } from '#core/users/manage-user.ts'
import { getUser } from '#core/users/users.store.ts'
import { defineRoute } from '../../route.ts'
import { byUserId, UserDetail, UserEdit } from '../../schemas/users.ts'

export default defineRoute({
  method: 'PATCH',
  path: '/users/{id}',
  tag: 'Users',
  summary: 'Change name or role of a user; a new role ends their sessions',
  permission: 'users:write',
  stepUp: true,
  params: byUserId,
  body: UserEdit,
  success: { status: 200, body: UserDetail },
  errors: ['beyond_rights', 'last_owner'],
  handle: async ({ db, actor, rights, params, body }) => {
    await changeUser({ db, actor, rights }, params.id, body)
    return getUser(db, params.id)
  },
})
