import { createApp } from '#core/apps/create-app.ts'
import { defineRoute } from '../../route.ts'
import { App, NewApp } from '../../schemas/apps.ts'

export default defineRoute({
  method: 'POST',
  path: '/apps',
  tag: 'Apps',
  summary: 'Add an app that has no connector',
  permission: 'connections:write',
  body: NewApp,
  success: { status: 201, body: App },
  errors: ['conflict'],
  handle: ({ db, actor, body }) => createApp(db, actor, body),
})
