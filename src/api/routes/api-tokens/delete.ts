import { revokeApiToken } from '#core/apitokens/revoke-api-token.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/api-tokens/{id}',
  tag: 'Access',
  summary: 'Revoke an API token at once',
  permission: 'settings:write',
  params: byId,
  success: { status: 204 },
  errors: [],
  handle: ({ db, actor, params }) => revokeApiToken(db, actor, params.id),
})
