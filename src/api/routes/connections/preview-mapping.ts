import { previewMapping } from '#core/connections/preview-mapping.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { MappingPreview, PreviewMapping } from '../../schemas/connections.ts'

export default defineRoute({
  method: 'POST',
  path: '/connections/{id}/mapping/preview',
  tag: 'Mapping',
  summary: 'What a mapping makes of one record; nothing is saved',
  permission: 'connections:read',
  params: byId,
  body: PreviewMapping,
  success: { status: 200, body: MappingPreview },
  errors: ['connector_unknown'],
  handle: ({ db, clock, connectors, params, body }) =>
    previewMapping({ db, clock, connectors }, params.id, body.mapping, body.record),
})
