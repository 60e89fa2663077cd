import { mergeApp } from '#core/apps/merge-app.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { appId, AppMerge, AppMove } from '../../schemas/apps.ts'

export default defineRoute({
  method: 'POST',
  path: '/apps/{id}/merge',
  tag: 'Apps',
  summary: 'Merge an app into another one; it can be taken back',
  permission: 'connections:write',
  params: z.strictObject({ id: appId }),
  body: AppMerge,
  success: { status: 200, body: AppMove },
  errors: ['conflict'],
  handle: ({ db, actor, clock, params, body }) => mergeApp(db, actor, clock.now(), params.id, body.intoId),
})
