import { listConnections } from '#core/connections/connections.store.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { appId } from '../../schemas/apps.ts'
import { listQuery, page, search } from '../../schemas/common.ts'
import { Connection } from '../../schemas/connections.ts'

export default defineRoute({
  method: 'GET',
  path: '/connections',
  tag: 'Connections',
  summary: 'List connections',
  permission: 'connections:read',
  query: listQuery({
    search,
    app_id: appId.optional(),
    state: z.enum(['draft', 'active', 'paused', 'disconnected', 'removed']).optional(),
  }),
  success: { status: 200, body: page(Connection) },
  errors: [],
  handle: ({ db, query }) => listConnections(db, { ...query, appId: query.app_id }),
})
