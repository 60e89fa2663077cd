import type { Clock } from '#base/clock.ts'
import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import type { Vault } from '#vault/vault.ts'
import type { Actor } from '../audit/actor.ts'
import { authMethod } from '../credentials/check-credential.ts'
import { storeCredential } from '../credentials/create-credential.ts'
import { deleteCredentialIfUnused } from '../credentials/is-needed.ts'
import { requireFittingCredential } from '../credentials/use-credential.ts'
import { attachCredential } from './attach-credential.ts'
import type { Connection, LockedConnection } from './connection.ts'
import { requireSameSurface } from './check-surface.ts'
import { requireSameScopes } from './check-scope-change.ts'
import { connectorOf, findConnection } from './connections.store.ts'
import { askVendor } from './probe-connection.ts'
import type { OpenClient } from './vendor-door.ts'

export type Reconnect = {
  credential?: Record<string, string> | undefined
  credentialId?: string | undefined
  /** The auth method of the new credential; the present one unless said otherwise. */
  method?: string | undefined
  /** Takes the new credential although it may do something else than the old one. */
  acceptScopes?: boolean | undefined
}

type Parts = {
  db: Db
  vault: Vault
  connectors: ReadonlyMap<string, Connector>
  clock: Clock
  openClient: OpenClient
}

/**
 * Authorises a connection anew (F38), with a newly entered credential, a stored one, or, given neither, the one that it
 * has. The vendor is asked first: only a credential that works, and that opens the same vendor account as before, takes
 * the place of the old one. Everything that was read stays and goes on.
 *
 * Throws `not_found`, `surface_changed` for a method by which the accounts have other ids, `tenant_changed` naming both vendor accounts, `scopes_changed` naming what the new credential may do
 * differently, unless that was accepted, `tenant_connected`, `credential_invalid`, `credential_host_changed`, `invalid_input`,
 * `connection_disconnected` when it has no credential and none is given, or what the vendor's answer means.
 */
export async function reconnectConnection(
  parts: Parts,
  actor: Actor,
  id: string,
  input: Reconnect,
  signal: AbortSignal,
): Promise<Connection> {
  const { db, connectors } = parts
  const connection = await findConnection(db, id)
  const connector = connectorOf(connectors, connection.connector)
  const method = authMethod(connector, input.method ?? connection.method).id
  requireSameSurface(connector, connection, method)
  const credentialId = await newCredential(parts, actor, connector, { ...connection, method }, input)
  try {
    const probe = await askVendor(parts, { ...connection, method, credentialId }, signal)
    if (input.acceptScopes !== true) requireSameScopes(connector, connection, probe)
    return await db.tx((tx) =>
      attachCredential(tx, parts.clock, actor, connector, id, { credentialId, method, probe }, 'connection.reconnect'),
    )
  } catch (error) {
    // It was stored so that the vendor could be asked with it; one that is refused leaves nothing behind.
    await db.tx((tx) => deleteCredentialIfUnused(tx, input.credential ? credentialId : null))
    throw error
  }
}

/** The credential to try: its id. */
function newCredential(
  { db, vault }: Parts,
  actor: Actor,
  connector: Connector,
  connection: LockedConnection,
  { credential, credentialId }: Reconnect,
): Promise<string> {
  const { name, method, hosts } = connection
  return db.tx(async (tx) => {
    if (credential && credentialId !== undefined) {
      throw new AppError('invalid_input', {
        fields: [{ path: 'credential', message: 'Send either credential or credentialId.' }],
      })
    }
    if (credential)
      return storeCredential(tx, vault, actor, connector, { name, method, fields: credential, hosts }, 'credential')
    const stored = credentialId ?? connection.credentialId
    if (stored === null) throw new AppError('connection_disconnected')
    await requireFittingCredential(tx, connector, { credentialId: stored, method, hosts })
    return stored
  })
}
