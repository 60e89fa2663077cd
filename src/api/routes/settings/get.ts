import { readSettings } from '#core/settings/settings.store.ts'
import { defineRoute } from '../../route.ts'
import { Settings } from '../../schemas/access.ts'

export default defineRoute({
  method: 'GET',
  path: '/settings',
  tag: 'Settings',
  summary: 'Settings of this Rollcall',
  permission: 'settings:read',
  success: { status: 200, body: Settings },
  errors: [],
  handle: ({ db }) => readSettings(db),
})
