import { AppError, type FieldProblem } from '#base/errors.ts'
import type { Tx } from '#db/pool.ts'
import { sql, nameSql, type Sql } from '#db/sql.ts'
import { CONVERT, type Scalar, type ValueProblem } from '#mapping/convert.ts'
import { targetFields } from '#mapping/fields.ts'
import { listCustomFields, UNIQUE_FIELDS } from './person-fields.store.ts'
import { PERSON_COLUMNS } from './resolve-people.ts'
import type { PersonStatus } from './person.ts'

/** Values typed in by hand, by field; null takes the hand-set value away. `fields` holds those without a place of their own. */
export type HandEdit = {
  status?: PersonStatus | null | undefined
  fields?: Record<string, Scalar | null> | undefined
} & { [field: string]: Scalar | null | undefined | Record<string, Scalar | null> }

const PROBLEM_TEXT: Record<ValueProblem, string> = {
  not_an_email: 'This is not an e-mail address.',
  not_a_date: 'This is not a date. Write it as 2026-03-01.',
  not_a_number: 'This is not a number.',
  not_a_boolean: 'This is neither true nor false.',
  too_long: 'This is too long.',
  not_one_value: 'This is not a single value.',
  not_in_table: 'This value is not among the choices.',
}

/**
 * Checks what was typed and brings it into the form of its fields.
 *
 * @returns the flat `manual` object, null where a value is taken away. Throws `invalid_input` naming each wrong field.
 */
export async function readHandEdit(tx: Tx, edit: HandEdit): Promise<Record<string, Scalar | null>> {
  const { fields = {}, ...named } = edit
  const known = targetFields((await listCustomFields(tx)).map(({ name, ...field }) => ({ field: name, ...field })))
  const manual = new Map<string, Scalar | null>()
  const problems: FieldProblem[] = []
  const take = (path: string, name: string, value: Scalar | null | undefined) => {
    if (value === undefined) return
    const form = known.get(name)?.form
    if (!form) return void problems.push({ path, message: `There is no field "${name}".` })
    if (value === null) return void manual.set(name, null)
    let problem: ValueProblem | undefined
    const converted = CONVERT[form](value, (why) => void (problem ??= why))
    if (problem) problems.push({ path, message: PROBLEM_TEXT[problem] })
    else if (converted === null) problems.push({ path, message: 'This is empty. Send null to take the value away.' })
    else manual.set(name, converted)
  }
  for (const [name, value] of Object.entries(named)) {
    if (name === 'status') manual.set('status', value as PersonStatus | null)
    else take(name, name, value as Scalar | null | undefined)
  }
  for (const [name, value] of Object.entries(fields)) {
    // What has a place of its own is not also a loose field.
    if (Object.hasOwn(PERSON_COLUMNS, name))
      problems.push({ path: `fields.${name}`, message: `Send "${name}" beside \`fields\`.` })
    else take(`fields.${name}`, name, value)
  }
  if (problems.length > 0) throw new AppError('invalid_input', { fields: problems })
  return Object.fromEntries(manual)
}

/** Throws `conflict`, naming the field, when another person has the value of a field that tells people apart. */
export async function refuseTakenValues(
  tx: Tx,
  personId: string,
  manual: Record<string, Scalar | null>,
): Promise<void> {
  const unique = new Set(UNIQUE_FIELDS)
  for (const field of await listCustomFields(tx)) if (field.unique) unique.add(field.name)
  const taken: FieldProblem[] = []
  for (const [name, value] of Object.entries(manual)) {
    if (value === null || !unique.has(name)) continue
    const other = await tx.one(
      sql`select 1 as found from people where ${columnOf(name)} = lower(${String(value)}) and id <> ${personId} limit 1`,
    )
    if (other) taken.push({ path: isColumn(name) ? name : `fields.${name}`, message: 'Another person has this value.' })
  }
  if (taken.length > 0) {
    throw new AppError('conflict', { message: 'Another person has this value already.', fields: taken })
  }
}

const isColumn = (name: string): name is keyof typeof PERSON_COLUMNS => Object.hasOwn(PERSON_COLUMNS, name)

function columnOf(name: string): Sql {
  return isColumn(name) ? sql`lower(${nameSql(PERSON_COLUMNS[name])})` : sql`lower(fields ->> ${name}::text)`
}
