import type { Log } from '#base/log.ts'
import type { Db } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import type { Vault } from '#vault/vault.ts'
import { deleteCredentialIfUnused } from '../credentials/delete-credential.ts'
import { isNeeded } from '../credentials/is-needed.ts'
import { resolveHosts } from '../credentials/resolve-hosts.ts'

export type RevocationParts = {
  db: Db
  log: Log
  vault: Pick<Vault, 'revokeGrant'>
  connectors: ReadonlyMap<string, Connector>
}

type Outcome = 'revoked' | 'unsupported' | 'failed' | 'kept'

type Row = {
  connectionId: string
  hosts: Record<string, string>
  connector: string
  method: string
  publicFields: Record<string, string>
}

/**
 * Tells the vendor that a credential's grant is over, where the vendor can be told, and deletes the credential here
 * whatever it answers: a secret that nobody uses is not kept because a vendor is down. The connection says what came of
 * it. Safe to repeat; throws only when the database cannot be reached.
 */
export async function finishRevocation(parts: RevocationParts, credentialId: string): Promise<void> {
  const { db } = parts
  const row = await db.one<Row>(
    `select r.connection_id as "connectionId", r.hosts, k.connector, k.method, k.public_fields as "publicFields"
     from revocations r join credentials k on k.id = r.credential_id where r.credential_id = $1`,
    [credentialId],
  )
  if (!row) return
  // Somebody may have chosen the credential for another connection in between.
  const outcome: Outcome = (await isNeeded(db, credentialId)) ? 'kept' : await revoke(parts, credentialId, row)
  await db.tx(async (tx) => {
    await tx.query('delete from revocations where credential_id = $1', [credentialId])
    await tx.query(`update connections set revocation = $2 where id = $1 and revocation = 'pending'`, [
      row.connectionId,
      outcome,
    ])
    await deleteCredentialIfUnused(tx, credentialId)
  })
}

async function revoke({ vault, connectors, log }: RevocationParts, credentialId: string, row: Row): Promise<Outcome> {
  const connector = connectors.get(row.connector)
  const method = connector?.auth.find(({ id }) => id === row.method)
  if (!connector || !method) return 'unsupported'
  try {
    const hosts = resolveHosts(connector, method.id, row.publicFields, row.hosts)
    return await vault.revokeGrant({ credentialId, connector: connector.id, method, hosts })
  } catch (error) {
    log.warn({ error, connection: row.connectionId }, 'a grant could not be revoked at the vendor')
    return 'failed'
  }
}

/** Younger ones are being finished by whoever began them. */
const LEFT_BEHIND_MS = 2 * 60_000

/** Finishes what a process that died in between has left behind. Returns how many. */
export async function finishLostRevocations(parts: RevocationParts, now: Date): Promise<number> {
  const rows = await parts.db.query<{ id: string }>(
    'select credential_id as id from revocations where since < $1 order by since limit 20',
    [new Date(now.getTime() - LEFT_BEHIND_MS)],
  )
  for (const { id } of rows) await finishRevocation(parts, id)
  return rows.length
}
