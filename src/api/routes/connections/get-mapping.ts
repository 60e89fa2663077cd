import { readMapping } from '#core/connections/read-mapping.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { MappingView } from '../../schemas/connections.ts'

export default defineRoute({
  method: 'GET',
  path: '/connections/{id}/mapping',
  tag: 'Mapping',
  summary: 'The mapping of a connection, what could be mapped, and what is missing',
  permission: 'connections:read',
  params: byId,
  success: { status: 200, body: MappingView },
  errors: ['connector_unknown'],
  handle: ({ db, connectors, params }) => readMapping({ db, connectors }, params.id),
})
