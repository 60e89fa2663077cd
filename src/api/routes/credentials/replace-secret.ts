import { replaceSecret } from '#core/credentials/replace-secret.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { Credential, CredentialSecret } from '../../schemas/credentials.ts'
import { credentialView } from '../../views/credential.ts'

export default defineRoute({
  method: 'PUT',
  path: '/credentials/{id}/secret',
  tag: 'Credentials',
  summary: 'Replace what a credential holds',
  permission: 'credentials:write',
  stepUp: true,
  params: byId,
  body: CredentialSecret,
  success: { status: 200, body: Credential },
  errors: ['connector_unknown', 'credential_invalid'],
  handle: async ({ db, vault, users, connectors, actor, params, body }) =>
    credentialView({ users, connectors }, await replaceSecret({ db, vault, connectors }, actor, params.id, body)),
})
