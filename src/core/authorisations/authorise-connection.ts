import type { Db } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import type { Actor } from '../audit/actor.ts'
import { requireSameSurface } from '../connections/check-surface.ts'
import { connectorOf, lockConnection } from '../connections/connections.store.ts'
import type { StartedAuthorisation } from './authorisation.ts'
import { startAuthorisation, type StartParts } from './start-authorisation.ts'

export type Authorise = {
  /** What to ask for; what the connection asked for before unless said otherwise. Required ones are always asked for. */
  scopes?: string[] | undefined
  /** Another stored credential whose client is to be used. */
  credentialId?: string | undefined
  /** A client entered just now. */
  credential?: Record<string, string> | undefined
  /** The auth method; the connection's own unless said otherwise. */
  method?: string | undefined
}

/**
 * Begins a connection's authorisation at the vendor: its first, one with further scopes (F32), or a new one after it was
 * lost, by the same admin or another (F38). What works now goes on working until the vendor's answer is in.
 *
 * Throws `not_found`, `connector_unknown`, `surface_changed`, and what `startAuthorisation` does.
 */
export function authoriseConnection(
  parts: StartParts & { db: Db; connectors: ReadonlyMap<string, Connector> },
  actor: Actor,
  id: string,
  { scopes, credentialId, credential, method }: Authorise,
): Promise<StartedAuthorisation> {
  return parts.db.tx(async (tx) => {
    const connection = await lockConnection(tx, id)
    const connector = connectorOf(parts.connectors, connection.connector)
    if (method !== undefined) requireSameSurface(connector, connection, method)
    const before = await tx.one<{ scopes: string[] }>('select scopes from connections where id = $1', [id])
    const known = new Set(connector.scopes.map((scope) => scope.id))
    return startAuthorisation(tx, parts, actor, {
      connection,
      connector,
      method: method ?? connection.method,
      // A connector may have dropped a scope since; then it is not asked for again.
      scopes: scopes ?? (before?.scopes ?? []).filter((scope) => known.has(scope)),
      credentialId,
      credential,
    })
  })
}
