import { mapSighting } from '#core/apps/map-sighting.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { appId, AppMove, SightingMap } from '../../schemas/apps.ts'

export default defineRoute({
  method: 'POST',
  path: '/apps/{id}/map',
  tag: 'Apps',
  summary: 'Say that what a sign-on service reports as this app is another one; it can be taken back',
  permission: 'connections:write',
  params: z.strictObject({ id: appId }),
  body: SightingMap,
  success: { status: 200, body: AppMove },
  errors: ['conflict'],
  handle: ({ db, actor, clock, params, body }) => mapSighting(db, actor, clock.now(), params.id, body),
})
