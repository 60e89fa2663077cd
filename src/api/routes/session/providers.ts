import { listProviders } from '#core/users/sign-in-providers.store.ts'
import { defineRoute } from '../../route.ts'
import { whole } from '../../schemas/common.ts'
import { SignInChoice } from '../../schemas/users.ts'

export default defineRoute({
  method: 'GET',
  path: '/session/providers',
  tag: 'Session',
  summary: 'Where else one can sign in',
  permission: 'public',
  success: { status: 200, body: whole(SignInChoice) },
  errors: [],
  handle: async ({ db }) => {
    const providers = await listProviders(db)
    return { items: providers.filter(({ enabled }) => enabled).map(({ id, name }) => ({ id, name })) }
  },
})
