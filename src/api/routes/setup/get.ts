import { isSetUp } from '#core/users/set-up.ts'
import { defineRoute } from '../../route.ts'
import { SetUpState } from '../../schemas/access.ts'

export default defineRoute({
  method: 'GET',
  path: '/setup',
  tag: 'Session',
  summary: 'Whether the first admin exists',
  permission: 'public',
  success: { status: 200, body: SetUpState },
  errors: [],
  handle: async ({ users }) => ({ done: await isSetUp(users) }),
})
