import { editCredential } from '#core/credentials/edit-credential.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { Credential, CredentialEdit } from '../../schemas/credentials.ts'
import { credentialView } from '../../views/credential.ts'

export default defineRoute({
  method: 'PATCH',
  path: '/credentials/{id}',
  tag: 'Credentials',
  summary: 'Change the name, the owner or the expiry of a credential',
  permission: 'credentials:write',
  params: byId,
  body: CredentialEdit,
  success: { status: 200, body: Credential },
  errors: [],
  handle: async ({ db, users, connectors, actor, params, body }) =>
    credentialView({ users, connectors }, await editCredential({ db, users, connectors }, actor, params.id, body)),
})
