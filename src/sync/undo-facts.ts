import type { Tx } from '#db/pool.ts'

/**
 * Takes back the facts that a sync appended: days that it made go, days that it told anew say what they said before, and
 * accounts were last active when they were before. Its streams are asked again from there on by the next sync, so what a
 * later one may have added to the same days comes again.
 */
export async function undoFacts(tx: Tx, sync: { id: string; connectionId: string }): Promise<void> {
  const asked = await tx.one<{ since: Date | null }>(
    'select min(since) as since from sync_facts where sync_id = $1 and applied',
    [sync.id],
  )
  if (!asked?.since) return
  await tx.query(
    `update accounts a set last_active_at = c.before_at, last_active_day = c.before_day, last_active_grade = c.before_grade, last_active_stream = c.before_stream
     from (select distinct on (account_id) * from sync_last_active_changes where sync_id = $1 order by account_id, moved_to desc) latest
     join (select distinct on (account_id) * from sync_last_active_changes where sync_id = $1 order by account_id, moved_to) c on c.account_id = latest.account_id
     where a.id = c.account_id and a.last_active_at = latest.moved_to`,
    [sync.id],
  )
  await tx.query(
    `delete from activity where connection_id = $1 and sync_id = $2 and day >= ($3::timestamptz at time zone 'UTC')::date`,
    [sync.connectionId, sync.id, asked.since],
  )
  await tx.query(
    `update activity a set events = c.events, last_at = c.last_at, action = c.action, app_name = c.app_name from sync_activity_changes c
     where c.sync_id = $1 and a.account_id = c.account_id and a.day = c.day and a.grade = c.grade and a.app_external_id = c.app_external_id`,
    [sync.id],
  )
  await tx.query('delete from transactions where connection_id = $1 and sync_id = $2', [sync.connectionId, sync.id])
  await tx.query('delete from sync_activity_changes where sync_id = $1', [sync.id])
  await tx.query('delete from sync_last_active_changes where sync_id = $1', [sync.id])
  await tx.query(
    `update stream_states t set as_of = w.before_as_of, since = w.before_since from sync_facts w
     where w.sync_id = $1 and w.applied and w.before_as_of is not null and t.connection_id = $2 and t.stream = w.stream`,
    [sync.id, sync.connectionId],
  )
  await tx.query(
    `delete from stream_states t using sync_facts w
     where w.sync_id = $1 and w.applied and w.before_as_of is null and t.connection_id = $2 and t.stream = w.stream`,
    [sync.id, sync.connectionId],
  )
}
