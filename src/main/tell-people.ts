import { reviewNotices } from '#core/notices/review-notices.ts'
import { startMail } from '#mail/deliver.ts'
import { openTransport } from '#mail/smtp-transport.ts'
import type { Rollcall } from './open-rollcall.ts'

const REVIEW_MS = 15_000

/**
 * Reviews the notices and delivers mails until `close`. In every process that runs for long, also in those that run no
 * syncs: that nobody works is one of the things to be told.
 */
export function tellPeople(rollcall: Rollcall): { review(): void; close(): Promise<void> } {
  const { config, log } = rollcall
  let running: Promise<unknown> | undefined
  const review = () => {
    running ??= reviewNotices(rollcall)
      .catch((error: unknown) => log.warn({ error }, 'The notices were not reviewed; they are at the next tick.'))
      .finally(() => (running = undefined))
  }
  const timer = setInterval(review, REVIEW_MS)
  review()
  const mails = config.smtp && startMail({ ...rollcall, transport: openTransport(config.smtp) })
  return {
    review,
    async close() {
      clearInterval(timer)
      await mails?.stop()
      await running
    },
  }
}
