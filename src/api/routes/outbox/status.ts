import { countMails } from '#core/outbox/outbox.store.ts'
import { defineRoute } from '../../route.ts'
import { OutboxStatus } from '../../schemas/notices.ts'

export default defineRoute({
  method: 'GET',
  path: '/outbox/status',
  tag: 'Outbox',
  summary: 'Whether mails are sent, and how many wait or have failed',
  permission: 'settings:write',
  success: { status: 200, body: OutboxStatus },
  errors: [],
  handle: async ({ db, mail }) => ({ delivers: mail.delivers, ...(await countMails(db)) }),
})
