import { createCustomConnector } from '#core/custom-connectors/save-definition.ts'
import { defineRoute } from '../../route.ts'
import { ConnectorDefinition, CustomConnector } from '../../schemas/custom-connectors.ts'
import { customConnectorView } from '../../views/custom-connector.ts'

export default defineRoute({
  method: 'POST',
  path: '/custom-connectors',
  tag: 'Custom connectors',
  summary: 'Make a connector of a definition, such as an exported file',
  permission: 'connections:write',
  body: ConnectorDefinition,
  success: { status: 201, body: CustomConnector },
  errors: ['name_taken'],
  handle: async ({ db, clock, actor, body }) =>
    customConnectorView(await createCustomConnector({ db, clock }, actor, body)),
})
