import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import { originsOf } from '#vault/credentials.ts'
import type { Vault } from '#vault/vault.ts'
import type { Actor } from '../audit/actor.ts'
import { changes, recordAudit } from '../audit/record-audit.ts'
import { connectorOf } from '../connections/connections.store.ts'
import { fillVariables } from '../variables/fill-variables.ts'
import { checkCredential, secretNames } from './check-credential.ts'
import type { Credential } from './credential.ts'
import { getCredential } from './credentials.store.ts'
import { requireExpiryByHand, saveExpiry } from './expiry.ts'
import { resolveHosts } from './resolve-hosts.ts'

type Parts = { db: Db; vault: Vault; connectors: ReadonlyMap<string, Connector> }
type Input = {
  fields: Record<string, string>
  hosts?: Record<string, string> | undefined
  /** Of the new secret, typed by hand. */
  expiresAt?: Date | undefined
}

/**
 * Puts a newly entered secret in the place of a stored one, for every connection that uses it. It may be sent to where
 * those connections go, or to the hosts that are given; of one that is not in use, to where it might before. Throws `not_found`, `connector_unknown`, `credential_invalid`
 * or `invalid_input`.
 */
export function replaceSecret(
  { db, vault, connectors }: Parts,
  actor: Actor,
  id: string,
  input: Input,
): Promise<Credential> {
  return db.tx(async (tx) => {
    const stored = await tx.one<{ connector: string; method: string; hosts: string[]; expiresAt: Date | null }>(
      'select connector, method, hosts, expires_at as "expiresAt" from credentials where id = $1 for update',
      [id],
    )
    if (!stored) throw new AppError('not_found')
    const connector = connectorOf(connectors, stored.connector)
    const except = secretNames(connector, stored.method)
    const fields = await fillVariables(tx, input.fields, 'fields', { except })
    const { method, secretFields, publicFields } = checkCredential(connector, stored.method, fields, 'fields')
    if (input.expiresAt !== undefined) requireExpiryByHand(method)
    const places = input.hosts ? [await fillVariables(tx, input.hosts, 'hosts')] : await hostsInUse(tx, id)
    const isFixed = Object.values(connector.hosts).every(({ url }) => url !== undefined)
    const hosts =
      places.length === 0 && !isFixed
        ? stored.hosts
        : (places.length === 0 ? [{}] : places).flatMap((given) =>
            Object.values(resolveHosts(connector, stored.method, publicFields, given)),
          )
    await vault.replaceCredential(tx, id, { fields: secretFields, publicFields, hosts })
    if (input.expiresAt !== undefined) await saveExpiry(tx, id, input.expiresAt)
    await recordAudit(tx, actor, {
      action: 'credential.replace_secret',
      target: { kind: 'credential', id },
      ...changes(
        { hosts: stored.hosts, expiresAt: stored.expiresAt },
        { hosts: originsOf(hosts), expiresAt: input.expiresAt ?? null },
      ),
    })
    return getCredential(tx, id)
  })
}

async function hostsInUse(db: Db, id: string): Promise<Record<string, string>[]> {
  const rows = await db.query<{ hosts: Record<string, string> }>(
    'select hosts from connections where credential_id = $1',
    [id],
  )
  return rows.map(({ hosts }) => hosts)
}
