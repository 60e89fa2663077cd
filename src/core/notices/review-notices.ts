import type { Clock } from '#base/clock.ts'
import type { Db, Tx } from '#db/pool.ts'
import type { Mail } from '#mail/outbox.ts'
import { pauseUnanswered } from '../connections/pause-connection.ts'
import { readConnectionFacts } from './connection-facts.store.ts'
import { findCauses, REVIEWED_KINDS } from './find-causes.ts'
import { nextReminder, type Severity } from './notice.ts'
import { openNotice } from './open-notice.ts'
import { tell } from './tell.ts'

/** One process at a time reviews; any number that nothing else locks. */
const REVIEW_LOCK = '6042519173308211457'

/** Closed notices are kept so long, to answer "was I told?". */
const KEPT = '1 year'

type Parts = { db: Db; clock: Clock; mail: Mail }

/**
 * Compares what is wrong with the connections now with the notices that are open: opens what is new, brings up to date
 * what has changed, closes what is gone, and reminds of what nobody has taken in hand. It reads rows only and calls no
 * vendor, so whatever happens here a sync is not touched; and however often something fails, it is one cause (V2, §3.16).
 * Only a connection whose held runs nobody answers for weeks is paused, together with its notice (§3.1).
 *
 * @returns false when another process was at it.
 */
export function reviewNotices({ db, clock, mail }: Parts): Promise<boolean> {
  return db.tx(async (tx) => {
    const lock = await tx.one<{ mine: boolean }>('select pg_try_advisory_xact_lock($1) as mine', [REVIEW_LOCK])
    if (!lock?.mine) return false
    const now = clock.now()
    await pauseUnanswered(tx, now)
    const reports = (await readConnectionFacts(tx)).flatMap((one) => findCauses(one, now))
    for (const report of reports) await openNotice(tx, mail, report, now)
    await tx.query(
      `update notices set closed_at = $1, updated_at = $1, next_reminder_at = null
       where closed_at is null and kind = any($2) and cause <> all($3)`,
      [now, REVIEWED_KINDS, reports.map(({ cause }) => cause)],
    )
    await remind(tx, mail, now)
    await tx.query(`delete from notices where closed_at < $1::timestamptz - interval '${KEPT}'`, [now])
    return true
  })
}

type Due = {
  id: string
  kind: string
  severity: Severity
  connectionId: string | null
  title: string
  body: string
  whatToDo: string
  link: string | null
  openedAt: Date
  reminders: number
  inHand: boolean
}

/** After a pause of any length each notice is reminded of once, not once per missed time. */
async function remind(tx: Tx, mail: Mail, now: Date): Promise<void> {
  const due = await tx.query<Due>(
    `select id, kind, severity, connection_id as "connectionId", title, body, what_to_do as "whatToDo", link, opened_at as "openedAt", reminders,
       acknowledged_at is not null as "inHand"
     from notices where closed_at is null and next_reminder_at <= $1 for update`,
    [now],
  )
  for (const { connectionId, link, inHand, ...notice } of due) {
    const told = { ...notice, ...(connectionId ? { connectionId } : {}), ...(link ? { link } : {}) }
    if (!inHand) await tell(tx, mail, told, `reminder-${notice.reminders + 1}`, { reminder: true })
    await tx.query('update notices set reminders = reminders + 1, next_reminder_at = $2 where id = $1', [
      notice.id,
      nextReminder(notice.kind, notice.openedAt, now),
    ])
  }
}
