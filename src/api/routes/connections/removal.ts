import { previewRemoval } from '#core/connections/preview-removal.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { Removal } from '../../schemas/connections.ts'

export default defineRoute({
  method: 'GET',
  path: '/connections/{id}/removal',
  tag: 'Connections',
  summary: 'What would go if the connection were removed, to the row',
  permission: 'connections:read',
  params: byId,
  success: { status: 200, body: Removal },
  errors: [],
  handle: ({ db, params }) => previewRemoval(db, params.id),
})
