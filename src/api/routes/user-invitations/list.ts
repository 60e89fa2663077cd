import { listInvitations } from '#core/users/user-links.ts'
import { defineRoute } from '../../route.ts'
import { whole } from '../../schemas/common.ts'
import { Invitation } from '../../schemas/users.ts'

export default defineRoute({
  method: 'GET',
  path: '/user-invitations',
  tag: 'Users',
  summary: 'Open invitations, newest first',
  permission: 'users:read',
  success: { status: 200, body: whole(Invitation) },
  errors: [],
  handle: async ({ db, clock }) => ({ items: await listInvitations(db, clock.now()) }),
})
