import { newId } from '#base/ids.ts'
import type { Db, Tx } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import type { Vault } from '#vault/vault.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { fillVariables } from '../variables/fill-variables.ts'
import { connectorOf } from '../connections/connections.store.ts'
import { checkCredential, secretNames } from './check-credential.ts'
import type { Users } from '../users/user.ts'
import type { Credential } from './credential.ts'
import { requireExpiryByHand, saveExpiry } from './expiry.ts'
import { getCredential } from './credentials.store.ts'
import { requireOwner } from './require-owner.ts'
import { resolveHosts } from './resolve-hosts.ts'

export type NewCredential = {
  name: string
  connector: string
  method: string
  fields: Record<string, string>
  hosts?: Record<string, string> | undefined
  /** As the vendor's console says, typed by hand; not for methods whose vendor tells us (F26). */
  expiresAt?: Date | undefined
  /** A user; null for nobody. Whoever stores it, unless said otherwise. */
  ownerId?: string | null | undefined
}

type Parts = { db: Db; vault: Vault; users: Pick<Users, 'find'>; connectors: ReadonlyMap<string, Connector> }

/** Checks and stores a credential. Throws `connector_unknown`, `credential_invalid` or `invalid_input`, naming fields. */
export async function createCredential(
  { db, vault, users, connectors }: Parts,
  actor: Actor,
  input: NewCredential,
): Promise<Credential> {
  const connector = connectorOf(connectors, input.connector)
  await requireOwner(users, input.ownerId)
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
  // A co-worker's form is taken as it was typed: they are told nothing of what is saved here.
  const fills = actor.kind !== 'system'
  const except = secretNames(connector, input.method)
  const given = fills ? await fillVariables(tx, input.fields, path, { except }) : input.fields
  const { method, secretFields, publicFields } = checkCredential(connector, input.method, given, path)
  if (input.expiresAt !== undefined) requireExpiryByHand(method)
  const ownerId = input.ownerId === undefined && actor.kind === 'user' ? actor.id : (input.ownerId ?? null)
  const hosts = resolveHosts(connector, input.method, publicFields, await fillVariables(tx, input.hosts ?? {}, 'hosts'))
  await vault.storeCredential(tx, {
    id,
    name: input.name,
    connector: connector.id,
    method: input.method,
    fields: secretFields,
    publicFields,
    hosts: Object.values(hosts),
    ...(ownerId !== null && { ownerId }),
  })
  if (input.expiresAt !== undefined) await saveExpiry(tx, id, input.expiresAt)
  await recordAudit(tx, actor, {
    action: 'credential.create',
    target: { kind: 'credential', id },
    detail: { name: input.name, connector: connector.id, method: input.method, hosts },
  })
  return id
}
