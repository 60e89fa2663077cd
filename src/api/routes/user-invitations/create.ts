import { inviteUser } from '#core/users/invite-user.ts'
import { defineRoute } from '../../route.ts'
import { Invite, Made } from '../../schemas/users.ts'

export default defineRoute({
  method: 'POST',
  path: '/user-invitations',
  tag: 'Users',
  summary: 'Invite somebody by e-mail; the link is good once, for 72 hours',
  permission: 'users:write',
  stepUp: true,
  body: Invite,
  success: { status: 201, body: Made },
  errors: ['user_exists', 'beyond_rights'],
  handle: async ({ db, clock, mail, actor, rights, body }) => ({
    id: await inviteUser({ db, clock, mail, actor, rights }, body),
  }),
})
