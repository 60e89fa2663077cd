import { listProviders } from '#core/users/sign-in-providers.store.ts'
import { defineRoute } from '../../route.ts'
import { whole } from '../../schemas/common.ts'
import { SignInProvider } from '../../schemas/users.ts'

export default defineRoute({
  method: 'GET',
  path: '/sign-in-providers',
  tag: 'Sign-in providers',
  summary: 'List OpenID providers that people may sign in with',
  permission: 'settings:read',
  success: { status: 200, body: whole(SignInProvider) },
  errors: [],
  handle: async ({ db, publicUrl }) => {
    const providers = await listProviders(db)
    return { items: providers.map((one) => ({ ...one, redirectUri: `${publicUrl}/sign-in/from/${one.id}` })) }
  },
})
