import type { Db } from '#db/pool.ts'
import { PERSON_FIELDS, type FieldType, type ValueForm } from '#mapping/fields.ts'

export type PersonFieldView = {
  name: string
  label: string
  type: FieldType
  /** No two people may have the same value. */
  unique: boolean
  mandatory: boolean
  canBeKey: boolean
  custom: boolean
}

export type CustomPersonField = { name: string; label: string; type: FieldType; unique: boolean }

const TYPE_OF_FORM: Record<ValueForm, FieldType> = {
  text: 'text',
  email: 'text',
  number: 'number',
  boolean: 'boolean',
  date: 'date',
  day: 'date',
}

export function listCustomFields(db: Db): Promise<CustomPersonField[]> {
  return db.query<CustomPersonField>(
    `select name, label, type, is_unique as "unique" from person_fields order by created_at, name`,
  )
}

/** The fields that every person has, then those made while mapping. */
export async function listPersonFields(db: Db): Promise<PersonFieldView[]> {
  const custom = await listCustomFields(db)
  return [
    ...PERSON_FIELDS.map(({ name, label, form, mandatory, canBeKey }) => ({
      name,
      label,
      type: TYPE_OF_FORM[form],
      unique: UNIQUE_FIELDS.has(name),
      mandatory,
      canBeKey,
      custom: false,
    })),
    ...custom.map((field) => ({ ...field, mandatory: false, canBeKey: field.unique, custom: true })),
  ]
}

/** Built-in fields that tell people apart: no two people are given the same value by hand. */
export const UNIQUE_FIELDS: ReadonlySet<string> = new Set(['email', 'username', 'employeeNumber'])
