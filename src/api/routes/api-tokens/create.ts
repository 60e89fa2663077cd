import { createApiToken } from '#core/apitokens/create-api-token.ts'
import { defineRoute } from '../../route.ts'
import { ApiTokenWithSecret, NewApiToken } from '../../schemas/access.ts'

export default defineRoute({
  method: 'POST',
  path: '/api-tokens',
  tag: 'Access',
  summary: 'Make an API token; it is shown this once',
  permission: 'tokens:write',
  stepUp: true,
  body: NewApiToken,
  success: { status: 201, body: ApiTokenWithSecret },
  errors: [],
  handle: ({ db, clock, actor, body }) => createApiToken({ db, clock }, actor, body),
})
