import { finishLostRevocations } from '#core/connections/finish-revocation.ts'
import { giveUpDrafts } from '#core/connections/give-up-drafts.ts'
import { openQueue, type Queue } from '#jobs/queue.ts'
import { noteFigures } from '#insights/daily-figures.ts'
import { startWork } from '#sync/work.ts'
import { openEngine } from './open-engine.ts'
import type { Rollcall } from './open-rollcall.ts'
import { tellPeople } from './tell-people.ts'

/** How long running syncs may take to reach their next checkpoint when the process stops. Milliseconds. */
const GRACE_MS = 6_000

/** Opens the queue so that jobs can be handed to whoever works, and tells people what they should know. */
export async function openSender(rollcall: Rollcall): Promise<{ queue: Queue; close(): Promise<void> }> {
  const queue = await openQueue({ url: rollcall.database.url, log: rollcall.log, role: 'send' })
  const people = tellPeople(rollcall)
  return {
    queue,
    async close() {
      await people.close()
      await queue.stop(0)
    },
  }
}

/** Runs queued syncs, starts due ones, and tells people what they should know, until `close`. */
export async function openWorker(rollcall: Rollcall): Promise<{ queue: Queue; close(): Promise<void> }> {
  const engine = openEngine(rollcall)
  const queue = await openQueue({ url: rollcall.database.url, log: rollcall.log, role: 'work' })
  const people = tellPeople(rollcall)
  let noting = Promise.resolve()
  const work = await startWork(engine.parts, queue, {
    afterSync: () => {
      people.review()
      noting = noting
        .then(() => noteFigures(rollcall.db, rollcall.clock.now()))
        .catch((error: unknown) => {
          rollcall.log.warn({ error }, 'The figures of the day were not noted; they are after the next sync.')
        })
    },
    chores: [
      { what: 'revoking credentials', run: () => finishRevocations(rollcall) },
      { what: 'taking the credentials of idle drafts', run: () => takeFromIdleDrafts(rollcall) },
    ],
  })
  return {
    queue,
    async close() {
      await work.stop()
      await queue.stop(GRACE_MS)
      await people.close()
      await noting
      await engine.close()
    },
  }
}

async function takeFromIdleDrafts(rollcall: Rollcall): Promise<void> {
  await rollcall.refreshConnectors()
  await giveUpDrafts(rollcall)
}

async function finishRevocations(rollcall: Rollcall): Promise<void> {
  await rollcall.refreshConnectors()
  await finishLostRevocations(rollcall, rollcall.clock.now())
}
