import type { Clock } from '#base/clock.ts'
import type { Log } from '#base/log.ts'
import type { Db } from '#db/pool.ts'
import { SYSTEM_ACTOR } from '../audit/actor.ts'
import { destroyKeysOfGone } from '../audit/audit-keys.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { undoableUntil, UNDO_DAYS } from './undo-window.ts'

type Parts = { db: Db; clock: Clock; log: Log }

/** Rows per statement: each is a transaction of its own, so that nobody waits long for a lock or the disk. */
const BATCH = 5_000

/** Pages are large; so many at a time. */
const PAGE_BATCH = 200

/** Of activity, so many days at a time. */
const DAY_BATCH = 3

/** Statements per call; what is left is for the next tick. */
const MOST_STATEMENTS = 400

const OF_SYNCS = 'sync_id in (select id from syncs where connection_id = $1)'

/** In this order: what names a sync goes before the sync. Tables that are not here go with their connection or sync. */
const TABLES: readonly { name: string; where: string; batch: number }[] = [
  { name: 'removed_rows', where: 'connection_id = $1', batch: BATCH },
  { name: 'accounts', where: 'connection_id = $1', batch: BATCH },
  { name: 'entitlements', where: 'connection_id = $1', batch: BATCH },
  { name: 'sync_changes', where: OF_SYNCS, batch: BATCH },
  { name: 'sync_grant_changes', where: OF_SYNCS, batch: BATCH },
  { name: 'sync_entitlement_changes', where: OF_SYNCS, batch: BATCH },
  { name: 'sync_activity_changes', where: OF_SYNCS, batch: BATCH },
  { name: 'sync_last_active_changes', where: OF_SYNCS, batch: BATCH },
  { name: 'sync_issues', where: OF_SYNCS, batch: BATCH },
  { name: 'sync_pages', where: OF_SYNCS, batch: BATCH },
  { name: 'sync_streams', where: OF_SYNCS, batch: BATCH },
  { name: 'outbox', where: 'connection_id = $1', batch: BATCH },
  { name: 'raw_pages', where: 'connection_id = $1', batch: PAGE_BATCH },
]

/**
 * Erases for good what was removed more than seven days ago: its people, accounts, syncs, the vendor's raw pages, and
 * the connection itself. In bounded batches, so that a call may end before everything is gone; the next one goes on.
 * Only the audit log keeps that it was there, and who removed it.
 *
 * @param dropStaging removes what a sync of it may have left in the staging area.
 * @returns how many connections are gone.
 */
export async function eraseRemoved(parts: Parts, dropStaging: (syncId: string) => Promise<void>): Promise<number> {
  const { db, clock } = parts
  const due = await db.query<{ id: string; removedAt: Date }>(
    `select id, removed_at as "removedAt" from connections where state = 'removed' and removed_at <= $1 order by removed_at limit 20`,
    [new Date(clock.now().getTime() - UNDO_DAYS * 24 * 60 * 60_000)],
  )
  let left = MOST_STATEMENTS
  let gone = 0
  for (const { id, removedAt } of due) {
    left = await eraseRows(db, id, left)
    if (left <= 0) return gone
    if (await eraseConnection(parts, id, removedAt, dropStaging)) gone++
  }
  return gone
}

/** Returns how many statements are left. */
async function eraseRows(db: Db, id: string, budget: number): Promise<number> {
  let left = budget
  for (const { name, where, batch } of TABLES) {
    while (left > 0) {
      left--
      const gone = await db.execute(
        `delete from ${name} where ctid = any(array(select ctid from ${name} where ${where} limit ${batch}))`,
        [id],
      )
      if (gone < batch) break
    }
  }
  return eraseActivity(db, id, left)
}

/** By days, because a row's place means nothing in a table of many months. */
async function eraseActivity(db: Db, id: string, budget: number): Promise<number> {
  let left = budget
  while (left > 0) {
    left--
    const gone = await db.execute(
      `delete from activity where connection_id = $1 and day in (select distinct day from activity where connection_id = $1 order by day limit ${DAY_BATCH})`,
      [id],
    )
    if (gone === 0) break
  }
  return left
}

async function eraseConnection(
  { db, log }: Parts,
  id: string,
  removedAt: Date,
  dropStaging: (syncId: string) => Promise<void>,
): Promise<boolean> {
  const syncs = await db.query<{ id: string }>('select id from syncs where connection_id = $1', [id])
  for (const sync of syncs) await dropStaging(sync.id)
  return db.tx(async (tx) => {
    // Restored, or erased by another process, in between.
    const row = await tx.one<{ name: string; connector: string }>(
      `select name, connector from connections where id = $1 and state = 'removed' for update`,
      [id],
    )
    if (!row) return false
    await tx.query('delete from connections where id = $1', [id])
    await recordAudit(tx, SYSTEM_ACTOR, {
      action: 'connection.erase',
      target: { kind: 'connection', id },
      detail: { name: row.name, connector: row.connector, undoableUntil: undoableUntil(removedAt) },
    })
    await destroyKeysOfGone(tx)
    log.info({ connection: id }, 'a removed connection was erased')
    return true
  })
}
