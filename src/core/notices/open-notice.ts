import { newId } from '#base/ids.ts'
import type { Tx } from '#db/pool.ts'
import type { Mail } from '#mail/outbox.ts'
import { cleanText, oneLine } from '#mail/safe-text.ts'
import { isWorse, nextReminder, type Report, type Severity } from './notice.ts'
import { tell } from './tell.ts'

type Open = { id: string; severity: Severity }

/**
 * Opens a notice, and tells whom it concerns in the page and by mail. While one is open for the same cause it is brought
 * up to date instead, and nobody is told again, unless it has become more severe. In the caller's transaction.
 *
 * @returns its id.
 */
export async function openNotice(tx: Tx, mail: Mail, given: Report, now = new Date()): Promise<string> {
  // Names come from vendors and people: nothing in them may pose as something else (§3.15).
  const report = {
    ...given,
    title: oneLine(given.title),
    body: cleanText(given.body),
    whatToDo: cleanText(given.whatToDo),
  }
  const opened = await insert(tx, report, now)
  if (opened !== undefined) {
    await tell(tx, mail, { ...report, id: opened }, 'opened')
    return opened
  }
  const before = await tx.one<Open>(
    `select id, severity from notices where cause = $1 and closed_at is null for update`,
    [report.cause],
  )
  // Closed by another process in between.
  if (!before) return openNotice(tx, mail, report, now)
  const worse = isWorse(report.severity, before.severity)
  await update(tx, before.id, report, worse, now)
  if (worse) await tell(tx, mail, { ...report, id: before.id }, report.severity)
  return before.id
}

/** Undefined while one is open. */
async function insert(tx: Tx, report: Report, now: Date): Promise<string | undefined> {
  const { cause, kind, severity, connectionId, title, body, whatToDo, link, times } = report
  const row = await tx.one<{ id: string }>(
    `insert into notices (id, cause, kind, severity, connection_id, title, body, what_to_do, link, times, opened_at, updated_at, next_reminder_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12)
     on conflict (cause) where closed_at is null do nothing returning id`,
    [
      newId(),
      cause,
      kind,
      severity,
      connectionId ?? null,
      title,
      body,
      whatToDo,
      link ?? null,
      times ?? 1,
      now,
      nextReminder(kind, now, now),
    ],
  )
  return row?.id
}

/** What says the same as before is left alone. What has become worse is nobody's in hand any more. */
async function update(tx: Tx, id: string, report: Report, worse: boolean, now: Date): Promise<void> {
  const { kind, severity, title, body, whatToDo, link, times } = report
  await tx.query(
    `update notices set kind = $2, severity = $3, title = $4, body = $5, what_to_do = $6, link = $7,
       times = coalesce($8, times + 1), updated_at = $9,
       acknowledged_at = case when not $10 then acknowledged_at end, acknowledged_by = case when not $10 then acknowledged_by end
     where id = $1 and (kind, severity, title, body, what_to_do, link, times) is distinct from
       ($2, $3, $4, $5, $6, $7, coalesce($8, times + 1))`,
    [id, kind, severity, title, body, whatToDo, link ?? null, times ?? null, now, worse],
  )
}

/** Closes the notice of a cause that is gone, if one is open. */
export async function closeNotice(tx: Tx, cause: string, now = new Date()): Promise<void> {
  await tx.query(
    'update notices set closed_at = $2, updated_at = $2, next_reminder_at = null where cause = $1 and closed_at is null',
    [cause, now],
  )
}
