import { proposeMapping } from '#core/connections/propose-mapping.ts'
import { whileSomeoneWaits } from '../../patience.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { SmartMapping } from '../../schemas/connections.ts'

export default defineRoute({
  method: 'POST',
  path: '/connections/{id}/mapping/smart',
  tag: 'Mapping',
  summary: 'Propose a mapping from what can be recognised; nothing is saved',
  permission: 'connections:write',
  params: byId,
  success: { status: 200, body: SmartMapping },
  errors: ['connector_unknown'],
  handle: ({ db, connectors, openClient, params, request }) =>
    proposeMapping({ db, connectors, openClient }, params.id, whileSomeoneWaits(request.signal)),
})
