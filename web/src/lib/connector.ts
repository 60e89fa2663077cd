import type { Connector } from './api-types.ts'

/** One way to sign in; the first one for a name that is none. */
export function methodOf(connector: Connector, id: string) {
  return connector.auth.find((method) => method.id === id) ?? connector.auth[0]
}

/** The addresses that an auth method needs. */
export function hostsOf(connector: Connector, method: string) {
  return Object.entries(connector.hosts).filter(([, { onlyFor }]) => onlyFor === null || onlyFor.includes(method))
}

/** Only what was filled in, trimmed. */
export function filled(values: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value && value.trim() !== '' ? [[name, value.trim()]] : [])),
  )
}
