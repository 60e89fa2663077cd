import { AppError } from '#base/errors.ts'
import { Secret } from '#base/redact.ts'
import type { Db, Tx } from '#db/pool.ts'
import { readUrl } from '#egress/url.ts'
import { keyIdOf, open, seal, type RootKey, type SealContext } from './seal.ts'

type SecretFields = Readonly<Record<string, Secret | string>>

export type NewCredential = {
  /** A uuid, made by the caller. */
  id: string
  name: string
  /** Connector and auth method that the fields are for. */
  connector: string
  method: string
  /** Sealed together; never given out again. */
  fields: SecretFields
  /** Shown in forms and lists. */
  publicFields: Readonly<Record<string, string>>
  /** URLs of the hosts that the secret may be sent to. */
  hosts: readonly string[]
  ownerId?: string
}

export type ReplacedCredential = Pick<NewCredential, 'fields' | 'publicFields' | 'hosts'> & { method?: string }

/** An open credential. Only this folder holds one. */
export type OpenCredential = {
  id: string
  connector: string
  method: string
  fields: Readonly<Record<string, Secret>>
  publicFields: Readonly<Record<string, string>>
  /** Origins that the secret may be sent to. */
  hosts: readonly string[]
  version: number
}

type Row = {
  id: string
  connector: string
  method: string
  publicFields: Record<string, string>
  sealed: string
  keyId: string
  hosts: string[]
  version: number
}

/**
 * The origins (scheme, host and port) of some URLs, in order and once each: what a secret is bound to. The scheme is part
 * of it, so that a secret entered for https is never sent over http.
 *
 * @throws `egress_url_invalid`
 */
export function originsOf(urls: Iterable<string>): string[] {
  return [...new Set([...urls].map((url) => readUrl(url).origin))].sort()
}

type Identity = { id: string; connector: string; hosts: readonly string[]; version: number }

function contextOf({ id, connector, hosts, version }: Identity): SealContext {
  return ['credential', id, connector, hosts, version]
}

function sealFields(rootKey: RootKey, identity: Identity, fields: SecretFields): Promise<string> {
  const plain = Object.entries(fields).map(([name, value]) => [name, value instanceof Secret ? value.reveal() : value])
  return seal(rootKey, contextOf(identity), JSON.stringify(plain))
}

/** Stores a new credential, sealed. */
export async function storeCredential(tx: Tx, rootKey: RootKey, credential: NewCredential): Promise<void> {
  const { id, name, connector, method, fields, publicFields, ownerId } = credential
  const hosts = originsOf(credential.hosts)
  const sealed = await sealFields(rootKey, { id, connector, hosts, version: 1 }, fields)
  await tx.query(
    `insert into credentials (id, name, connector, method, owner_id, public_fields, sealed, key_id, hosts, version)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)`,
    [id, name, connector, method, ownerId ?? null, JSON.stringify(publicFields), sealed, keyIdOf(sealed), hosts],
  )
}

/**
 * Puts a newly entered secret in the place of the stored one. The only way to change the hosts, since the secret is
 * sealed together with them. Access tokens fetched with the old secret are forgotten.
 *
 * @throws `not_found`
 */
export async function replaceCredential(tx: Tx, rootKey: RootKey, id: string, by: ReplacedCredential): Promise<void> {
  const row = await tx.one<{ connector: string; version: number }>(
    'select connector, version from credentials where id = $1 for update',
    [id],
  )
  if (!row) throw new AppError('not_found', { detail: { credentialId: id } })
  const hosts = originsOf(by.hosts)
  const version = row.version + 1
  const sealed = await sealFields(rootKey, { id, connector: row.connector, hosts, version }, by.fields)
  await tx.query(
    `update credentials set public_fields = $2, sealed = $3, key_id = $4, hosts = $5, version = $6,
       method = coalesce($7, method), expires_at = null, updated_at = now() where id = $1`,
    [id, JSON.stringify(by.publicFields), sealed, keyIdOf(sealed), hosts, version, by.method ?? null],
  )
  await tx.query('delete from credential_tokens where credential_id = $1', [id])
}

/**
 * Stores the same secret once more under another id, without the tokens that were got with it: for an authorisation that
 * must not touch what works (F38).
 *
 * @throws `not_found`, `secret_unreadable`
 */
export async function copyCredential(
  tx: Tx,
  rootKey: RootKey,
  { from, ...to }: { from: string; id: string; name: string; ownerId?: string },
): Promise<void> {
  const { connector, method, fields, publicFields, hosts } = await openCredential(tx, rootKey, from)
  await storeCredential(tx, rootKey, { ...to, connector, method, fields, publicFields, hosts })
}

/** Writes down that a credential is used, at most every five minutes. */
export async function noteUse(db: Db, id: string): Promise<void> {
  await db.query(
    `update credentials set last_used_at = now()
     where id = $1 and (last_used_at is null or last_used_at < now() - interval '5 minutes')`,
    [id],
  )
}

/**
 * Opens a credential. Not for anyone outside this folder: others get an authorised client.
 *
 * @throws `not_found`, `secret_unreadable`
 */
export async function openCredential(db: Db, rootKey: RootKey, id: string): Promise<OpenCredential> {
  const row = await db.one<Row>(
    `select id, connector, method, public_fields as "publicFields", sealed, key_id as "keyId", hosts, version
     from credentials where id = $1`,
    [id],
  )
  if (!row) throw new AppError('not_found', { detail: { credentialId: id } })
  if (row.keyId !== keyIdOf(row.sealed)) {
    throw new AppError('secret_unreadable', { detail: { credentialId: id, why: 'of another key', keyId: row.keyId } })
  }
  const plain = JSON.parse(await open(rootKey, contextOf(row), row.sealed)) as [string, string][]
  const { connector, method, publicFields, hosts, version } = row
  const fields = Object.fromEntries(plain.map(([name, value]) => [name, new Secret(value)]))
  return { id, connector, method, fields, publicFields, hosts, version }
}
