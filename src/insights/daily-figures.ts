import type { Db } from '#db/pool.ts'

/** How large everything was at the end of a day, or is by now. */
export type DailyFigures = {
  /** In UTC, `2026-11-21`. */
  day: string
  people: number
  activePeople: number
  accounts: number
  activeAccounts: number
  /** Active accounts of people who left. */
  leftOpen: number
  /** Seats that were bought, and how many of those are taken, of licences whose vendor tells it; null where none does. */
  seats: number | null
  usedSeats: number | null
}

/** Notes the figures of the day that an instant falls on; a later look of the same day takes an earlier one's place. */
export async function noteFigures(db: Db, at: Date): Promise<void> {
  await db.query(
    `with everyone as (select count(*)::int as total, count(*) filter (where status = 'active')::int as active from people),
     held as (
       select coalesce(sum(account_count), 0)::int as total, coalesce(sum(active_account_count), 0)::int as active from connections
       where state <> 'removed'),
     left_open as (
       select count(*)::int as n from people p join accounts a on a.person_id = p.id
       where p.status = 'inactive' and a.status = 'active' and a.listed),
     licences as (
       select sum(e.seats)::int as bought, sum((select count(*) from grants g where g.entitlement_id = e.id))::int as used
       from entitlements e join connections c on c.id = e.connection_id
       where e.kind = 'licence' and e.seats is not null and e.missing_since is null and c.state <> 'removed')
     insert into daily_figures as kept (day, people, active_people, accounts, active_accounts, left_open, seats, used_seats, noted_at)
     select ($1::timestamptz at time zone 'UTC')::date, everyone.total, everyone.active, held.total, held.active, left_open.n, licences.bought, licences.used, $1
     from everyone, held, left_open, licences
     on conflict (day) do update set people = excluded.people, active_people = excluded.active_people, accounts = excluded.accounts,
       active_accounts = excluded.active_accounts, left_open = excluded.left_open, seats = excluded.seats, used_seats = excluded.used_seats,
       noted_at = excluded.noted_at
     where kept.noted_at <= excluded.noted_at`,
    [at],
  )
}

/** The days that were noted, oldest first, from so many days before an instant on. A day without a sync has no entry. */
export function listFigures(db: Db, days: number, now: Date): Promise<DailyFigures[]> {
  return db.query<DailyFigures>(
    `select to_char(day, 'YYYY-MM-DD') as day, people, active_people as "activePeople", accounts, active_accounts as "activeAccounts",
       left_open as "leftOpen", seats, used_seats as "usedSeats"
     from daily_figures where day > ($2::timestamptz at time zone 'UTC')::date - $1::int order by day`,
    [days, now],
  )
}
