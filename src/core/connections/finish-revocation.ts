import { isAppError } from '#base/errors.ts'
import type { Log } from '#base/log.ts'
import type { Db } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import type { Vault } from '#vault/vault.ts'
import { deleteCredentialIfUnused, isNeeded } from '../credentials/is-needed.ts'
import { resolveHosts } from '../credentials/resolve-hosts.ts'

export type RevocationParts = {
  db: Db
  log: Log
  vault: Pick<Vault, 'revokeGrant'>
  connectors: ReadonlyMap<string, Connector>
}

/** What became of a credential that was put down to be revoked; `kept`: something needs it again. */
export type RevocationOutcome = 'revoked' | 'unsupported' | 'failed' | 'kept'

type Row = {
  /** Null when no connection used it. */
  connectionId: string | null
  hosts: Record<string, string>
  connector: string
  method: string
  publicFields: Record<string, string>
  /** Whether somebody has authorised it at the vendor. */
  isGranted: boolean
}

/**
 * Tells the vendor that a credential's grant is over, where the vendor can be told, and deletes the credential here
 * whatever it answers: a secret that nobody uses is not kept because a vendor is down. The connection says what came of
 * it. Safe to repeat; throws only when the database cannot be reached.
 *
 * @returns undefined when it was not put down, or somebody else has finished it.
 */
export async function finishRevocation(
  parts: RevocationParts,
  credentialId: string,
): Promise<RevocationOutcome | undefined> {
  const { db } = parts
  const row = await db.one<Row>(
    `select r.connection_id as "connectionId", r.hosts, k.connector, k.method, k.public_fields as "publicFields",
       exists (select from credential_tokens t where t.credential_id = k.id and t.granted_at is not null) as "isGranted"
     from revocations r join credentials k on k.id = r.credential_id where r.credential_id = $1`,
    [credentialId],
  )
  if (!row) return undefined
  // Somebody may have chosen the credential for another connection in between.
  const outcome: RevocationOutcome = (await isNeeded(db, credentialId))
    ? 'kept'
    : await revoke(parts, credentialId, row)
  await db.tx(async (tx) => {
    await tx.query('delete from revocations where credential_id = $1', [credentialId])
    await tx.query(`update connections set revocation = $2 where id = $1 and revocation = 'pending'`, [
      row.connectionId,
      outcome,
    ])
    await deleteCredentialIfUnused(tx, credentialId)
  })
  return outcome
}

async function revoke(
  { vault, connectors, log }: RevocationParts,
  credentialId: string,
  row: Row,
): Promise<RevocationOutcome> {
  const connector = connectors.get(row.connector)
  const method = connector?.auth.find(({ id }) => id === row.method)
  if (!connector || !method) return 'unsupported'
  try {
    const hosts = resolveHosts(connector, method.id, row.publicFields, row.hosts)
    return await vault.revokeGrant({ credentialId, connector: connector.id, method, hosts })
  } catch (error) {
    // Nowhere is said where it would be, because nobody ever took it there.
    if (!row.isGranted && isAppError(error, 'invalid_input')) return 'unsupported'
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
