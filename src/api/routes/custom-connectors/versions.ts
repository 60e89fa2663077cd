import { getCustomConnector, listVersions } from '#core/custom-connectors/custom-connectors.store.ts'
import { defineRoute } from '../../route.ts'
import { whole } from '../../schemas/common.ts'
import { byConnectorId, CustomConnectorVersion } from '../../schemas/custom-connectors.ts'

export default defineRoute({
  method: 'GET',
  path: '/custom-connectors/{id}/versions',
  tag: 'Custom connectors',
  summary: 'Who saved which version and when, newest first (at most 100)',
  permission: 'connections:read',
  params: byConnectorId,
  success: { status: 200, body: whole(CustomConnectorVersion) },
  errors: [],
  handle: async ({ db, params }) => {
    await getCustomConnector(db, params.id)
    return { items: await listVersions(db, params.id) }
  },
})
