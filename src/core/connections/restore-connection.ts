import type { Clock } from '#base/clock.ts'
import { AppError } from '#base/errors.ts'
import type { Db, Tx } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import type { Connection } from './connection.ts'
import { connectorOf, getConnection, lockRemoved, refusingTakenName } from './connections.store.ts'
import { showRows } from './removed-rows.store.ts'
import { isErasable } from './undo-window.ts'
import { requireFreeTenant } from './vendor-tenant.ts'

const STATEMENT_TIMEOUT_MS = 10 * 60_000

type Parts = { db: Db; clock: Clock; connectors: ReadonlyMap<string, Connector> }

/**
 * Takes a removal back within its seven days: everything that was read is there again, with its date. The credential is
 * not, so the connection is disconnected until someone reconnects it.
 *
 * @param name a new name, should the old one have been taken meanwhile. Throws `not_found`, `removal_final` when the days
 * are over, `name_taken`, `tenant_connected` when another connection reads the same vendor account now.
 */
export function restoreConnection(
  { db, clock, connectors }: Parts,
  actor: Actor,
  id: string,
  name?: string,
): Promise<Connection> {
  return refusingTakenName(
    db.tx(
      async (tx) => {
        const removed = await lockRemoved(tx, id)
        if (isErasable(removed.removedAt, clock.now())) throw new AppError('removal_final')
        await requireFreeTenant(tx, connectorOf(connectors, removed.connector), removed)
        await tx.query(
          `update connections set state = 'disconnected', name = $2, removed_at = null, updated_at = now() where id = $1`,
          [id, name ?? removed.name],
        )
        await leadAgain(tx, id)
        await showRows(tx, id)
        await recordAudit(tx, actor, {
          action: 'connection.restore',
          target: { kind: 'connection', id },
          detail: { name: name ?? removed.name },
        })
        return getConnection(tx, id)
      },
      { statementTimeoutMs: STATEMENT_TIMEOUT_MS },
    ),
  )
}

/** It led the directory before; it does so again unless another one has been chosen meanwhile. */
async function leadAgain(tx: Tx, id: string): Promise<void> {
  await tx.query(
    `update connections set is_primary_source = removed_as_primary and not exists (select from connections where is_primary_source),
       removed_as_primary = false where id = $1`,
    [id],
  )
}
