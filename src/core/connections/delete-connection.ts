import { AppError } from '#base/errors.ts'
import type { Db, Tx } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { deleteCredentialIfUnused } from '../credentials/delete-credential.ts'
import { resolvePeople } from '../people/resolve-people.ts'
import { lockConnection } from './connections.store.ts'

/** A hundred thousand accounts with what they hold take a while. */
const STATEMENT_TIMEOUT_MS = 10 * 60_000

/**
 * Deletes a connection with everything that was read through it, for good (F39): accounts, syncs, the credential if
 * nothing else uses it, and people who are known from nowhere else. Other people are worked out anew.
 *
 * @param confirm the connection's name, as typed by the person who deletes. Throws `invalid_input` when it is not that,
 * `sync_running` while one runs.
 */
export async function deleteConnection(db: Db, actor: Actor, id: string, confirm: string | undefined): Promise<void> {
  await db.tx(
    async (tx) => {
      const connection = await lockConnection(tx, id)
      if (confirm !== connection.name) {
        throw new AppError('invalid_input', {
          fields: [
            { path: 'confirm', message: 'Send the name of the connection to confirm that it is to be deleted.' },
          ],
        })
      }
      const running = await tx.one(
        `select 1 as found from syncs where connection_id = $1 and state in ('queued', 'fetching', 'planning', 'applying')`,
        [id],
      )
      if (running)
        throw new AppError('sync_running', { message: 'A sync of this connection is running. Cancel it first.' })
      const people = await deleteRows(tx, id)
      await deleteCredentialIfUnused(tx, connection.credentialId)
      await recordAudit(tx, actor, {
        action: 'connection.delete',
        target: { kind: 'connection', id },
        detail: { name: connection.name, connector: connection.connector, people },
      })
    },
    { statementTimeoutMs: STATEMENT_TIMEOUT_MS },
  )
}

/** Returns how many people went with it. */
async function deleteRows(tx: Tx, id: string): Promise<number> {
  await tx.query(
    `create temporary table touched on commit drop as
     select distinct person_id as id from accounts where connection_id = $1 and person_id is not null`,
    [id],
  )
  await tx.query('delete from connections where id = $1', [id])
  const gone = await tx.execute(
    `delete from people p using touched t where p.id = t.id and p.manual = '{}'
       and not exists (select from accounts a where a.person_id = p.id)`,
  )
  await resolvePeople(tx, { query: 'select id from touched', parameters: [] }, { deferSearch: true })
  return gone
}
