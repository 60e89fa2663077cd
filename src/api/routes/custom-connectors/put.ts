import { saveCustomConnector } from '#core/custom-connectors/save-definition.ts'
import { defineRoute } from '../../route.ts'
import { byConnectorId, ConnectorDefinition, CustomConnector } from '../../schemas/custom-connectors.ts'
import { customConnectorView } from '../../views/custom-connector.ts'

export default defineRoute({
  method: 'PUT',
  path: '/custom-connectors/{id}',
  tag: 'Custom connectors',
  summary: 'Save a changed definition as a new version',
  permission: 'connections:write',
  params: byConnectorId,
  body: ConnectorDefinition,
  success: { status: 200, body: CustomConnector },
  errors: ['name_taken'],
  handle: async ({ db, clock, actor, params, body }) =>
    customConnectorView(await saveCustomConnector({ db, clock }, actor, params.id, body)),
})
