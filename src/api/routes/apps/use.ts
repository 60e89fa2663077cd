import { getApp } from '#core/apps/apps.store.ts'
import { readAppUse } from '#core/apps/read-app-use.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { appId, AppUse } from '../../schemas/apps.ts'

export default defineRoute({
  method: 'GET',
  path: '/apps/{id}/use',
  tag: 'Apps',
  summary: 'How much an app is used, in all and by connection',
  permission: 'directory:read',
  params: z.strictObject({ id: appId }),
  success: { status: 200, body: AppUse },
  errors: [],
  handle: async ({ db, clock, params }) => {
    await getApp(db, params.id)
    return readAppUse(db, params.id, clock.now())
  },
})
