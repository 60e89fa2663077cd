import type { Clock } from '#base/clock.ts'
import type { Log } from '#base/log.ts'
import type { Db } from '#db/pool.ts'
import { signHead } from './audit-heads.ts'
import { noteHead } from './head-file.ts'

/** So late an event is under a signed head at most, while anything runs. */
const EVERY_MS = 3_600_000

type Parts = { db: Db; clock: Clock; log: Log; home: string; secret: Uint8Array }

/**
 * Signs the audit log's head now and every hour, notes it in the home, and says it in the log, which larger companies
 * collect elsewhere. A failure is logged and tried again with the next hour.
 */
export function keepHeads({ db, clock, log, home, secret }: Parts): { close(): Promise<void> } {
  let running: Promise<void> | undefined
  let last: string | undefined
  const sign = async () => {
    try {
      const head = await signHead(db, secret, clock.now())
      if (!head || head.signature === last) return
      await noteHead(home, head)
      last = head.signature
      log.info({ seq: head.seq, hash: head.hash }, 'The head of the audit log was signed.')
    } catch (error) {
      log.warn({ error }, 'The head of the audit log could not be signed.')
    }
  }
  const tick = () => {
    running ??= sign().finally(() => (running = undefined))
  }
  tick()
  const timer = setInterval(tick, EVERY_MS)
  timer.unref()
  return {
    async close() {
      clearInterval(timer)
      await running
    },
  }
}
