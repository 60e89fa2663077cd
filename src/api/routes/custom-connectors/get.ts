import { getCustomConnector } from '#core/custom-connectors/custom-connectors.store.ts'
import { defineRoute } from '../../route.ts'
import { byConnectorId, CustomConnector } from '../../schemas/custom-connectors.ts'
import { customConnectorView } from '../../views/custom-connector.ts'

export default defineRoute({
  method: 'GET',
  path: '/custom-connectors/{id}',
  tag: 'Custom connectors',
  summary: 'A custom connector with its definition',
  permission: 'connections:read',
  params: byConnectorId,
  success: { status: 200, body: CustomConnector },
  errors: [],
  handle: async ({ db, params }) => customConnectorView(await getCustomConnector(db, params.id)),
})
