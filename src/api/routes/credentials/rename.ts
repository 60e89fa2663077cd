import { renameCredential } from '#core/credentials/rename-credential.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { Credential, CredentialEdit } from '../../schemas/credentials.ts'

export default defineRoute({
  method: 'PATCH',
  path: '/credentials/{id}',
  tag: 'Credentials',
  summary: 'Rename a credential',
  permission: 'credentials:write',
  params: byId,
  body: CredentialEdit,
  success: { status: 200, body: Credential },
  errors: [],
  handle: ({ db, actor, params, body }) => renameCredential(db, actor, params.id, body.name),
})
