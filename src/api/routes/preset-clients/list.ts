import { listPresetClients } from '#core/credentials/preset-clients.store.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { PresetClient } from '../../schemas/authorisations.ts'
import { whole } from '../../schemas/common.ts'
import { presetClientView } from '../../views/preset-client.ts'

export default defineRoute({
  method: 'GET',
  path: '/preset-clients',
  tag: 'Connectors',
  summary: 'OAuth clients that new connections can use without entering one',
  permission: 'connections:read',
  query: z.strictObject({ connector: z.string().max(63).optional() }),
  success: { status: 200, body: whole(PresetClient) },
  errors: [],
  handle: async ({ db, query }) => ({ items: (await listPresetClients(db, query.connector)).map(presetClientView) }),
})
