import { lostClaim } from './pages.ts'
import { isFactKind, type AnyStream, type Context, type FactKind } from '#kit/define.ts'
import { firstDay, splitWindow } from '#kit/fact-window.ts'
import type { SyncRun } from './context.ts'
import { readStream, type Reading, type StreamOutcome } from './fetch.ts'

const DAY_MS = 24 * 60 * 60_000
const HOUR_MS = 60 * 60_000

/** What is asked for again at least, whatever the clocks say (V13). */
const OVERLAP_MS = 10 * 60_000

/** Clocks that differ by less are taken for equal. */
const SAME_CLOCK_MS = 60_000

type Span = { since: Date; until: Date }

export type FactOutcome = StreamOutcome & { kind: FactKind }

/**
 * Reads what happened since the last sync: after the lists, and without any say in what becomes of them. A preview reads
 * no facts, and a connection that takes people only no activity.
 *
 * @param aheadMs by how much the vendor's clock is ahead of ours; asked for when the first facts are.
 * @returns an outcome per fact stream; throws only what ends the sync.
 */
export async function fetchFacts(
  run: SyncRun,
  reading: Reading,
  settings: Context['settings'],
  aheadMs: () => Promise<number>,
): Promise<FactOutcome[]> {
  const outcomes: FactOutcome[] = []
  for (const [name, { kind, history }] of Object.entries(run.connector.streams)) {
    if (!isFactKind(kind) || history === undefined || !isWanted(run, kind)) continue
    const outcome = await readStream(run, reading, name, async () => {
      const { since, until } = await settleSpan(run, name, history, aheadMs)
      return splitWindow(history, since, until).map((window, part) => ({
        lane: { stream: name, part, parent: '' },
        context: { settings, window },
      }))
    })
    outcomes.push({ ...outcome, kind })
  }
  return outcomes
}

function isWanted({ sync, connection }: SyncRun, kind: FactKind): boolean {
  if (sync.trigger === 'preview') return false
  return kind === 'transactions' || connection.selection === 'people_and_accounts'
}

/**
 * From when until when a fact stream is asked: settled once per sync, so that one that was killed asks for the same pages
 * again. Days are taken whole: what is counted of a day then replaces what was counted before (decision 0028).
 */
async function settleSpan(
  run: SyncRun,
  stream: string,
  history: NonNullable<AnyStream['history']>,
  aheadMs: () => Promise<number>,
): Promise<Span> {
  const { db, sync } = run
  const settled = await db.one<Span>('select since, until from sync_facts where sync_id = $1 and stream = $2', [
    sync.id,
    stream,
  ])
  if (settled) return settled
  const state = await db.one<{ asOf: Date }>(
    'select as_of as "asOf" from stream_states where connection_id = $1 and stream = $2',
    [sync.connectionId, stream],
  )
  const ahead = await aheadMs()
  const span = spanOf(history, { startedAt: sync.startedAt, readTo: state?.asOf ?? null, aheadMs: ahead })
  const kept = await db.query(
    `insert into sync_facts (sync_id, stream, since, until) select id, $2, $3, $4 from syncs where id = $1 and epoch = $5 returning 1`,
    [sync.id, stream, span.since, span.until, sync.epoch],
  )
  if (kept.length === 0) throw await lostClaim(db, sync)
  return span
}

/**
 * @param readTo when the newest sync began that read the stream whole; null before the first.
 * @param aheadMs by how much the vendor's clock is ahead of ours.
 */
export function spanOf(
  history: NonNullable<AnyStream['history']>,
  { startedAt, readTo, aheadMs }: { startedAt: Date; readTo: Date | null; aheadMs: number },
): Span {
  const skew = Math.abs(aheadMs) < SAME_CLOCK_MS ? 0 : aheadMs
  const until = new Date(startedAt.getTime() + skew)
  const oldest = firstDay(history, until)
  if (readTo === null) return { since: oldest, until }
  const overlap = Math.max(OVERLAP_MS, 2 * Math.abs(skew), (history.lateHours ?? 0) * HOUR_MS)
  const day = new Date(Math.floor((readTo.getTime() - overlap) / DAY_MS) * DAY_MS)
  return { since: day > oldest ? day : oldest, until }
}
