import { listVariables } from '#core/variables/fill-variables.ts'
import { defineRoute } from '../../route.ts'
import { whole } from '../../schemas/common.ts'
import { Variable } from '../../schemas/variables.ts'

export default defineRoute({
  method: 'GET',
  path: '/variables',
  tag: 'Variables',
  summary: 'Values that fill connect forms where they say {{name}}',
  permission: 'connections:read',
  success: { status: 200, body: whole(Variable) },
  errors: [],
  handle: async ({ db }) => ({ items: await listVariables(db) }),
})
