import { listCustomConnectors } from '#core/custom-connectors/custom-connectors.store.ts'
import { defineRoute } from '../../route.ts'
import { whole } from '../../schemas/common.ts'
import { CustomConnector } from '../../schemas/custom-connectors.ts'
import { customConnectorView } from '../../views/custom-connector.ts'

export default defineRoute({
  method: 'GET',
  path: '/custom-connectors',
  tag: 'Custom connectors',
  summary: 'List the connectors that were made here, by name',
  permission: 'connections:read',
  success: { status: 200, body: whole(CustomConnector) },
  errors: [],
  handle: async ({ db }) => ({ items: (await listCustomConnectors(db)).map(customConnectorView) }),
})
