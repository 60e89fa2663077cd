import { defineRoute } from '../../route.ts'
import { whole } from '../../schemas/common.ts'
import { Connector } from '../../schemas/connectors.ts'
import { connectorView } from '../../views/connector.ts'

export default defineRoute({
  method: 'GET',
  path: '/connectors',
  tag: 'Connectors',
  summary: 'List the connectors of this Rollcall',
  permission: 'connections:read',
  success: { status: 200, body: whole(Connector) },
  errors: [],
  handle: async ({ connectors, publicUrl }) => ({
    items: [...connectors.values()]
      .map((connector) => connectorView(connector, publicUrl))
      .toSorted((a, b) => a.name.localeCompare(b.name, 'en')),
  }),
})
