import { CONVERT, type Note, type Scalar } from './convert.ts'
import type { TargetField } from './fields.ts'
import type { Target } from './mapping.ts'
import type { Read } from './path-reader.ts'
import { problem } from './path.ts'
import { compileSource, parseSource } from './source.ts'
import { textOf } from './template-filters.ts'

/** Gives a record's value for one target, in its field's form; null when the record has none. */
export type ReadTarget = (record: unknown) => Scalar | null

/** The entry of a value table for every value that is not named, and for a missing one. */
const OTHERWISE = '*'

/**
 * Compiles one target that is not a tracking field: read, translate, convert, each prepared once.
 *
 * @param note is told of every value that is left out or cut.
 */
export function compileTarget(target: Target, field: TargetField, note: Note): ReadTarget {
  if (target.source === undefined) {
    const value = compileConstant(target, field)
    return () => value
  }
  const source = parseSource(target.source)
  if (source.kind === 'tracking') throw problem(`"${target.source.trim()}" is not a field of the record.`)
  const read = compileSource(source)
  if (target.values) return compileTable(target.values, field, read, note)
  const convert = CONVERT[field.form]
  return (record) => convert(read(record), note)
}

/** The value of a constant. Throws `mapping_invalid` when it does not fit its field or is empty. */
export function compileConstant(target: Target, field: TargetField): Scalar {
  return fitting(target.constant, field, `The constant for ${field.label}`)
}

/** A value table with its values in their field's form. Throws `mapping_invalid` when one does not fit. */
export function compileValues(values: NonNullable<Target['values']>, field: TargetField): Map<string, Scalar | null> {
  return new Map(
    Object.entries(values).map(([key, value]) => [
      key.trim(),
      value === null ? null : fitting(value, field, `The value for "${key}"`),
    ]),
  )
}

/** Looks one raw value up. A number and a boolean are found under their text; a list or an object never is. */
export function translate(table: ReadonlyMap<string, Scalar | null>, value: unknown, note: Note): Scalar | null {
  const key = textOf(value).trim()
  const found = table.get(key)
  if (found !== undefined) return found
  if (typeof value === 'object' && value !== null) note('not_one_value')
  const otherwise = table.get(OTHERWISE)
  if (otherwise === undefined && key !== '') note('not_in_table')
  return otherwise ?? null
}

function compileTable(values: NonNullable<Target['values']>, field: TargetField, read: Read, note: Note): ReadTarget {
  const table = compileValues(values, field)
  return (record) => translate(table, read(record), note)
}

function fitting(value: unknown, field: TargetField, what: string): Scalar {
  const converted = CONVERT[field.form](value, () => undefined)
  if (converted !== null) return converted
  throw problem(`${what} is not ${FORM_TEXT[field.form]}.`)
}

/** The forms in words, behind "is not" and "as". */
export const FORM_TEXT: Readonly<Record<TargetField['form'], string>> = {
  text: 'a text',
  email: 'an e-mail address',
  number: 'a number',
  boolean: 'true or false',
  date: 'a date such as 2026-03-01',
  day: 'a date such as 2026-03-01',
}
