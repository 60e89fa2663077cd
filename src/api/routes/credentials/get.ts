import { getCredential } from '#core/credentials/credentials.store.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { Credential } from '../../schemas/credentials.ts'
import { credentialView } from '../../views/credential.ts'

export default defineRoute({
  method: 'GET',
  path: '/credentials/{id}',
  tag: 'Credentials',
  summary: 'One credential, without its secret',
  permission: 'credentials:read',
  params: byId,
  success: { status: 200, body: Credential },
  errors: [],
  handle: async ({ db, users, connectors, params }) =>
    credentialView({ users, connectors }, await getCredential(db, params.id)),
})
