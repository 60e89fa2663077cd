import { acknowledgeNotice } from '#core/notices/acknowledge-notice.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { Notice } from '../../schemas/notices.ts'

export default defineRoute({
  method: 'POST',
  path: '/notices/{id}/acknowledge',
  tag: 'Notices',
  summary: 'Take a notice in hand: nobody is reminded of it any more; it closes when its cause is gone',
  permission: 'notices:write',
  params: byId,
  success: { status: 200, body: Notice },
  errors: ['conflict'],
  handle: ({ db, clock, actor, params }) => acknowledgeNotice({ db, clock }, actor, params.id),
})
