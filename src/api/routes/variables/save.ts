import { saveVariable } from '#core/variables/save-variable.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { Variable, variableName, VariableValue } from '../../schemas/variables.ts'

export default defineRoute({
  method: 'PUT',
  path: '/variables/{name}',
  tag: 'Variables',
  summary: 'Save a value under a name; what was filled in before stays as it is',
  permission: 'settings:write',
  params: z.strictObject({ name: variableName }),
  body: VariableValue,
  success: { status: 200, body: Variable },
  errors: [],
  handle: ({ db, clock, actor, params, body }) => saveVariable({ db, clock }, actor, { ...params, ...body }),
})
