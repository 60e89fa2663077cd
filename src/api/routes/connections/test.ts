import { probeConnection } from '#core/connections/probe-connection.ts'
import { whileSomeoneWaits } from '../../patience.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { ProbeResult } from '../../schemas/connections.ts'
import { VENDOR_ERRORS } from '../../vendor-errors.ts'

export default defineRoute({
  method: 'POST',
  path: '/connections/{id}/test',
  tag: 'Connections',
  summary: 'Ask the vendor whether the credential works',
  permission: 'connections:write',
  params: byId,
  success: { status: 200, body: ProbeResult },
  errors: [...VENDOR_ERRORS, 'connection_disconnected', 'connector_unknown', 'tenant_changed', 'tenant_connected'],
  handle: async ({ db, connectors, openClient, params, request }) => {
    const probe = await probeConnection({ db, connectors, openClient }, params.id, whileSomeoneWaits(request.signal))
    return { ok: true as const, tenantId: probe.tenantId, tenantName: probe.tenantName }
  },
})
