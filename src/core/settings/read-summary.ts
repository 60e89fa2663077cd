import { assert } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'

export type Summary = {
  people: { total: number; active: number }
  accounts: { total: number; active: number }
  connections: { total: number; active: number; held: number; failed: number }
  /** Active accounts of people who left, at most `MOST_LEFT_OPEN`. */
  leftOpen: number
  /** Accounts that wait for a person to be found or made. */
  unmatched: number
}

/** Beyond this the figure says "as many or more": counting on would cost time and tell nothing new. */
export const MOST_LEFT_OPEN = 1_000

/** The figures of the first page. */
export async function readSummary(db: Db): Promise<Summary> {
  const summary = await db.one<Summary>(`
    select
      (select jsonb_build_object('total', count(*), 'active', count(*) filter (where status = 'active')) from people) as people,
      (select jsonb_build_object('total', coalesce(sum(account_count), 0), 'active', coalesce(sum(active_account_count), 0))
        from connections) as accounts,
      (select jsonb_build_object('total', count(*), 'active', count(*) filter (where c.state = 'active'),
          'held', count(*) filter (where newest.state = 'held'),
          'failed', count(*) filter (where c.error_code is not null or newest.state = 'failed'))
        from connections c left join lateral (
          select state from syncs where connection_id = c.id and trigger <> 'preview'
            and state in ('held', 'done', 'partial', 'failed', 'cancelled')
          order by generation desc limit 1) newest on true
        where c.state <> 'removed') as connections,
      (select count(*)::int from (select from people p join accounts a on a.person_id = p.id
        where p.status = 'inactive' and a.status = 'active' and a.listed limit ${MOST_LEFT_OPEN}) kept) as "leftOpen",
      (select count(*)::int from accounts where unmatched_reason is not null and person_id is null) as unmatched`)
  assert(summary, 'a select without from has one row')
  return summary
}
