import { isAppError } from '#base/errors.ts'
import { eraseRemoved } from '#core/connections/erase-removed.ts'
import { nextDue, type Schedule } from '#core/connections/schedule.ts'
import { drainStaleSearch } from '#core/people/search-people.ts'
import type { Queue } from '#jobs/queue.ts'
import { requestSync, type Enqueue } from './commands.ts'
import type { EngineParts } from './context.ts'
import { runSync } from './run.ts'
import { forgetOldMonths } from './activity-months.ts'
import { forgetOldPages } from './settle.ts'
import { dropStaging, stagingOf } from './staging.ts'

const TICK_MS = 15_000
const TIDY_MS = 60 * 60_000

/** Syncs at once in one process. They wait for vendors most of the time; two cores do not carry many merges. */
const CONCURRENCY = 4

/** How a sync's job gets into the queue. */
export const enqueueOn =
  (queue: Queue): Enqueue =>
  (tx, syncId) =>
    queue.enqueue(tx, 'sync', syncId)

/** Something that is done at every tick, by whoever works; handed in by `main` when it needs more than the engine has. */
export type Chore = { what: string; run: () => Promise<unknown> }

/**
 * Runs queued syncs and starts due ones until stopped. Any number of processes may do so on one database: who runs what
 * is decided there.
 *
 * @param options.afterSync called when a sync has come to an end; what it does is no part of the sync.
 */
export async function startWork(
  parts: EngineParts,
  queue: Queue,
  { chores = [], afterSync }: { chores?: readonly Chore[]; afterSync?: () => void } = {},
): Promise<{ stop(): Promise<void> }> {
  const { log, clock } = parts
  await queue.work('sync', CONCURRENCY, async (syncId, signal) => {
    const end = await runSync(parts, syncId, signal)
    afterSync?.()
    if (end.state === 'parked') return { again: new Date(clock.now().getTime() + end.retryAfterMs) }
    return undefined
  })
  const safely = (what: string, work: () => Promise<unknown>) => () =>
    void work().catch((error: unknown) => log.warn({ error }, `${what} failed; it is tried again at the next tick`))
  const tick = safely('starting due syncs', async () => {
    await startDue(parts, enqueueOn(queue))
    await sendLost(parts, queue)
    await drainStaleSearch(parts.db)
  })
  const tidy = safely('erasing old vendor pages and activity', async () => {
    await forgetOldPages(parts.db)
    await forgetOldMonths(parts.db, clock.now())
  })
  const erase = safely('erasing removed connections', () =>
    eraseRemoved(parts, (id) => dropStaging(parts.db, stagingOf(id))),
  )
  const everyTick = [tick, erase, ...chores.map(({ what, run }) => safely(what, run))]
  const timers = [...everyTick.map((run) => setInterval(run, TICK_MS)), setInterval(tidy, TIDY_MS)]
  for (const run of everyTick) run()
  tidy()
  return {
    async stop() {
      for (const timer of timers) clearInterval(timer)
    },
  }
}

/**
 * Starts a sync for every connection whose time has come, and sets its next time. After a pause of any length each
 * connection is caught up once, not once per missed time (J4).
 */
export async function startDue(parts: Pick<EngineParts, 'db' | 'clock' | 'log'>, enqueue: Enqueue): Promise<number> {
  return parts.db.tx(async (tx) => {
    const now = parts.clock.now()
    const due = await tx.query<{ id: string; schedule: Schedule }>(
      `select id, schedule from connections where state = 'active' and lost_at is null and next_due_at <= $1 order by next_due_at limit 100 for update skip locked`,
      [now],
    )
    let started = 0
    for (const connection of due) {
      await tx.query('update connections set next_due_at = $2 where id = $1', [
        connection.id,
        dueAfter(connection.schedule, now),
      ])
      try {
        await requestSync(tx, enqueue, { connectionId: connection.id, trigger: 'schedule' })
        started++
      } catch (error) {
        // One that still runs is not doubled; one without a credential waits for a person.
        if (!isAppError(error, 'sync_running', 'connection_disconnected')) throw error
        parts.log.info({ connection: connection.id, reason: error.code }, 'a due sync was not started')
      }
    }
    return started
  })
}

/** One schedule that cannot be read must not keep all others from starting: it goes on by UTC. */
function dueAfter(schedule: Schedule, now: Date): Date | null {
  try {
    return nextDue(schedule, now)
  } catch (error) {
    if (!isAppError(error, 'invalid_input')) throw error
    return nextDue({ ...schedule, timezone: 'UTC' }, now)
  }
}

/** A running sync whose job was lost (a queue restored from a backup, a crash between two steps) gets one again. */
async function sendLost(parts: EngineParts, queue: Queue): Promise<void> {
  const running = await parts.db.query<{ id: string }>(
    `select id from syncs where state in ('queued', 'fetching', 'planning', 'applying')`,
  )
  for (const { id } of running) await queue.send('sync', id)
}
