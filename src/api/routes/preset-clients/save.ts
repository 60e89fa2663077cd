import { savePresetClient } from '#core/credentials/save-preset-client.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { NewPresetClient, PresetClient } from '../../schemas/authorisations.ts'
import { presetClientView } from '../../views/preset-client.ts'

export default defineRoute({
  method: 'PUT',
  path: '/connectors/{id}/preset-client',
  tag: 'Connectors',
  summary: 'Save the OAuth client that new connections of this connector use',
  permission: 'credentials:write',
  params: z.strictObject({ id: z.string().max(63) }),
  body: NewPresetClient,
  success: { status: 200, body: PresetClient },
  errors: ['connector_unknown', 'credential_invalid'],
  handle: async ({ db, vault, connectors, actor, params, body }) =>
    presetClientView(await savePresetClient({ db, vault, connectors }, actor, params.id, body)),
})
