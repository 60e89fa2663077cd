import { AppError, type FieldProblem } from '#base/errors.ts'
import type { Db, Tx } from '#db/pool.ts'
import type { FieldValue } from '#kit/define.ts'
import type { Variable } from './variable.ts'

const PLACE = /\{\{\s*([^{}]*?)\s*\}\}/g

/** All of them, by name. */
export function listVariables(db: Db | Tx): Promise<Variable[]> {
  return db.query<Variable>('select name, value, updated_at as "updatedAt" from variables order by lower(name), name')
}

/**
 * Puts the saved values in where a form says `{{Name}}` (F28). What is stored is the value: an address never moves behind
 * the back of the secret that was entered for it.
 *
 * @param path where the fields stand in the body. Throws `invalid_input` naming every field with a name that is not saved.
 * @param options.except fields that are left as they are: a secret may hold braces of its own.
 */
export async function fillVariables<Value extends FieldValue>(
  tx: Db | Tx,
  given: Readonly<Record<string, Value>>,
  path: string,
  options: { except?: ReadonlySet<string> } = {},
): Promise<Record<string, Value>> {
  const holds = (name: string, value: Value) =>
    typeof value === 'string' && value.includes('{{') && options.except?.has(name) !== true
  if (!Object.entries(given).some(([name, value]) => holds(name, value))) return { ...given }
  const saved = new Map((await listVariables(tx)).map(({ name, value }) => [name, value]))
  const problems: FieldProblem[] = []
  const filled = Object.entries(given).map(([name, value]) => {
    if (!holds(name, value)) return [name, value] as const
    const text = String(value).replaceAll(PLACE, (place, variable: string) => {
      const found = saved.get(variable)
      if (found === undefined)
        problems.push({
          path: `${path}.${name}`,
          message: `No variable is called ${variable || '(nothing)'}. Save it under Settings, Variables, or type the value itself.`,
        })
      return found ?? place
    })
    return [name, text as Value] as const
  })
  if (problems.length > 0) throw new AppError('invalid_input', { fields: problems })
  return Object.fromEntries(filled)
}
