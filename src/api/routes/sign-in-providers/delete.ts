import { deleteProvider } from '#core/users/save-sign-in-provider.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/sign-in-providers/{id}',
  tag: 'Sign-in providers',
  summary: 'Nobody signs in with this provider any more',
  permission: 'settings:write',
  stepUp: true,
  params: byId,
  success: { status: 204 },
  errors: [],
  handle: ({ db, actor, params }) => deleteProvider({ db, actor }, params.id),
})
