import type { Clock } from '#base/clock.ts'
import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { Connector, Probe } from '#kit/define.ts'
import type { Vault } from '#vault/vault.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { authMethod } from '../credentials/check-credential.ts'
import { storeCredential } from '../credentials/create-credential.ts'
import { deleteCredentialIfUnused } from '../credentials/delete-credential.ts'
import { requireFittingCredential } from '../credentials/use-credential.ts'
import { mappingProblems } from './check-connection-mapping.ts'
import type { Connection, LockedConnection } from './connection.ts'
import { connectorOf, findConnection, getConnection, lockConnection } from './connections.store.ts'
import { askVendor } from './probe-connection.ts'
import { nextDue } from './schedule.ts'
import type { OpenClient } from './vendor-door.ts'

export type Reconnect = {
  credential?: Record<string, string> | undefined
  credentialId?: string | undefined
  /** The auth method of the new credential; the present one unless said otherwise. */
  method?: string | undefined
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
 * Throws `not_found`, `tenant_changed`, `credential_invalid`, `credential_host_changed`, `invalid_input`,
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
  const credentialId = await newCredential(parts, actor, connector, { ...connection, method }, input)
  try {
    const probe = await askVendor(parts, { ...connection, method, credentialId }, signal)
    return await take(parts, actor, connector, id, { credentialId, method, probe })
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

function take(
  { db, clock }: Parts,
  actor: Actor,
  connector: Connector,
  id: string,
  { credentialId, method, probe }: { credentialId: string; method: string; probe: Probe },
): Promise<Connection> {
  return db.tx(async (tx) => {
    const connection = await lockConnection(tx, id)
    // One that was disconnected as a draft has not become complete meanwhile.
    const isComplete = (await mappingProblems(tx, connector, connection.mapping)).length === 0
    const state = connection.state === 'disconnected' ? (isComplete ? 'active' : 'draft') : connection.state
    await tx.query(
      `update connections set credential_id = $2, method = $3, state = $4, next_due_at = $5, vendor_tenant_id = $6,
         vendor_tenant_name = $7, integration_account_id = $8, granted_scopes = $9, error_code = null, error_message = null,
         updated_at = now() where id = $1`,
      [
        id,
        credentialId,
        method,
        state,
        state === 'active' ? nextDue(connection.schedule, clock.now()) : null,
        probe.tenantId ?? connection.vendorTenantId,
        probe.tenantName,
        probe.integrationAccountId,
        probe.grantedScopes,
      ],
    )
    if (connection.credentialId !== credentialId) await deleteCredentialIfUnused(tx, connection.credentialId)
    await recordAudit(tx, actor, {
      action: 'connection.reconnect',
      target: { kind: 'connection', id },
      detail: { name: connection.name, method },
    })
    return getConnection(tx, id)
  })
}
