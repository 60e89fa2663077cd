import { deleteCustomConnector } from '#core/custom-connectors/delete-custom-connector.ts'
import { defineRoute } from '../../route.ts'
import { byConnectorId } from '../../schemas/custom-connectors.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/custom-connectors/{id}',
  tag: 'Custom connectors',
  summary: 'Delete a custom connector that no connection uses',
  permission: 'connections:write',
  params: byConnectorId,
  success: { status: 204 },
  errors: ['connector_in_use'],
  handle: ({ db, actor, params }) => deleteCustomConnector(db, actor, params.id),
})
