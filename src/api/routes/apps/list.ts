import { listApps } from '#core/apps/apps.store.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { App } from '../../schemas/apps.ts'
import { listQuery, page, search } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/apps',
  tag: 'Apps',
  summary: 'List apps',
  permission: 'directory:read',
  query: listQuery({ search, connector: z.string().max(63).optional() }),
  success: { status: 200, body: page(App) },
  errors: [],
  handle: ({ db, query }) => listApps(db, query),
})
