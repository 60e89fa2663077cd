import type { Db } from '#db/pool.ts'

/** How long activity is kept. */
const KEPT_MONTHS = 25

const MONTH = /^\d{4}-\d\d$/

/** `2026-03` as the name of its partition, and where it begins and ends. */
function partitionOf(month: string): { name: string; from: string; to: string } {
  if (!MONTH.test(month)) throw new TypeError('not a month')
  const next = new Date(`${month}-01T00:00:00Z`)
  next.setUTCMonth(next.getUTCMonth() + 1)
  return { name: `activity_${month.replace('-', '_')}`, from: `${month}-01`, to: next.toISOString().slice(0, 10) }
}

/**
 * Makes the months of `activity` that are not there yet, before a merge needs them. Attached rather than created in place,
 * so that no reader and no writer of other months waits.
 *
 * @param months as `2026-03`.
 */
export async function makeMonths(db: Db, months: readonly string[]): Promise<void> {
  const there = await db.query<{ name: string }>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'activity'::regclass`,
  )
  const names = new Set(there.map(({ name }) => name))
  for (const { name, from, to } of months.map(partitionOf)) {
    if (names.has(name)) continue
    await db.tx(async (tx) => {
      await tx.query(`select pg_advisory_xact_lock(hashtextextended('activity-months', 0))`)
      const row = await tx.one<{ made: boolean }>('select to_regclass($1) is not null as made', [name])
      if (row!.made) return
      await tx.query(`create table ${name} (like activity including defaults including constraints including indexes)`)
      await tx.query(`alter table activity attach partition ${name} for values from ('${from}') to ('${to}')`)
    })
  }
}

/** Drops whole months that are older than is kept. */
export async function forgetOldMonths(db: Db, now: Date): Promise<void> {
  const oldest = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - KEPT_MONTHS, 1)).toISOString().slice(0, 7)
  const months = await db.query<{ name: string }>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'activity'::regclass and c.relname ~ '^activity_[0-9]{4}_[0-9]{2}$' and c.relname < $1`,
    [partitionOf(oldest).name],
  )
  for (const { name } of months) {
    await db.tx(async (tx) => {
      await tx.query(`set local lock_timeout = '5s'`)
      await tx.query(`drop table if exists "${name}"`)
    })
  }
}
