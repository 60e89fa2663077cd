import { AppError } from '#base/errors.ts'
import type { OpenCredential } from './credentials.ts'

/** The refusal of one field of a credential; the message is for whoever filled in the form, and quotes nothing. */
export function invalidField(field: string, message: string): AppError {
  return new AppError('credential_invalid', { fields: [{ path: `fields.${field}`, message }] })
}

/** A field's value, secret or not; undefined when it is missing or empty, or when there is no such field. */
export function optionalField(credential: OpenCredential, field: string | undefined): string | undefined {
  if (field === undefined) return undefined
  const { fields, publicFields } = credential
  if (Object.hasOwn(fields, field)) return fields[field]!.reveal() || undefined
  return Object.hasOwn(publicFields, field) ? publicFields[field] || undefined : undefined
}

/**
 * A field's value, secret or not.
 *
 * @throws `credential_invalid` when it is missing.
 */
export function fieldOf(credential: OpenCredential, field: string): string {
  const value = optionalField(credential, field)
  if (value === undefined) throw invalidField(field, 'This field is missing.')
  return value
}
