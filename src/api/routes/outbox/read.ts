import { readMail } from '#core/outbox/read-mail.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { MailBody } from '../../schemas/notices.ts'

export default defineRoute({
  method: 'POST',
  path: '/outbox/{id}/read',
  tag: 'Outbox',
  summary: 'The text of a mail, where there is no mail server; it is recorded who has read it',
  permission: 'settings:write',
  stepUp: true,
  params: byId,
  success: { status: 200, body: MailBody },
  errors: ['mail_gone', 'mail_is_sent', 'secret_unreadable'],
  handle: ({ db, mail, actor, rights, params }) => readMail({ db, mail }, actor, rights, params.id),
})
