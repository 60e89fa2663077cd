import { finishLostRevocations } from '#core/connections/finish-revocation.ts'
import { openQueue, type Queue } from '#jobs/queue.ts'
import { startMail } from '#mail/deliver.ts'
import { openTransport } from '#mail/smtp-transport.ts'
import { startWork } from '#sync/work.ts'
import { openEngine } from './open-engine.ts'
import type { Rollcall } from './open-rollcall.ts'

/** How long running syncs may take to reach their next checkpoint when the process stops. Milliseconds. */
const GRACE_MS = 6_000

/** Opens the queue so that jobs can be handed to whoever works. */
export async function openSender({ database, log }: Rollcall): Promise<{ queue: Queue; close(): Promise<void> }> {
  const queue = await openQueue({ url: database.url, log, role: 'send' })
  return { queue, close: () => queue.stop(0) }
}

/** Runs queued syncs, starts due ones, and delivers mails until `close`. */
export async function openWorker(rollcall: Rollcall): Promise<{ queue: Queue; close(): Promise<void> }> {
  const engine = openEngine(rollcall)
  const queue = await openQueue({ url: rollcall.database.url, log: rollcall.log, role: 'work' })
  const work = await startWork(engine.parts, queue, [
    { what: 'revoking credentials', run: () => finishLostRevocations(rollcall, rollcall.clock.now()) },
  ])
  const { smtp } = rollcall.config
  const mails = smtp && startMail({ ...rollcall, transport: openTransport(smtp) })
  return {
    queue,
    async close() {
      await work.stop()
      await mails?.stop()
      await queue.stop(GRACE_MS)
      await engine.close()
    },
  }
}
