import { readSample } from '#core/connections/read-sample.ts'
import { whileSomeoneWaits } from '../../patience.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { Sample } from '../../schemas/connections.ts'
import { VENDOR_ERRORS } from '../../vendor-errors.ts'

export default defineRoute({
  method: 'GET',
  path: '/connections/{id}/sample',
  tag: 'Mapping',
  summary: "The vendor's first records, as they come (at most 5)",
  permission: 'connections:read',
  params: byId,
  success: { status: 200, body: Sample },
  errors: [...VENDOR_ERRORS, 'connection_disconnected', 'connector_unknown'],
  handle: async ({ db, connectors, openClient, params, request }) => ({
    records: await readSample({ db, connectors, openClient }, params.id, whileSomeoneWaits(request.signal)),
  }),
})
