import { getConnection } from '#core/connections/connections.store.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { Connection } from '../../schemas/connections.ts'

export default defineRoute({
  method: 'GET',
  path: '/connections/{id}',
  tag: 'Connections',
  summary: 'One connection',
  permission: 'connections:read',
  params: byId,
  success: { status: 200, body: Connection },
  errors: [],
  handle: ({ db, params }) => getConnection(db, params.id),
})
