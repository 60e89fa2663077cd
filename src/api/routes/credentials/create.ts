import { createCredential } from '#core/credentials/create-credential.ts'
import { defineRoute } from '../../route.ts'
import { Credential, NewCredential } from '../../schemas/credentials.ts'
import { credentialView } from '../../views/credential.ts'

export default defineRoute({
  method: 'POST',
  path: '/credentials',
  tag: 'Credentials',
  summary: 'Store a credential',
  permission: 'credentials:write',
  body: NewCredential,
  success: { status: 201, body: Credential },
  errors: ['connector_unknown', 'credential_invalid'],
  handle: async ({ db, vault, users, connectors, actor, body }) =>
    credentialView({ users, connectors }, await createCredential({ db, vault, users, connectors }, actor, body)),
})
