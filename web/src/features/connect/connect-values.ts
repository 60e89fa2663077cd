import type { Connection, Connector } from '../../lib/api-types.ts'
import { filled, hostsOf, methodOf } from '../../lib/connector.ts'
import { texts } from '../../lib/texts.ts'
import { fieldProblem } from '../../ui/connect-fields.tsx'

export { filled, hostsOf, methodOf }

/** What the connect form holds. The names are the API's own, so that its field problems find their inputs. */
export type ConnectValues = {
  name: string
  /** An app's id, or `new:` and the name of one to be added. Empty: the connector's own. */
  app: string
  method: string
  /** Empty: a new one is entered. */
  credentialId: string
  credential: Record<string, string>
  hosts: Record<string, string>
  settings: Record<string, string>
  scopes: string[]
  /** Where consent is given at the vendor: with the client that is saved for the connector, or one entered here. */
  client: 'preset' | 'own'
  /** Whether that one shall be saved for further connections. */
  keepClient: boolean
  /** Who enters the credential, or gives the consent. */
  how: 'self' | 'coworker'
  coworker: { name: string; email: string; note: string }
}

export const NEW_APP = 'new:'

/** A form begins with what stands, secrets apart. */
export function initialValues(connector: Connector, connection: Connection | undefined): ConnectValues {
  return {
    name: connection?.name ?? connector.name,
    app: connection?.appId ?? '',
    method: connection?.method ?? connector.auth[0]?.id ?? '',
    credentialId: '',
    credential: Object.fromEntries(connector.auth.flatMap((method) => method.fields.map((field) => [field.name, '']))),
    hosts: Object.fromEntries(Object.keys(connector.hosts).map((name) => [name, connection?.hosts[name] ?? ''])),
    settings: Object.fromEntries(
      connector.settings.map(({ name }) => [
        name,
        connection?.settings[name] === undefined ? '' : String(connection.settings[name]),
      ]),
    ),
    scopes: connection?.scopes ?? connector.scopes.filter(({ required }) => required).map(({ id }) => id),
    client: 'preset',
    keepClient: false,
    how: 'self',
    coworker: { name: '', email: '', note: '' },
  }
}

/** Those that were filled in and that the chosen method needs. */
export function filledHosts(connector: Connector, values: ConnectValues): Record<string, string> {
  const names = new Set(hostsOf(connector, values.method).map(([name]) => name))
  return Object.fromEntries(Object.entries(filled(values.hosts)).filter(([name]) => names.has(name)))
}

/** Whether the credential's fields are to be filled in here. */
export function needsFields(connector: Connector, values: ConnectValues, hasPreset: boolean): boolean {
  if (values.credentialId !== '') return false
  if (methodOf(connector, values.method)?.flow !== 'redirect') return values.how === 'self'
  if (hasPreset && values.client === 'preset') return false
  // A co-worker may have the client; one that is begun must be whole.
  return values.how === 'self' || Object.keys(credentialFields(connector, values)).length > 0
}

/** Problems by path, as `@mantine/form` wants them. */
export function checkValues(connector: Connector, values: ConnectValues, hasPreset: boolean): Record<string, string> {
  const problems: Record<string, string | null> = {
    name: values.name.trim() === '' ? texts.connect.form.required : null,
  }
  if (needsFields(connector, values, hasPreset)) {
    for (const field of methodOf(connector, values.method)?.fields ?? []) {
      problems[`credential.${field.name}`] = fieldProblem(field, values.credential[field.name])
    }
  }
  if (values.how === 'coworker') {
    const { name, email } = values.coworker
    problems['coworker.name'] = name.trim() === '' ? texts.connect.form.required : null
    problems['coworker.email'] = /^\S+@\S+\.\S+$/.test(email.trim()) ? null : texts.shell.form.email
  }
  for (const field of connector.settings)
    problems[`settings.${field.name}`] = fieldProblem(field, values.settings[field.name])
  for (const [name, host] of hostsOf(connector, values.method)) {
    const isMissing = host.url === null && !host.optional && (values.hosts[name] ?? '').trim() === ''
    problems[`hosts.${name}`] = isMissing ? texts.connect.form.required : null
  }
  return Object.fromEntries(Object.entries(problems).filter((entry): entry is [string, string] => entry[1] !== null))
}

/** The fields of the chosen method only: another method's may still hold what was typed before. */
export function credentialFields(connector: Connector, values: ConnectValues): Record<string, string> {
  const names = new Set(methodOf(connector, values.method)?.fields.map((field) => field.name))
  return Object.fromEntries(Object.entries(filled(values.credential)).filter(([name]) => names.has(name)))
}
