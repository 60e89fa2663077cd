import type { Tx } from '#db/pool.ts'
import { isNeeded } from '../credentials/is-needed.ts'
import { noteRevocation } from '../credentials/note-revocation.ts'
import type { LockedConnection } from './connection.ts'

/**
 * Takes a connection's credential away from it. One that nothing else uses is put down to be revoked at the vendor and
 * deleted (`finishRevocation`, after the commit: the vendor is never asked inside a transaction).
 *
 * @returns the credential that is to be finished off; null when there is none, or another connection needs it.
 */
export async function letGoCredential(tx: Tx, connection: LockedConnection, now: Date): Promise<string | null> {
  const { id, credentialId } = connection
  await tx.query('update connections set credential_id = null where id = $1', [id])
  if (credentialId === null) return null
  const kept = await isNeeded(tx, credentialId)
  await tx.query('update connections set revocation = $2 where id = $1', [id, kept ? 'kept' : 'pending'])
  if (kept) return null
  await noteRevocation(tx, credentialId, connection, now)
  return credentialId
}

/**
 * Ends the requests that co-workers were sent for a connection. What one of them has authorised and nobody confirmed is
 * put down to be revoked and deleted. Returns those credentials.
 */
export async function letGoRequests(tx: Tx, connection: LockedConnection, now: Date): Promise<string[]> {
  const ended = await tx.query<{ credentialId: string | null }>(
    `update connection_requests set state = 'revoked', token_hash = null, decided_at = $2, claim = null, claimed_until = null, updated_at = $2
     where connection_id = $1 and state in ('sent', 'opened', 'authorised') returning credential_id as "credentialId"`,
    [connection.id, now],
  )
  const left: string[] = []
  for (const { credentialId } of ended) {
    if (credentialId === null || (await isNeeded(tx, credentialId))) continue
    await noteRevocation(tx, credentialId, connection, now)
    left.push(credentialId)
  }
  return left
}
