import { createSyncCommands } from '#api/sync-commands.ts'
import { createSyncProgress } from '#api/sync-progress.ts'
import { AppError } from '#base/errors.ts'
import { CLI_ACTOR } from '#core/audit/actor.ts'
import { findConnectionByName } from '#core/connections/connections.store.ts'
import { isWorking, type Sync } from '#core/syncs/sync.ts'
import { getSync } from '#core/syncs/syncs.store.ts'
import { openQueue } from '#jobs/queue.ts'
import { enqueueOn } from '#sync/work.ts'
import { runSync } from '#sync/run.ts'
import { openEngine } from './open-engine.ts'
import type { Rollcall } from './open-rollcall.ts'

/** A worker that is alive and idle takes a job within milliseconds; after this we help out ourselves. */
const WAIT_FOR_WORKER_MS = 1_000

/** What a process that is not asked to stop lets a sync end with. Milliseconds. */
const GRACE_MS = 6_000

type Helper = { close(): Promise<void> }

type Options = {
  /** The connection's name or id. */
  connection: string
  trigger: 'manual' | 'preview'
  signal: AbortSignal
  onProgress: (sync: Sync) => void
}

/**
 * Asks for a sync and follows it to its end. Where no worker takes it up it is run here, through the same queue, so that
 * no two ever run it.
 *
 * Throws `not_found`, `sync_running`, `connection_draft`, `connection_disconnected`. When the signal aborts, a sync that
 * runs here is left at its last checkpoint for the next worker.
 */
export async function runOneSync(rollcall: Rollcall, options: Options): Promise<Sync> {
  const { db, clock, connectors, database, log } = rollcall
  const { id: connectionId } = await findConnectionByName(db, options.connection)
  const sender = await openQueue({ url: database.url, log, role: 'send' })
  let helper: Promise<Helper | undefined> | undefined
  try {
    const commands = createSyncCommands({ db, clock, connectors, enqueue: enqueueOn(sender) })
    const { syncId } = await commands.request({ connectionId, trigger: options.trigger, actor: CLI_ACTOR })
    const timer = setTimeout(() => {
      helper = takeUp(rollcall, syncId).catch((error: unknown) => {
        log.error({ error }, 'The sync could not be run here.')
        return undefined
      })
    }, WAIT_FOR_WORKER_MS)
    try {
      return await follow(rollcall, syncId, options)
    } finally {
      clearTimeout(timer)
    }
  } finally {
    await (await helper)?.close()
    await sender.stop(0)
  }
}

async function takeUp(rollcall: Rollcall, syncId: string): Promise<Helper | undefined> {
  const { db, clock, database, log } = rollcall
  if ((await getSync(db, syncId)).state !== 'queued') return undefined
  const engine = openEngine(rollcall)
  const queue = await openQueue({ url: database.url, log, role: 'work' })
  await queue.work('sync', 1, async (id, signal) => {
    const end = await runSync(engine.parts, id, signal)
    return end.state === 'parked' ? { again: new Date(clock.now().getTime() + end.retryAfterMs) } : undefined
  })
  return {
    async close() {
      await queue.stop(GRACE_MS)
      await engine.close()
    },
  }
}

async function follow({ db }: Rollcall, syncId: string, { signal, onProgress }: Options): Promise<Sync> {
  for await (const sync of createSyncProgress(db).follow(syncId, signal)) onProgress(sync)
  const sync = await getSync(db, syncId)
  if (isWorking(sync.state))
    throw new AppError('sync_running', { message: 'Stopped looking on; the sync goes on where it was.' })
  return sync
}
