import { previewMerge } from '#core/apps/merge-app.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { appId, MergePreview } from '../../schemas/apps.ts'

export default defineRoute({
  method: 'GET',
  path: '/apps/{id}/merge',
  tag: 'Apps',
  summary: 'What would move if the app were merged into another one',
  permission: 'directory:read',
  params: z.strictObject({ id: appId }),
  success: { status: 200, body: MergePreview },
  errors: [],
  handle: ({ db, params }) => previewMerge(db, params.id),
})
