import { resendMail } from '#core/outbox/resend-mail.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { OutboxMail } from '../../schemas/notices.ts'

export default defineRoute({
  method: 'POST',
  path: '/outbox/{id}/resend',
  tag: 'Outbox',
  summary: 'Try a mail again at once',
  permission: 'settings:write',
  params: byId,
  success: { status: 200, body: OutboxMail },
  errors: ['mail_gone', 'conflict'],
  handle: ({ db, clock, actor, params }) => resendMail({ db, clock }, actor, params.id),
})
