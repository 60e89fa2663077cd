import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import type { Vault } from '#vault/vault.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { connectorOf } from '../connections/connections.store.ts'
import { checkCredential } from './check-credential.ts'
import type { Credential } from './credential.ts'
import { getCredential } from './credentials.store.ts'
import { resolveHosts } from './resolve-hosts.ts'

type Parts = { db: Db; vault: Vault; connectors: ReadonlyMap<string, Connector> }
type Input = { fields: Record<string, string>; hosts?: Record<string, string> | undefined }

/**
 * Puts a newly entered secret in the place of a stored one, for every connection that uses it. It may be sent to where
 * those connections go, or to the hosts that are given. Throws `not_found`, `connector_unknown`, `credential_invalid`
 * or `invalid_input`.
 */
export function replaceSecret(
  { db, vault, connectors }: Parts,
  actor: Actor,
  id: string,
  input: Input,
): Promise<Credential> {
  return db.tx(async (tx) => {
    const stored = await tx.one<{ connector: string; method: string }>(
      'select connector, method from credentials where id = $1 for update',
      [id],
    )
    if (!stored) throw new AppError('not_found')
    const connector = connectorOf(connectors, stored.connector)
    const { secretFields, publicFields } = checkCredential(connector, stored.method, input.fields, 'fields')
    const places = input.hosts ? [input.hosts] : await hostsInUse(tx, id)
    const hosts = places.flatMap((given) => Object.values(resolveHosts(connector, stored.method, publicFields, given)))
    await vault.replaceCredential(tx, id, { fields: secretFields, publicFields, hosts })
    await recordAudit(tx, actor, {
      action: 'credential.replace_secret',
      target: { kind: 'credential', id },
      detail: { hosts: [...new Set(hosts)] },
    })
    return getCredential(tx, id)
  })
}

async function hostsInUse(db: Db, id: string): Promise<Record<string, string>[]> {
  const rows = await db.query<{ hosts: Record<string, string> }>(
    'select hosts from connections where credential_id = $1',
    [id],
  )
  return rows.length === 0 ? [{}] : rows.map(({ hosts }) => hosts)
}
