import { assert } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { AccountStatus } from '#kit/define.ts'

/** How much an app is used, as far as its vendor tells (F17). */
export type Use = {
  /** Persons who hold an active account: somebody with two of them counts once. */
  people: number
  accounts: number
  byStatus: Record<AccountStatus, number>
  /** Active accounts that were used within `RECENT_DAYS`; null where the vendor tells no last use at all. */
  recent: number | null
  lastUsedAt: Date | null
  /** Of the licences whose vendor tells how many seats were bought; null where none does. */
  seats: { bought: number; held: number } | null
}

export type ConnectionUse = Use & { connectionId: string }

/** What all connections of an app bring together, and each of them (F35). */
export type AppUse = { total: Use; connections: ConnectionUse[] }

/** "Used lately" means within so many days. */
export const RECENT_DAYS = 30

type Row = Omit<Use, 'byStatus' | 'seats'> & Record<AccountStatus, number> & { connectionId: string | null }

/**
 * Counts the accounts of one app's connections, at this moment: also of disconnected ones, whose accounts stay (F37).
 *
 * @param now what `RECENT_DAYS` is counted back from.
 */
export async function readAppUse(db: Db, appId: string, now: Date): Promise<AppUse> {
  const since = new Date(now.getTime() - RECENT_DAYS * 24 * 60 * 60_000)
  // The total is counted beside the parts and not from them: one person may have an account in two.
  const rows = await db.query<Row>(
    `select c.id as "connectionId", count(distinct a.person_id) filter (where a.status = 'active')::int as people,
       count(a.id)::int as accounts, max(a.last_active_at) as "lastUsedAt",
       case when count(a.last_active_at) > 0
         then count(*) filter (where a.status = 'active' and a.last_active_at >= $2)::int end as recent,
       count(*) filter (where a.status = 'active')::int as active, count(*) filter (where a.status = 'suspended')::int as suspended,
       count(*) filter (where a.status = 'inactive')::int as inactive, count(*) filter (where a.status = 'invited')::int as invited,
       count(*) filter (where a.status = 'unknown')::int as unknown
     from connections c left join accounts a on a.connection_id = c.id and a.listed
     where c.app_id = $1 and c.state not in ('draft', 'removed')
     group by grouping sets ((c.id), ()) order by c.id`,
    [appId, since],
  )
  const seats = await seatsOf(db, appId)
  const total = rows.find(({ connectionId }) => connectionId === null)
  assert(total, 'the empty grouping set always has its row')
  return {
    total: { ...useOf(total), seats: sumOf(seats) },
    connections: rows.flatMap((row) =>
      row.connectionId === null
        ? []
        : [
            {
              connectionId: row.connectionId,
              ...useOf(row),
              seats: sumOf(seats.filter((one) => one.connectionId === row.connectionId)),
            },
          ],
    ),
  }
}

type Seats = { connectionId: string; bought: number; held: number }

/** By connection; one whose licences tell no seats is not among them. */
function seatsOf(db: Db, appId: string): Promise<Seats[]> {
  return db.query(
    `select e.connection_id as "connectionId", sum(e.seats)::int as bought, sum(held.n)::int as held
     from connections c join entitlements e on e.connection_id = c.id
       cross join lateral (select count(*) as n from grants g where g.entitlement_id = e.id) held
     where c.app_id = $1 and c.state not in ('draft', 'removed') and e.kind = 'licence' and e.seats is not null and e.missing_since is null
     group by e.connection_id`,
    [appId],
  )
}

function sumOf(seats: readonly Seats[]): Use['seats'] {
  if (seats.length === 0) return null
  const sum = (of: 'bought' | 'held') => seats.reduce((all, one) => all + one[of], 0)
  return { bought: sum('bought'), held: sum('held') }
}

function useOf({
  people,
  accounts,
  recent,
  lastUsedAt,
  active,
  suspended,
  inactive,
  invited,
  unknown,
}: Row): Omit<Use, 'seats'> {
  return {
    people,
    accounts,
    byStatus: { active, suspended, inactive, invited, unknown },
    recent,
    lastUsedAt,
  }
}
