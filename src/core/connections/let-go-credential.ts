import type { Tx } from '#db/pool.ts'
import type { LockedConnection } from './connection.ts'

/**
 * Takes a connection's credential away from it. One that nothing else uses is put down to be revoked at the vendor and
 * deleted (`finishRevocation`, after the commit: the vendor is never asked inside a transaction).
 *
 * @returns the credential that is to be finished off; null when there is none, or another connection needs it.
 */
export async function letGoCredential(tx: Tx, connection: LockedConnection, now: Date): Promise<string | null> {
  const { id, credentialId, hosts } = connection
  await tx.query('update connections set credential_id = null where id = $1', [id])
  if (credentialId === null) return null
  const used = await tx.one('select 1 as found from connections where credential_id = $1 limit 1', [credentialId])
  await tx.query('update connections set revocation = $2 where id = $1', [id, used ? 'kept' : 'pending'])
  if (used) return null
  await tx.query(
    `insert into revocations (credential_id, connection_id, hosts, since) values ($1, $2, $3, $4)
     on conflict (credential_id) do update set connection_id = excluded.connection_id, hosts = excluded.hosts`,
    [credentialId, id, JSON.stringify(hosts), now],
  )
  return credentialId
}
