import type { Clock } from '#base/clock.ts'
import { ERRORS, toAppError, type ErrorCode } from '#base/errors.ts'
import type { Log } from '#base/log.ts'
import type { Db } from '#db/pool.ts'
import { openBody, type MailBody, type Sealer } from './outbox.ts'
import type { Outcome, Transport } from './smtp-transport.ts'

/** The waits after the first failures, in minutes: from one to 24 hours. After the last one the mail has failed. */
const WAITS = [1, 5, 15, 60, 180, 360, 720, 1440]

/** How long one process may be busy with one mail; twice what the transport takes at most. */
const LEASE_MS = 5 * 60_000

const TICK_MS = 3_000
const TIDY_MS = 60 * 60_000

/** A mail that has waited so long, for a mail server to be set up, comes too late to go out by itself. */
const TOO_LATE = '3 days'
/** Mails are kept so long, to answer "was I told?". */
const KEPT = '30 days'

export type DeliveryParts = { db: Db; clock: Clock; log: Log; sealer: Sealer; transport: Transport }

type Claimed = {
  id: string
  toName: string | null
  toEmail: string
  subject: string
  sealed: string | null
  tries: number
  queuedAt: Date
}

/**
 * Delivers mails until stopped. Any number of processes may do so on one database.
 *
 * What is guaranteed: a mail whose transaction was committed is handed to the mail server at least once, or is shown as
 * failed. It is handed over exactly once unless a process dies, or loses the connection, between the server's taking it
 * and our writing that down; then it goes out once more, with the same Message-ID and date, by which mailboxes recognise
 * the copy. SMTP offers nothing better (RFC 5321 §4.5.3.2.6, RFC 1047).
 */
export function startMail(parts: DeliveryParts): { stop(): Promise<void> } {
  const { db, log } = parts
  let running: Promise<void> | undefined
  const stopping = new AbortController()
  const run = async () => {
    try {
      while (!stopping.signal.aborted && (await deliverNext(parts))) {
        // Until none is due.
      }
    } catch (error) {
      log.warn({ error }, 'Mails could not be delivered; they are tried again at the next tick.')
    }
  }
  const tick = () => {
    running ??= run().finally(() => (running = undefined))
  }
  const tidy = () =>
    void tidyOutbox(db, parts.clock.now()).catch((error: unknown) => log.warn({ error }, 'The outbox was not tidied.'))
  const timers = [setInterval(tick, TICK_MS), setInterval(tidy, TIDY_MS)]
  tick()
  tidy()
  return {
    async stop() {
      stopping.abort()
      for (const timer of timers) clearInterval(timer)
      await running
    },
  }
}

/** Tries the mail that has been due longest. @returns whether there was one. */
export async function deliverNext(parts: DeliveryParts): Promise<boolean> {
  const { db, clock, log, sealer, transport } = parts
  const mail = await claim(db, clock.now())
  if (!mail) return false
  let body: MailBody
  try {
    body = await openBody(sealer, mail.id, mail.sealed ?? '')
  } catch (thrown) {
    const { code, message } = toAppError(thrown)
    log.error({ mail: mail.id, code }, 'a mail in the outbox could not be opened')
    await fail(db, mail, code, message)
    return true
  }
  const outcome = await transport.deliver({
    id: mail.id,
    to: { name: mail.toName, email: mail.toEmail },
    subject: mail.subject,
    text: body.text,
    html: body.html,
    date: mail.queuedAt,
  })
  await settle(parts, mail, outcome)
  return true
}

/** In a transaction of its own: no row stays locked while the mail server is talked to. */
function claim(db: Db, now: Date): Promise<Claimed | undefined> {
  return db.tx(async (tx) => {
    await tx.query(
      `update outbox set state = 'failed', error_code = 'mail_too_late', error_text = $2
       where state = 'waiting' and tries = 0 and queued_at < $1::timestamptz - interval '${TOO_LATE}'`,
      [now, ERRORS.mail_too_late.message],
    )
    return tx.one<Claimed>(
      `update outbox set state = 'sending', tries = tries + 1, lease_until = $2 where id = (
         select id from outbox where (state = 'waiting' and next_try_at <= $1) or (state = 'sending' and lease_until < $1)
         order by next_try_at limit 1 for update skip locked)
       returning id, to_name as "toName", to_email as "toEmail", subject, sealed, tries, queued_at as "queuedAt"`,
      [now, new Date(now.getTime() + LEASE_MS)],
    )
  })
}

/** Names the try, so that a process that was frozen meanwhile does not overwrite what another has found out. */
async function settle({ db, clock, log }: DeliveryParts, mail: Claimed, outcome: Outcome): Promise<void> {
  if (outcome.kind === 'accepted') {
    await db.query(
      `update outbox set state = 'sent', sent_at = $3, sealed = null, lease_until = null, error_code = null, error_text = null
       where id = $1 and tries = $2`,
      [mail.id, mail.tries, clock.now()],
    )
    return
  }
  log.warn({ mail: mail.id, tries: mail.tries, reason: outcome.text }, 'a mail was not delivered')
  const wait = WAITS[mail.tries - 1]
  if (outcome.kind === 'refused' || wait === undefined) {
    await fail(db, mail, outcome.kind === 'refused' ? 'mail_refused' : 'mail_given_up', outcome.text)
    return
  }
  await db.query(
    `update outbox set state = 'waiting', next_try_at = $3, lease_until = null, error_code = 'mail_later', error_text = $4
     where id = $1 and tries = $2`,
    [mail.id, mail.tries, new Date(clock.now().getTime() + wait * 60_000), outcome.text],
  )
}

/** The body stays, so that the mail can be sent again. */
async function fail(db: Db, mail: Claimed, code: ErrorCode, text: string): Promise<void> {
  await db.query(
    `update outbox set state = 'failed', lease_until = null, error_code = $3, error_text = $4 where id = $1 and tries = $2`,
    [mail.id, mail.tries, code, text],
  )
}

/** Forgets mails that are older than a month, whatever became of them. */
export async function tidyOutbox(db: Db, now: Date): Promise<void> {
  await db.query(`delete from outbox where queued_at < $1::timestamptz - interval '${KEPT}'`, [now])
}
