import { createProvider } from '#core/users/save-sign-in-provider.ts'
import { defineRoute } from '../../route.ts'
import { Made, NewSignInProvider } from '../../schemas/users.ts'

export default defineRoute({
  method: 'POST',
  path: '/sign-in-providers',
  tag: 'Sign-in providers',
  summary: 'Let people sign in with an OpenID provider',
  permission: 'settings:write',
  stepUp: true,
  body: NewSignInProvider,
  success: { status: 201, body: Made },
  errors: ['provider_failed', 'provider_exists', 'beyond_rights', 'egress_blocked', 'egress_url_invalid'],
  handle: async ({ db, oidc, actor, rights, body }) => ({
    id: await createProvider({ db, oidc, actor, rights }, body),
  }),
})
