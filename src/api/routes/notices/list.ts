import { listNotices } from '#core/notices/notices.store.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { id, listQuery, page } from '../../schemas/common.ts'
import { Notice, severity } from '../../schemas/notices.ts'

export default defineRoute({
  method: 'GET',
  path: '/notices',
  tag: 'Notices',
  summary: 'What people should know or do, newest first',
  permission: 'notices:read',
  query: listQuery({
    state: z.enum(['open', 'closed']).optional(),
    severity: severity.optional(),
    connection_id: id.optional(),
  }),
  success: { status: 200, body: page(Notice) },
  errors: [],
  handle: ({ db, query: { connection_id: connectionId, ...rest } }) => listNotices(db, { ...rest, connectionId }),
})
