import { savePrecedence } from '#core/settings/save-precedence.ts'
import { readSettings } from '#core/settings/settings.store.ts'
import { defineRoute } from '../../route.ts'
import { Settings, SettingsEdit } from '../../schemas/access.ts'

export default defineRoute({
  method: 'PUT',
  path: '/settings',
  tag: 'Settings',
  summary: 'Set which source of people comes first',
  permission: 'settings:write',
  body: SettingsEdit,
  success: { status: 200, body: Settings },
  errors: [],
  handle: async ({ db, actor, body }) => {
    await savePrecedence(db, actor, body.precedence)
    return readSettings(db)
  },
})
