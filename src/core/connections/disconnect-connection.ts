import type { Clock } from '#base/clock.ts'
import { AppError } from '#base/errors.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import type { Connection } from './connection.ts'
import { getConnection, lockConnection } from './connections.store.ts'
import { finishRevocation, type RevocationParts } from './finish-revocation.ts'
import { letGoCredential } from './let-go-credential.ts'
import { stopSyncs } from './stop-syncs.ts'

/**
 * Takes a connection's credential away (F37, reliability §3.8): our grant is revoked at the vendor where it can be, and
 * deleted here unless another connection uses it. Nothing new is read, a sync that runs ends at its next page; what was
 * read stays, with its date, and nobody is marked inactive.
 *
 * Throws `not_found`, or `connection_disconnected` when it is so already.
 */
export async function disconnectConnection(
  parts: RevocationParts & { clock: Clock },
  actor: Actor,
  id: string,
): Promise<Connection> {
  const { db, clock } = parts
  const credentialId = await db.tx(async (tx) => {
    const connection = await lockConnection(tx, id)
    if (connection.state === 'disconnected') throw new AppError('connection_disconnected')
    const now = clock.now()
    await stopSyncs(tx, id, now)
    const left = await letGoCredential(tx, connection, now)
    await tx.query(
      `update connections set state = 'disconnected', disconnected_at = $2, next_due_at = null, lost_at = null,
         error_code = null, error_message = null, updated_at = now() where id = $1`,
      [id, now],
    )
    await recordAudit(tx, actor, {
      action: 'connection.disconnect',
      target: { kind: 'connection', id },
      detail: { name: connection.name },
    })
    return left
  })
  if (credentialId !== null) await finishRevocation(parts, credentialId)
  return getConnection(db, id)
}
