import type { Tx } from '#db/pool.ts'
import type { PlanOwner } from './context.ts'
import { accountStreams } from './plan.ts'
import type { Staging } from './staging.ts'

/** A sync's figures (F73). Every record that was read is in exactly one of the others; missing accounts add to `deactivated`. */
export type Counts = {
  read: number
  created: number
  updated: number
  unchanged: number
  deactivated: number
  reactivated: number
  skipped: number
  failed: number
}

export async function countPlan(tx: Tx, run: PlanOwner, staging: Staging, sealed: boolean): Promise<Counts> {
  const streams = accountStreams(run)
  const planned = (await tx.one<Omit<Counts, 'read' | 'failed'> & { not_taken: number }>(
    `select count(*) filter (where skip is null and action = 'create')::int as created,
       count(*) filter (where skip is null and action = 'update')::int as updated,
       count(*) filter (where skip is null and action = 'same')::int as unchanged,
       count(*) filter (where skip is null and action = 'deactivate')::int as deactivated,
       count(*) filter (where skip is null and action = 'reactivate')::int as reactivated,
       count(*) filter (where skip is not null and skip <> 'not_taken')::int as skipped,
       count(*) filter (where skip = 'not_taken')::int as not_taken
     from ${staging.plan}`,
  ))!
  const pages = (await tx.one<{ ids: number; filtered: number }>(
    `select coalesce(sum(cardinality(r.external_ids)), 0)::int as ids, coalesce(sum(r.filtered), 0)::int as filtered
     from sync_pages p join raw_pages r on r.id = p.page_id where p.sync_id = $1 and p.same and p.stream = any($2)`,
    [run.sync.id, streams],
  ))!
  const failed = (await tx.one<{ n: number; named: number }>(
    `select count(*)::int as n, count(external_id)::int as named from sync_issues where sync_id = $1 and kind = 'failed' and stream = any($2)`,
    [run.sync.id, streams],
  ))!
  // Rows of the plan that stand for accounts on unchanged pages were counted with their page.
  const standing = (await tx.one<{ n: number }>(`select count(*)::int as n from ${staging.plan} where standing`))!.n
  const missing =
    sealed && run.connection.deactivate
      ? (await tx.one<{ n: number }>(
          `select count(*)::int as n from ${staging.missing} x join accounts a on a.id = x.account_id where coalesce(a.manual_status, 'inactive') <> a.status`,
        ))!.n
      : 0
  const { not_taken: notTaken, ...rest } = planned
  const skipped = rest.skipped + (notTaken - failed.named) + pages.filtered
  const unchanged = rest.unchanged + pages.ids - pages.filtered - standing
  return {
    ...rest,
    unchanged,
    skipped,
    failed: failed.n,
    deactivated: rest.deactivated + missing,
    read: rest.created + rest.updated + unchanged + rest.deactivated + rest.reactivated + skipped + failed.n,
  }
}
