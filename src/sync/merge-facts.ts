import type { Tx } from '#db/pool.ts'
import type { PlanOwner, SyncRun } from './context.ts'
import type { FactOutcome } from './fetch-facts.ts'
import { makeMonths } from './activity-months.ts'
import type { Staging } from './staging.ts'

/** The days that a sync asked for; what else a vendor sends may be a part of a day, or no day at all. */
const ASKED_FOR = `(f.at at time zone 'UTC')::date between (w.since at time zone 'UTC')::date and (w.until at time zone 'UTC')::date + 1`

/** Makes the months that the staged activity falls into. Before the merge: it must not wait for it, nor its readers. */
export async function prepareMonths(run: SyncRun, staging: Staging, outcomes: readonly FactOutcome[]): Promise<void> {
  if (!outcomes.some(({ kind, state }) => kind === 'activity' && state === 'complete')) return
  const months = await run.db.query<{ month: string }>(
    `select distinct to_char(f.at at time zone 'UTC', 'YYYY-MM') as month from ${staging.activity} f
     join sync_facts w on w.sync_id = $1 and w.stream = f.stream where ${ASKED_FOR}`,
    [run.sync.id],
  )
  await makeMonths(
    run.db,
    months.map(({ month }) => month),
  )
}

/**
 * Appends the facts of the streams that were read to their end. Nobody is made, missed or changed in status by them: all
 * that moves is when an account was last active, and that only forward.
 */
export async function mergeFacts(
  tx: Tx,
  run: PlanOwner,
  staging: Staging,
  outcomes: readonly FactOutcome[],
): Promise<void> {
  for (const { stream, kind, state } of outcomes) {
    if (state !== 'complete') continue
    const events = await (kind === 'activity' ? mergeActivity : mergeTransactions)(tx, run, staging, stream)
    await moveState(tx, run, stream, kind, events)
  }
}

/**
 * A day is counted whole, and a count only grows: a day that a sync reads again says the same again, and one of which the
 * vendor has forgotten a part by then loses nothing.
 *
 * @returns how many events there were.
 */
async function mergeActivity(tx: Tx, run: PlanOwner, staging: Staging, stream: string): Promise<Merged> {
  const { sync, connection } = run
  const byEmail = run.connector.streams[stream]?.accountsBy === 'email'
  // Of several accounts with one address the one that stands is meant, and of several of those the oldest.
  const accounts = byEmail
    ? `(select distinct on (lower(email)) lower(email) as key, id from accounts where connection_id = $1 and email is not null order by lower(email), missing_since desc nulls first, first_seen_at, id)`
    : '(select external_id as key, id from accounts where connection_id = $1)'
  await tx.query(
    `create temporary table told on commit drop as
     select k.id as account_id, (f.at at time zone 'UTC')::date as day, f.grade, f.app_external_id,
       count(distinct coalesce('id:' || f.event_id, f.page || ':' || f.idx))::int as events, max(f.at) filter (where not f.is_day) as last_at,
       (array_agg(f.action order by f.at desc))[1] as action, (array_agg(f.app_name order by f.at desc))[1] as app_name
     from ${staging.activity} f join sync_facts w on w.sync_id = $2 and w.stream = f.stream
       left join ${accounts} k on k.key = ${byEmail ? 'lower(f.account)' : 'f.account'}
     where f.stream = $3 and ${ASKED_FOR} group by k.id, 2, f.grade, f.app_external_id`,
    [connection.id, sync.id, stream],
  )
  await tx.query('analyze told')
  const merged = (await tx.one<Merged>(
    `select coalesce(sum(events), 0)::int as events, coalesce(sum(events) filter (where account_id is null), 0)::int as "leftOut" from told`,
  ))!
  await tx.query(
    `insert into sync_activity_changes (sync_id, account_id, day, grade, app_external_id, events, last_at, action, app_name)
     select $1, a.account_id, a.day, a.grade, a.app_external_id, a.events, a.last_at, a.action, a.app_name
     from told t join activity a on a.account_id = t.account_id and a.day = t.day and a.grade = t.grade and a.app_external_id = t.app_external_id
     where ${SAYS_MORE} and a.sync_id <> $1`,
    [sync.id],
  )
  await tx.query(
    `insert into activity as a (connection_id, account_id, day, grade, app_external_id, events, last_at, action, app_name, sync_id)
     select $1, t.account_id, t.day, t.grade, t.app_external_id, t.events, t.last_at, t.action, t.app_name, $2 from told t where t.account_id is not null
     on conflict (account_id, day, grade, app_external_id) do update
       set events = greatest(a.events, excluded.events), last_at = greatest(a.last_at, excluded.last_at),
         action = case when a.last_at is null or excluded.last_at >= a.last_at then coalesce(excluded.action, a.action) else a.action end,
         app_name = coalesce(excluded.app_name, a.app_name)
       where excluded.events > a.events or excluded.last_at > a.last_at or (excluded.last_at is not null and a.last_at is null)`,
    [connection.id, sync.id],
  )
  await moveLastActive(tx, run, stream)
  if (merged.leftOut > 0) {
    await tx.query(
      `insert into sync_issues (sync_id, stream, kind, reason, message) values ($1, $2, 'notice', 'unknown_account', $3)`,
      [
        sync.id,
        stream,
        `${merged.leftOut} of ${merged.events} ${merged.events === 1 ? 'event' : 'events'} are of accounts that no list names, and were left out.`,
      ],
    )
  }
  await tx.query('drop table told')
  return merged
}

