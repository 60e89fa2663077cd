import { editProvider } from '#core/users/save-sign-in-provider.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { SignInProviderEdit } from '../../schemas/users.ts'

export default defineRoute({
  method: 'PUT',
  path: '/sign-in-providers/{id}',
  tag: 'Sign-in providers',
  summary: 'Change a sign-in provider',
  permission: 'settings:write',
  stepUp: true,
  params: byId,
  body: SignInProviderEdit,
  success: { status: 204 },
  errors: ['beyond_rights'],
  handle: ({ db, oidc, actor, rights, params, body }) => editProvider({ db, oidc, actor, rights }, params.id, body),
})
