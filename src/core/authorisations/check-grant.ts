import { AppError } from '#base/errors.ts'
import type { AuthMethod } from '#kit/auth.ts'
import type { Connector, Probe } from '#kit/define.ts'
import { coveredBy } from '#kit/scopes.ts'
import type { LockedConnection } from '../connections/connection.ts'
import { connectorOf } from '../connections/connections.store.ts'
import { askVendor } from '../connections/probe-connection.ts'
import type { OpenClient } from '../connections/vendor-door.ts'

type Parts = { connectors: ReadonlyMap<string, Connector>; openClient: OpenClient }

/**
 * Asks the vendor whom a new grant belongs to and what it allows: who am I, which vendor account, which scopes. The
 * vendor's own word on scopes counts more than what came with the token.
 *
 * Throws `tenant_changed`, `scopes_missing` naming the required ones that were not granted, or what the vendor's answer
 * means.
 *
 * @param connection with the credential and the method that are to be tried.
 * @param tokenScopes as the token endpoint named them; null when it did not.
 */
export async function checkGrant(
  parts: Parts,
  connection: LockedConnection,
  tokenScopes: readonly string[] | null,
  signal: AbortSignal,
): Promise<Probe> {
  const probe = await askVendor(parts, connection, signal)
  const { scopes, auth } = connectorOf(parts.connectors, connection.connector, connection.method)
  const always = askedAlways(auth.find(({ id }) => id === connection.method))
  const known = new Set(scopes.map(({ id }) => id))
  // What is asked for every time, to keep the access alive, is nobody's choice: it is not shown as more than was asked for.
  const grantedScopes =
    (probe.grantedScopes ?? tokenScopes)?.filter((scope) => known.has(scope) || !always.includes(scope)) ?? null
  const covered = grantedScopes && coveredBy(scopes, grantedScopes)
  const missing = scopes.filter(({ id, required }) => required && covered !== null && !covered.has(id))
  if (missing.length > 0) {
    const names = missing.map(({ id, label }) => `${label} (${id})`).join(', ')
    throw new AppError('scopes_missing', {
      message: `The vendor did not grant what this connection cannot do without: ${names}. Authorise again and allow it.`,
    })
  }
  return { ...probe, grantedScopes }
}

function askedAlways(method: AuthMethod | undefined): string[] {
  return method?.scheme.kind === 'oauth2-code' ? (method.scheme.scope ?? '').split(' ') : []
}
