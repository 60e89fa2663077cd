import { AppError } from '#base/errors.ts'
import type { SyncRun } from './context.ts'
import type { StreamOutcome } from './fetch.ts'
import { accountStreams } from './plan.ts'
import type { Staging } from './staging.ts'

/** Whether every list was read to its end. Only then may the sync decide that something is missing (V12, §3.1). */
export type Seal = { sealed: true } | { sealed: false; why: AppError }

/** A list that moves while it is read may be off by this much: max(2, 0.5 %). */
const allowedGap = (total: number) => Math.max(2, Math.floor(total * 0.005))

export async function seal(run: SyncRun, staging: Staging, outcomes: readonly StreamOutcome[]): Promise<Seal> {
  const failed = outcomes.find((outcome) => outcome.state === 'failed')
  if (failed)
    return {
      sealed: false,
      why: failed.error ?? new AppError('vendor_bad_response', { detail: { stream: failed.stream } }),
    }

  const nameless = await run.db.one<{ n: number }>(
    `select count(*)::int as n from sync_issues where sync_id = $1 and kind = 'failed' and external_id is null`,
    [run.sync.id],
  )
  if (nameless!.n > 0) {
    return {
      sealed: false,
      why: new AppError('vendor_record_invalid', {
        message: `${nameless!.n} ${nameless!.n === 1 ? 'record has' : 'records have'} no usable id, so nobody was marked missing. The issues of this sync name them.`,
        detail: { records: nameless!.n },
      }),
    }
  }

  const streams = accountStreams(run)
  const total = outcomes
    .filter((outcome) => streams.includes(outcome.stream))
    .reduce<number | null>((sum, outcome) => (outcome.total === null ? sum : (sum ?? 0) + outcome.total), null)
  if (total !== null) {
    const seen = await run.db.one<{ n: number }>(
      `select count(distinct id)::int as n from (
         select external_id as id from ${staging.accounts} where page >= 0
         union all select unnest(r.external_ids) from sync_pages p join raw_pages r on r.id = p.page_id where p.sync_id = $1 and p.same and p.stream = any($2)) ids`,
      [run.sync.id, streams],
    )
    if (Math.abs(total - seen!.n) > allowedGap(total)) {
      return {
        sealed: false,
        why: new AppError('vendor_bad_response', {
          message: `The vendor says that there are ${total} accounts but listed ${seen!.n}, so nobody was marked missing.`,
          detail: { total, seen: seen!.n },
        }),
      }
    }
  }
  return { sealed: true }
}
