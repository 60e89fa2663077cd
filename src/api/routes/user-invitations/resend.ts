import { resendInvitation } from '#core/users/invite-user.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { Made } from '../../schemas/users.ts'

export default defineRoute({
  method: 'POST',
  path: '/user-invitations/{id}/resend',
  tag: 'Users',
  summary: 'Send a new link; the one before is dead',
  permission: 'users:write',
  stepUp: true,
  params: byId,
  success: { status: 201, body: Made },
  errors: ['beyond_rights'],
  handle: async ({ db, clock, mail, actor, rights, params }) => ({
    id: await resendInvitation({ db, clock, mail, actor, rights }, params.id),
  }),
})