type Merged = { events: number; leftOut: number }

/** Whether what was told of a day is more than what stands. */
const SAYS_MORE = `(t.events > a.events or t.last_at > a.last_at or (t.last_at is not null and a.last_at is null))`

/** A day without a time of day stands for its beginning: an instant on the same day is later, and says more. */
async function moveLastActive(tx: Tx, { sync, connection }: PlanOwner, stream: string): Promise<void> {
  await tx.query(
    `with newest as (
       select distinct on (account_id) account_id, coalesce(last_at, day::timestamp at time zone 'UTC') as at, last_at is null as is_day, grade
       from told where account_id is not null order by account_id, 2 desc),
     moving as (
       select a.id, a.last_active_at, a.last_active_day, a.last_active_grade, a.last_active_stream, n.at, n.is_day, n.grade
       from newest n join accounts a on a.id = n.account_id
       where a.connection_id = $2 and n.at > coalesce(a.last_active_at, '-infinity') for update of a),
     moved as (
       update accounts a set last_active_at = m.at, last_active_day = nullif(m.is_day, false), last_active_grade = nullif(m.grade, 'login'), last_active_stream = $3
       from moving m where a.id = m.id)
     insert into sync_last_active_changes (sync_id, account_id, moved_to, before_at, before_day, before_grade, before_stream)
     select $1, id, at, last_active_at, last_active_day, last_active_grade, last_active_stream from moving`,
    [sync.id, connection.id, stream],
  )
}

/** Each is taken once, by the vendor's id: what was charged does not change. */
async function mergeTransactions(tx: Tx, run: PlanOwner, staging: Staging, stream: string): Promise<Merged> {
  const row = await tx.one<{ events: number }>(
    `with told as (
       select distinct on (external_id) * from ${staging.transactions} where stream = $3 order by external_id, page desc),
     taken as (
       insert into transactions (id, connection_id, external_id, date, amount, currency, description, period_from, period_to, sync_id)
       select new_id(), $1, external_id, date, amount, currency, description, period_from, period_to, $2 from told
       on conflict (connection_id, external_id) do nothing)
     select count(*)::int as events from told`,
    [run.connection.id, run.sync.id, stream],
  )
  return { events: row!.events, leftOut: 0 }
}

/** How fresh the stream is now; undone by `undo-facts.ts`. Nothing is missing since the first day if no day was left out between. */
async function moveState(
  tx: Tx,
  { sync, connection }: PlanOwner,
  stream: string,
  kind: string,
  { events, leftOut }: Merged,
): Promise<void> {
  await tx.query(
    `update sync_facts w set applied = true, events = $3, left_out = $4, before_as_of = t.as_of, before_since = t.since
     from (select 1) one left join stream_states t on t.connection_id = $5 and t.stream = $2
     where w.sync_id = $1 and w.stream = $2 and not w.applied`,
    [sync.id, stream, events, leftOut, connection.id],
  )
  await tx.query(
    `insert into stream_states as t (connection_id, stream, kind, as_of, since)
     select $1, w.stream, $4, $5, w.since from sync_facts w where w.sync_id = $2 and w.stream = $3
     on conflict (connection_id, stream) do update set kind = excluded.kind, as_of = greatest(t.as_of, excluded.as_of),
       since = case when excluded.since <= t.as_of then least(t.since, excluded.since) else excluded.since end`,
    [connection.id, sync.id, stream, kind, sync.startedAt],
  )
}
