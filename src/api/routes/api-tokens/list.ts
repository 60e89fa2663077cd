import { listApiTokens } from '#core/apitokens/api-tokens.store.ts'
import { defineRoute } from '../../route.ts'
import { ApiToken } from '../../schemas/access.ts'
import { noFilters, page } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/api-tokens',
  tag: 'Access',
  summary: 'List API tokens, newest first',
  permission: 'tokens:write',
  query: noFilters,
  success: { status: 200, body: page(ApiToken) },
  errors: [],
  // Whoever manages users sees all; the others see their own.
  handle: ({ db, query, actor, rights }) =>
    listApiTokens(db, rights.has('users:write') ? query : { ...query, makerId: actor.id }),
})
