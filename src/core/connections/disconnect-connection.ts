import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { deleteCredentialIfUnused } from '../credentials/delete-credential.ts'
import type { Connection } from './connection.ts'
import { getConnection, lockConnection } from './connections.store.ts'

/**
 * Takes a connection's credential away (F37): nothing new is read, what was read stays to be seen. A sync that runs ends
 * at its next page. Throws `connection_disconnected` when it is so already.
 */
export function disconnectConnection(db: Db, actor: Actor, id: string): Promise<Connection> {
  return db.tx(async (tx) => {
    const connection = await lockConnection(tx, id)
    if (connection.state === 'disconnected') throw new AppError('connection_disconnected')
    await tx.query(
      `update connections set state = 'disconnected', credential_id = null, next_due_at = null, granted_scopes = null,
         error_code = null, error_message = null, updated_at = now() where id = $1`,
      [id],
    )
    await tx.query(
      `update syncs set cancel_requested = true where connection_id = $1 and state in ('queued', 'fetching', 'planning', 'applying')`,
      [id],
    )
    await deleteCredentialIfUnused(tx, connection.credentialId)
    await recordAudit(tx, actor, {
      action: 'connection.disconnect',
      target: { kind: 'connection', id },
      detail: { name: connection.name },
    })
    return getConnection(tx, id)
  })
}
