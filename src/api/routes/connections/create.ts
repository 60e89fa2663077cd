import { createConnection } from '#core/connections/create-connection.ts'
import { defineRoute } from '../../route.ts'
import { Connection, NewConnection } from '../../schemas/connections.ts'

export default defineRoute({
  method: 'POST',
  path: '/connections',
  tag: 'Connections',
  summary: 'Create a connection; it is a draft until it is launched',
  permission: 'connections:write',
  body: NewConnection,
  success: { status: 201, body: Connection },
  errors: [
    'name_taken',
    'connector_unknown',
    'credential_invalid',
    'credential_host_changed',
    'mapping_invalid',
    'preset_client_missing',
  ],
  handle: ({ db, vault, connectors, actor, body }) => createConnection({ db, vault, connectors }, actor, body),
})
