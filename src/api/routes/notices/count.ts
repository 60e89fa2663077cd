import { countNotices } from '#core/notices/notices.store.ts'
import { defineRoute } from '../../route.ts'
import { NoticeCounts } from '../../schemas/notices.ts'

export default defineRoute({
  method: 'GET',
  path: '/notices/count',
  tag: 'Notices',
  summary: 'How many notices are open, and how many of them nobody has in hand',
  permission: 'notices:read',
  success: { status: 200, body: NoticeCounts },
  errors: [],
  handle: ({ db }) => countNotices(db),
})
