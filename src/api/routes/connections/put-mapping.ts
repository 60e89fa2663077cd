import { readMapping } from '#core/connections/read-mapping.ts'
import { saveMapping } from '#core/connections/save-mapping.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { Mapping, MappingView } from '../../schemas/connections.ts'

export default defineRoute({
  method: 'PUT',
  path: '/connections/{id}/mapping',
  tag: 'Mapping',
  summary: 'Save a mapping; one that makes no sense is refused whole',
  permission: 'connections:write',
  params: byId,
  body: Mapping,
  success: { status: 200, body: MappingView },
  errors: ['mapping_invalid', 'connector_unknown'],
  handle: async ({ db, connectors, actor, params, body }) => {
    await saveMapping({ db, connectors }, actor, params.id, body)
    return readMapping({ db, connectors }, params.id)
  },
})
