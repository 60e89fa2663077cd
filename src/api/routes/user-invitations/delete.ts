import { revokeInvitation } from '#core/users/invite-user.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/user-invitations/{id}',
  tag: 'Users',
  summary: 'Withdraw an invitation',
  permission: 'users:write',
  params: byId,
  success: { status: 204 },
  errors: [],
  handle: ({ db, clock, actor, params }) => revokeInvitation({ db, clock, actor }, params.id),
})
