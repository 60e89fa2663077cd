import { listApps } from '#core/apps/apps.store.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { App } from '../../schemas/apps.ts'
import { flag, listQuery, page, search } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/apps',
  tag: 'Apps',
  summary: 'List apps: those in use, or the whole catalogue',
  permission: 'directory:read',
  query: listQuery({
    search,
    connector: z.string().max(63).optional(),
    category: z.string().max(100).optional(),
    /** `true`: well-known apps that nothing here reads too. */
    catalogue: flag.optional(),
    /** `true`: those that have a connector. */
    connectable: flag.optional(),
  }),
  success: { status: 200, body: page(App) },
  errors: [],
  handle: ({ db, query }) => listApps(db, query),
})
