import { deleteCredential } from '#core/credentials/delete-credential.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/credentials/{id}',
  tag: 'Credentials',
  summary: 'Delete a credential that no connection uses',
  permission: 'credentials:write',
  stepUp: true,
  params: byId,
  success: { status: 204 },
  errors: ['credential_in_use'],
  handle: ({ db, vault, connectors, clock, log, actor, params }) =>
    deleteCredential({ db, vault, connectors, clock, log }, actor, params.id),
})
