import { AppError } from '#base/errors.ts'
import type { AuthMethod } from '#kit/auth.ts'
import type { Connector } from '#kit/define.ts'
import { checkFields } from './check-fields.ts'

/** A credential's fields, parted: what the vault seals, and what may be shown. */
export type CheckedCredential = {
  method: AuthMethod
  secretFields: Record<string, string>
  publicFields: Record<string, string>
}

/** Throws `invalid_input` naming `method`, or `credential_invalid` naming every wrong, missing and unknown field. */
export function checkCredential(
  connector: Connector,
  methodId: string,
  given: Readonly<Record<string, string>>,
  path: string,
): CheckedCredential {
  const method = authMethod(connector, methodId)
  const { values, problems } = checkFields(method.fields, given, path)
  if (problems.length > 0) throw new AppError('credential_invalid', { fields: problems })
  const secret = secretNames(connector, methodId)
  const part = (wanted: boolean) =>
    Object.fromEntries(Object.entries(values).filter(([name]) => secret.has(name) === wanted))
  return { method, secretFields: part(true), publicFields: part(false) }
}

/** The fields that are sealed. Throws as `authMethod`. */
export function secretNames(connector: Connector, methodId: string): ReadonlySet<string> {
  const { fields } = authMethod(connector, methodId)
  return new Set(fields.filter((field) => field.secret).map(({ name }) => name))
}

/** Throws `invalid_input` naming the methods that there are. */
export function authMethod(connector: Connector, id: string): AuthMethod {
  const method = connector.auth.find((one) => one.id === id)
  if (method) return method
  throw new AppError('invalid_input', {
    fields: [{ path: 'method', message: `${connector.name} has ${connector.auth.map((one) => one.id).join(', ')}.` }],
  })
}
