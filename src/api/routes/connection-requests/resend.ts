import { resendRequest } from '#core/requests/resend-request.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { ConnectionRequest, ResendRequest } from '../../schemas/requests.ts'

export default defineRoute({
  method: 'POST',
  path: '/connection-requests/{id}/resend',
  tag: 'Connection requests',
  summary: 'Send a new link, also to another person; the old one is dead',
  permission: 'requests:write',
  params: byId,
  body: ResendRequest.optional(),
  success: { status: 200, body: ConnectionRequest },
  errors: ['request_state'],
  handle: ({ db, clock, mail, actor, params, body }) => resendRequest({ db, clock, mail }, actor, params.id, body),
})
