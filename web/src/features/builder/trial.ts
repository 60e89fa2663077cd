import type { ConnectorSignIn } from '../../lib/api-types.ts'
import { at } from './definition-draft.ts'

/** What a definition is tried with before it is saved. */
export type Trial = { url: string; fields: Record<string, string> }

/** What a connection is asked for: the method's own fields, without what the definition has settled. */
export function askedFields({ fields }: ConnectorSignIn, auth: unknown): ConnectorSignIn['fields'] {
  const isSettled = (name: string) =>
    ((name === 'headerName' || name === 'prefix') && Boolean(at(auth, 'header'))) ||
    (name === 'paramName' && Boolean(at(auth, 'param')))
  return fields.filter(({ name }) => !isSettled(name))
}

/** What of the typed fields belongs to the method, for the API. */
export function credentialOf(fields: ConnectorSignIn['fields'], trial: Trial): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap(({ name }) => {
      const value = trial.fields[name]?.trim() ?? ''
      return value === '' ? [] : [[name, value]]
    }),
  )
}
