import { deletePresetClient } from '#core/credentials/save-preset-client.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/connectors/{id}/preset-client',
  tag: 'Connectors',
  summary: 'Forget the OAuth client of this connector; connections keep their copy',
  permission: 'credentials:write',
  params: z.strictObject({ id: z.string().max(63) }),
  query: z.strictObject({ method: z.string().max(63) }),
  success: { status: 204 },
  errors: [],
  handle: ({ db, actor, params, query }) => deletePresetClient(db, actor, params.id, query.method),
})
