import { AppError, type FieldProblem } from '#base/errors.ts'
import type { Connector } from '#kit/define.ts'

/**
 * The scopes that a connection shall ask for: those named, each once; the required ones when none are named.
 *
 * Throws `invalid_input` naming every scope that the connector does not know, and every required one that was left out:
 * without it nothing can be read (F29).
 */
export function checkScopes(connector: Connector, given: readonly string[] | undefined): string[] {
  if (given === undefined) return connector.scopes.filter(({ required }) => required).map(({ id }) => id)
  const known = new Set(connector.scopes.map(({ id }) => id))
  const unknown = given.flatMap((scope, index): FieldProblem[] =>
    known.has(scope) ? [] : [{ path: `scopes.${index}`, message: `${connector.name} has no scope ${scope}.` }],
  )
  const leftOut = connector.scopes.flatMap(({ id, label, required }): FieldProblem[] =>
    required && !given.includes(id)
      ? [{ path: 'scopes', message: `${label} (${id}) is required: without it nothing can be read.` }]
      : [],
  )
  const problems = [...unknown, ...leftOut]
  if (problems.length > 0) throw new AppError('invalid_input', { fields: problems })
  return [...new Set(given)]
}
