import type { Connector, Credential } from '../../lib/api-types.ts'
import { texts } from '../../lib/texts.ts'
import { fieldProblem } from '../../ui/connect-fields.tsx'
import { filled, hostsOf, methodOf } from '../../lib/connector.ts'

/** What a credential's form holds; names as the API has them, so that its field problems find their inputs. */
export type CredentialValues = {
  name: string
  method: string
  fields: Record<string, string>
  hosts: Record<string, string>
  /** `YYYY-MM-DD`, or empty. */
  expires: string
  /** A user's id; empty: nobody. */
  owner: string
}

/** What most apps that are not listed expect (F22). */
const DEFAULTS: Readonly<Record<string, string>> = { headerName: 'Authorization' }

export function emptyValues(connector: Connector, advanced: boolean, credential?: Credential): CredentialValues {
  const method = credential?.method ?? methodsOf(connector, advanced)[0]?.id ?? ''
  return {
    name: credential?.name ?? connector.name,
    method,
    // Methods share names of fields.
    fields: {
      ...Object.fromEntries(connector.auth.flatMap(({ fields }) => fields.map(({ name }) => [name, '']))),
      ...(advanced && DEFAULTS),
      ...credential?.publicFields,
    },
    hosts: Object.fromEntries(Object.keys(connector.hosts).map((name) => [name, ''])),
    expires: '',
    owner: '',
  }
}

/** Advanced ones are for apps that have no connector of their own. */
export function methodsOf(connector: Connector, advanced: boolean) {
  const methods = connector.auth.filter((method) => advanced || !method.advanced)
  return methods.length > 0 ? methods : connector.auth
}

/** @param hosts whether addresses that only the admin knows must be given. */
export function problemsOf(connector: Connector, values: CredentialValues, hosts: boolean): Record<string, string> {
  const problems: [string, string | null][] = [
    ['name', values.name.trim() === '' ? texts.connect.form.required : null],
    ...(methodOf(connector, values.method)?.fields ?? []).map((field): [string, string | null] => [
      `fields.${field.name}`,
      fieldProblem(field, values.fields[field.name]),
    ]),
    ...hostsOf(connector, values.method).map(([name, host]): [string, string | null] => [
      `hosts.${name}`,
      hosts && host.url === null && !host.optional && (values.hosts[name] ?? '').trim() === ''
        ? texts.connect.form.required
        : null,
    ]),
  ]
  return Object.fromEntries(problems.filter((problem): problem is [string, string] => problem[1] !== null))
}

/** What the API takes: the chosen method's fields and addresses, as far as they were filled in. */
export function bodyOf(connector: Connector, values: CredentialValues) {
  const fieldNames = new Set(methodOf(connector, values.method)?.fields.map(({ name }) => name))
  const hostNames = new Set(hostsOf(connector, values.method).map(([name]) => name))
  const only = (all: Record<string, string>, names: ReadonlySet<string>) =>
    Object.fromEntries(Object.entries(filled(all)).filter(([name]) => names.has(name)))
  const hosts = only(values.hosts, hostNames)
  const expiresAt = instantOf(values.expires)
  return {
    fields: only(values.fields, fieldNames),
    ...(Object.keys(hosts).length > 0 && { hosts }),
    ...(expiresAt !== null && { expiresAt }),
  }
}

/** A day as an instant: its beginning in UTC, as vendors mean it. Null for none. */
export function instantOf(day: string): string | null {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) ? `${day}T00:00:00.000Z` : null
}
