import { AppError } from '#base/errors.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { Connector } from '../../schemas/connectors.ts'
import { connectorView } from '../../views/connector.ts'

export default defineRoute({
  method: 'GET',
  path: '/connectors/{id}',
  tag: 'Connectors',
  summary: 'One connector',
  permission: 'connections:read',
  params: z.strictObject({ id: z.string().max(63) }),
  success: { status: 200, body: Connector },
  errors: [],
  handle: async ({ connectors, publicUrl, params }) => {
    const connector = connectors.get(params.id)
    if (!connector) throw new AppError('not_found')
    return connectorView(connector, publicUrl)
  },
})
