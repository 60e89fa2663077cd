import { revokeApiToken } from '#core/apitokens/revoke-api-token.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/api-tokens/{id}',
  tag: 'Access',
  summary: 'Revoke an API token at once',
  permission: 'tokens:write',
  params: byId,
  success: { status: 204 },
  errors: [],
  handle: ({ db, actor, rights, params }) =>
    revokeApiToken(db, actor, params.id, rights.has('users:write') ? undefined : actor.id),
})
