import { listMails } from '#core/outbox/outbox.store.ts'
import { defineRoute } from '../../route.ts'
import { listQuery, page, search } from '../../schemas/common.ts'
import { mailState, OutboxMail } from '../../schemas/notices.ts'

export default defineRoute({
  method: 'GET',
  path: '/outbox',
  tag: 'Outbox',
  summary: 'Mails of the last 30 days, newest first; without their text',
  permission: 'settings:write',
  query: listQuery({ state: mailState.optional(), search }),
  success: { status: 200, body: page(OutboxMail) },
  errors: [],
  handle: ({ db, query }) => listMails(db, query),
})
