import { listRequests } from '#core/requests/requests.store.ts'
import { defineRoute } from '../../route.ts'
import { flag, id, listQuery, page } from '../../schemas/common.ts'
import { ConnectionRequest, requestState } from '../../schemas/requests.ts'

export default defineRoute({
  method: 'GET',
  path: '/connection-requests',
  tag: 'Connection requests',
  summary: 'Requests to co-workers, newest first',
  permission: 'requests:read',
  query: listQuery({
    connection_id: id.optional(),
    state: requestState.optional(),
    /** `true`: those for which somebody still has to do something. */
    open: flag.optional(),
  }),
  success: { status: 200, body: page(ConnectionRequest) },
  errors: [],
  handle: ({ db, clock, query: { connection_id: connectionId, ...filter } }) =>
    listRequests(db, { ...filter, connectionId }, clock.now()),
})
