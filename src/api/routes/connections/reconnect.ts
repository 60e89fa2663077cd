import { reconnectConnection } from '#core/connections/reconnect-connection.ts'
import { whileSomeoneWaits } from '../../patience.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { Connection, Reconnect } from '../../schemas/connections.ts'
import { VENDOR_ERRORS } from '../../vendor-errors.ts'

export default defineRoute({
  method: 'POST',
  path: '/connections/{id}/reconnect',
  tag: 'Connections',
  summary: 'Authorise a connection anew; it goes on with the data that it has',
  permission: 'connections:write',
  params: byId,
  body: Reconnect,
  success: { status: 200, body: Connection },
  errors: [
    ...VENDOR_ERRORS,
    'tenant_changed',
    'surface_changed',
    'tenant_connected',
    'scopes_changed',
    'connector_unknown',
    'credential_invalid',
    'credential_host_changed',
    'connection_disconnected',
  ],
  handle: ({ db, vault, connectors, clock, openClient, actor, params, body, request }) =>
    reconnectConnection(
      { db, vault, connectors, clock, openClient },
      actor,
      params.id,
      body,
      whileSomeoneWaits(request.signal),
    ),
})
