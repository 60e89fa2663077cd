import { getApp } from '#core/apps/apps.store.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { App, appId } from '../../schemas/apps.ts'

export default defineRoute({
  method: 'GET',
  path: '/apps/{id}',
  tag: 'Apps',
  summary: 'One app',
  permission: 'directory:read',
  params: z.strictObject({ id: appId }),
  success: { status: 200, body: App },
  errors: [],
  handle: ({ db, params }) => getApp(db, params.id),
})
