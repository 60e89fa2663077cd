import { newId } from '#base/ids.ts'
import type { Db, Tx } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import type { Vault } from '#vault/vault.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { connectorOf } from '../connections/connections.store.ts'
import { checkCredential } from './check-credential.ts'
import type { Credential } from './credential.ts'
import { requireExpiryByHand, saveExpiry } from './expiry.ts'
import { getCredential } from './credentials.store.ts'
import { resolveHosts } from './resolve-hosts.ts'

export type NewCredential = {
  name: string
  connector: string
  method: string
  fields: Record<string, string>
  hosts?: Record<string, string> | undefined
  /** As the vendor's console says, typed by hand; not for methods whose vendor tells us (F26). */
  expiresAt?: Date | undefined
}

type Parts = { db: Db; vault: Vault; connectors: ReadonlyMap<string, Connector> }

/** Checks and stores a credential. Throws `connector_unknown`, `credential_invalid` or `invalid_input`, naming fields. */
export function createCredential(
  { db, vault, connectors }: Parts,
  actor: Actor,
  input: NewCredential,
): Promise<Credential> {
  const connector = connectorOf(connectors, input.connector)
  return db.tx(async (tx) => getCredential(tx, await storeCredential(tx, vault, actor, connector, input, 'fields')))
}

/**
 * The same inside a transaction, for credentials that are entered with their connection.
 *
 * @param path where the fields stand in the body. Returns the new credential's id.
 */
export async function storeCredential(
  tx: Tx,
  vault: Vault,
  actor: Actor,
  connector: Connector,
  input: Omit<NewCredential, 'connector'>,
  path: string,
): Promise<string> {
  const id = newId()
  const { method, secretFields, publicFields } = checkCredential(connector, input.method, input.fields, path)
  if (input.expiresAt !== undefined) requireExpiryByHand(method)
  const hosts = resolveHosts(connector, input.method, publicFields, input.hosts ?? {})
  await vault.storeCredential(tx, {
    id,
    name: input.name,
    connector: connector.id,
    method: input.method,
    fields: secretFields,
    publicFields,
    hosts: Object.values(hosts),
    ...(actor.kind === 'user' && actor.id !== null ? { ownerId: actor.id } : {}),
  })
  if (input.expiresAt !== undefined) await saveExpiry(tx, id, input.expiresAt)
  await recordAudit(tx, actor, {
    action: 'credential.create',
    target: { kind: 'credential', id },
    detail: { name: input.name, connector: connector.id, method: input.method, hosts },
  })
  return id
}
