import { listMoves, listSightings } from '#core/apps/app-moves.store.ts'
import { getApp } from '#core/apps/apps.store.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { appId, AppSightings } from '../../schemas/apps.ts'

export default defineRoute({
  method: 'GET',
  path: '/apps/{id}/sightings',
  tag: 'Apps',
  summary: 'What sign-on services report of an app, and what was merged into it',
  permission: 'directory:read',
  params: z.strictObject({ id: appId }),
  success: { status: 200, body: AppSightings },
  errors: [],
  handle: async ({ db, params }) => {
    await getApp(db, params.id)
    return { items: await listSightings(db, params.id), moves: await listMoves(db, params.id) }
  },
})
