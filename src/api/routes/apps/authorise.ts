import { authoriseApps } from '#core/apps/authorise-apps.ts'
import { defineRoute } from '../../route.ts'
import { App, AppsAuthorisation } from '../../schemas/apps.ts'
import { whole } from '../../schemas/common.ts'

export default defineRoute({
  method: 'POST',
  path: '/apps/authorisation',
  tag: 'Apps',
  summary: 'Say of some apps whether they are managed, unmanaged, restricted or to be reviewed',
  permission: 'directory:write',
  body: AppsAuthorisation,
  success: { status: 200, body: whole(App) },
  errors: [],
  handle: async ({ db, actor, body }) => ({ items: await authoriseApps(db, actor, body.ids, body.authorisation) }),
})
