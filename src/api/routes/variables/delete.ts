import { deleteVariable } from '#core/variables/save-variable.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { variableName } from '../../schemas/variables.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/variables/{name}',
  tag: 'Variables',
  summary: 'Forget a value; what was filled in with it stays as it is',
  permission: 'settings:write',
  params: z.strictObject({ name: variableName }),
  success: { status: 204 },
  errors: [],
  handle: ({ db, actor, params }) => deleteVariable(db, actor, params.name),
})
