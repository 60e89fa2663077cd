import type { Clock } from '#base/clock.ts'
import { AppError } from '#base/errors.ts'
import type { Tx } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import type { LockedConnection } from './connection.ts'
import { lockConnection } from './connections.store.ts'
import { finishRevocation, type RevocationParts } from './finish-revocation.ts'
import { letGoCredential, letGoRequests } from './let-go-credential.ts'
import { hideRows } from './removed-rows.store.ts'
import { stopSyncs } from './stop-syncs.ts'

/** A hundred thousand accounts with what they hold take a while. */
const STATEMENT_TIMEOUT_MS = 10 * 60_000

/**
 * Removes a connection (F39): it and all that was read through it are out of sight at once, its credential is revoked
 * and deleted. For seven days it can be restored; then `eraseRemoved` deletes it for good. People who are known from
 * elsewhere stay and are worked out anew; nobody is marked inactive, and nothing else at the vendor is touched.
 *
 * A draft through which nothing was ever read has nothing to come back, and goes at once.
 *
 * @param confirm the connection's name, as typed by the person who removes it. Throws `invalid_input` when it is not
 * that, `not_found`.
 */
export async function removeConnection(
  parts: RevocationParts & { clock: Clock },
  actor: Actor,
  id: string,
  confirm: string | undefined,
): Promise<void> {
  const { db, clock } = parts
  const credentials = await db.tx(
    async (tx) => {
      const connection = await lockConnection(tx, id)
      if (confirm !== connection.name) {
        throw new AppError('invalid_input', {
          fields: [
            { path: 'confirm', message: 'Send the name of the connection to confirm that it is to be removed.' },
          ],
        })
      }
      const now = clock.now()
      // First: a merge that is being committed is waited for, and a later one finds its sync cancelled.
      await stopSyncs(tx, id, now)
      await dropHeld(tx, id, now)
      const own = await letGoCredential(tx, connection, now)
      const left = [...(own === null ? [] : [own]), ...(await letGoRequests(tx, connection, now))]
      if (await isEmptyDraft(tx, connection)) {
        await dropDraft(tx, actor, connection)
        return left
      }
      const people = await hideRows(tx, id)
      await tx.query(
        `update connections set state = 'removed', removed_at = $2, removed_as_primary = is_primary_source,
           is_primary_source = false, disconnected_at = coalesce(disconnected_at, $2), next_due_at = null, lost_at = null,
           error_code = null, error_message = null, updated_at = now() where id = $1`,
        [id, now],
      )
      await recordAudit(tx, actor, {
        action: 'connection.remove',
        target: { kind: 'connection', id },
        detail: { name: connection.name, connector: connection.connector, people },
      })
      return left
    },
    { statementTimeoutMs: STATEMENT_TIMEOUT_MS },
  )
  for (const credentialId of credentials) await finishRevocation(parts, credentialId)
}

/** What waits for approval would be decided on data that nobody can see. */
async function dropHeld(tx: Tx, connectionId: string, now: Date): Promise<void> {
  await tx.query(
    `with held as (update syncs set state = 'done', finished_at = $2 where connection_id = $1 and state = 'held' returning id)
     update sync_changes c set state = 'discarded' from held where c.sync_id = held.id and c.state = 'held'`,
    [connectionId, now],
  )
}

async function isEmptyDraft(tx: Tx, { id, state }: LockedConnection): Promise<boolean> {
  if (state !== 'draft') return false
  const row = await tx.one<{ isEmpty: boolean }>(
    `select not exists (select from accounts where connection_id = $1) and not exists (select from syncs where connection_id = $1) as "isEmpty"`,
    [id],
  )
  return row?.isEmpty ?? false
}

async function dropDraft(tx: Tx, actor: Actor, { id, name, connector }: LockedConnection): Promise<void> {
  await tx.query('delete from connections where id = $1', [id])
  await recordAudit(tx, actor, {
    action: 'connection.remove',
    target: { kind: 'connection', id },
    detail: { name, connector, draft: true },
  })
}
