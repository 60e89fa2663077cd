import type { FieldProblem } from '#base/errors.ts'
import type { CredentialField } from '#kit/auth.ts'
import type { FieldValue } from '#kit/define.ts'

/**
 * Checks what was typed into a connect form against the connector's description of it, and brings it into form. Every
 * wrong, missing and unknown field is named.
 *
 * @param path where the fields stand in the body, e.g. `credential`.
 */
export function checkFields(
  definitions: readonly CredentialField[],
  given: Readonly<Record<string, FieldValue>>,
  path: string,
): { values: Record<string, string>; problems: FieldProblem[] } {
  const values = new Map<string, string>()
  const problems: FieldProblem[] = []
  const known = new Set(definitions.map(({ name }) => name))
  for (const name of Object.keys(given)) {
    if (!known.has(name)) problems.push({ path: `${path}.${name}`, message: 'The connector has no such field.' })
  }
  for (const field of definitions) {
    const text = normalise(field, Object.hasOwn(given, field.name) ? given[field.name] : undefined)
    const problem = text === '' ? missing(field) : wrong(field, text)
    if (problem !== undefined) problems.push({ path: `${path}.${field.name}`, message: problem })
    else if (text !== '') values.set(field.name, text)
  }
  return { values: Object.fromEntries(values), problems }
}

/** Copied from a page or a browser's address bar, values come with blanks, a scheme or a slash too many. */
function normalise(field: CredentialField, value: FieldValue | undefined): string {
  const text = value === undefined || value === null ? '' : String(value).trim()
  switch (field.normalise) {
    case 'host-part':
      return text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/[/?#].*$/s, '')
    case 'no-trailing-slash':
      return text.replace(/\/+$/, '')
    case undefined:
      return text
  }
}

function missing(field: CredentialField): string | undefined {
  return field.optional ? undefined : `${field.label} is required.`
}

function wrong(field: CredentialField, text: string): string | undefined {
  if (field.pattern && !new RegExp(`^(?:${field.pattern.source})$`, 'u').test(text)) return field.pattern.message
  if (field.choices && !field.choices.some(({ value }) => value === text)) {
    return `Choose one of ${field.choices.map(({ value }) => value).join(', ')}.`
  }
  return undefined
}
