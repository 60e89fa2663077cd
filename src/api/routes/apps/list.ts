import { listApps } from '#core/apps/apps.store.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { App, AppStatus, Authorisation } from '../../schemas/apps.ts'
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
    /** Those whose connector serves this. */
    capability: z.enum(['discovery', 'provisioning', 'workflows']).optional(),
    status: AppStatus.optional(),
    /** `true`: those that have a connection. */
    connected: flag.optional(),
    /** `true`: those that a sign-on service reports. */
    sighted: flag.optional(),
    authorisation: Authorisation.optional(),
    /** `active` and `people`: most first. `status`: what needs somebody first. */
    sort: z.enum(['name', 'active', 'people', 'status']).optional(),
  }),
  success: { status: 200, body: page(App) },
  errors: [],
  handle: ({ db, connectors, query: { capability, ...filter } }) =>
    listApps(db, {
      ...filter,
      connectors:
        capability &&
        [...connectors.values()].filter((one) => one.capabilities.includes(capability)).map((one) => one.id),
    }),
})
