import { getCustomConnector } from '#core/custom-connectors/custom-connectors.store.ts'
import { Definition } from '#core/custom-connectors/definition.ts'
import { defineRoute } from '../../route.ts'
import { byConnectorId } from '../../schemas/custom-connectors.ts'

export default defineRoute({
  method: 'GET',
  path: '/custom-connectors/{id}/export',
  tag: 'Custom connectors',
  summary: 'The definition as a file, to be imported elsewhere; it has no credential in it',
  permission: 'connections:read',
  params: byConnectorId,
  success: { status: 200, file: 'application/json; charset=utf-8' },
  errors: [],
  handle: async ({ db, params }) => {
    const { id, definition } = await getCustomConnector(db, params.id)
    const text = `${JSON.stringify(Definition.parse(definition), null, 2)}\n`
    return { name: `${id}.json`, write: async (to) => void to.write(text) }
  },
})
