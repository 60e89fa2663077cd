import type { Db } from '#db/pool.ts'

export type RecentChange = {
  syncId: string
  connectionId: string
  connectionName: string
  accountId: string | null
  personId: string | null
  name: string | null
  /** Joined and left are said of people, by the HR system or the sign-on service; the others of accounts. */
  kind: 'joined' | 'left' | 'created' | 'deactivated' | 'reactivated'
  at: Date
}

export type RecentChanges = {
  since: Date
  counts: { joined: number; left: number; created: number; deactivated: number; reactivated: number }
  /** The newest; people before accounts. */
  latest: RecentChange[]
}

const MOST_LATEST = 8

/** What syncs have changed since an instant and what was not undone: who came and went, and their accounts. */
export async function readRecentChanges(db: Db, since: Date): Promise<RecentChanges> {
  const kinds = `
    select s.id as "syncId", c.id as "connectionId", c.name as "connectionName", g.account_id as "accountId", g.person_id as "personId", g.name,
      case when g.action = 'create' and g.person_action = 'create' then 'joined'
           when g.action = 'deactivate' and c.is_primary_source then 'left'
           when g.action = 'create' then 'created'
           else g.action || 'd' end as kind,
      s.applied_at as at, g.id
    from syncs s join connections c on c.id = s.connection_id join sync_changes g on g.sync_id = s.id
    where s.applied_at >= $1 and c.state <> 'removed' and g.state = 'applied'
      and (g.action in ('create', 'deactivate', 'reactivate'))`
  const counted = await db.query<{ kind: RecentChange['kind']; n: number }>(
    `select kind, case when kind in ('joined', 'left') then count(distinct "personId") else count(*) end::int as n
     from (${kinds}) changes group by kind`,
    [since],
  )
  const latest = await db.query<RecentChange>(
    `select "syncId", "connectionId", "connectionName", "accountId", "personId", name, kind, at from (
       select *, row_number() over (partition by kind, coalesce("personId", "accountId") order by at desc, id) as nth from (${kinds}) changes) once
     where nth = 1 order by kind in ('joined', 'left') desc, at desc, id limit ${MOST_LATEST}`,
    [since],
  )
  const counts = { joined: 0, left: 0, created: 0, deactivated: 0, reactivated: 0 }
  for (const { kind, n } of counted) counts[kind] = n
  return { since, counts, latest }
}
