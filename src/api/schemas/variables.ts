import { z } from 'zod'
import { instant } from './common.ts'

export const variableName = z.string().max(200)

export const Variable = z
  .object({ name: z.string(), value: z.string(), updatedAt: instant })
  .meta({ id: 'Variable', description: 'Written as {{name}} into connect forms. Never a secret.' })

export const VariableValue = z.strictObject({ value: z.string().trim().min(1).max(500) })
