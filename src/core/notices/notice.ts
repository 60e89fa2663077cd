export const SEVERITIES = ['info', 'warning', 'error'] as const

export type Severity = (typeof SEVERITIES)[number]

/** What people should know or do. */
export type Notice = {
  id: string
  kind: string
  severity: Severity
  connectionId: string | null
  connectionName: string | null
  title: string
  body: string
  /** What to do, and who can. */
  whatToDo: string
  /** A path in Rollcall. */
  link: string | null
  openedAt: Date
  updatedAt: Date
  /** How often it was reported while it was open. */
  times: number
  /** When its cause was gone. */
  closedAt: Date | null
  /** Somebody has it in hand: it is not counted, and nobody is reminded. */
  acknowledged: { at: Date; by: string } | null
}

/** What is reported. */
export type Report = {
  /** Names what it is about; one notice per cause is open at a time. For instance `connection:<id>:lost`. */
  cause: string
  kind: string
  severity: Severity
  connectionId?: string
  /** Whose matter it is where it belongs to no single connection: they are told instead of all admins. */
  ownerId?: string
  title: string
  body: string
  whatToDo: string
  /** A path in Rollcall. */
  link?: string
  /** How often it has happened, where that is known; else each report counts. */
  times?: number
}

const HOUR = 3_600_000
const DAY = 24 * HOUR

/**
 * When people are told again while a notice stays open and nobody has taken it in hand, counted from its opening. A lost
 * connection as F78 says; a hold once more after a day (reliability §3.16). Reminders reach the admins too: whoever was
 * told first may be away.
 */
export const REMINDERS: Readonly<Record<string, readonly number[]>> = {
  'connection.lost': [72 * HOUR, 7 * DAY, 15 * DAY, 30 * DAY],
  'connection.paused': [72 * HOUR, 7 * DAY, 15 * DAY, 30 * DAY],
  'sync.held': [DAY],
}

/** When the next reminder of a notice is due that has had its time until `now`; null: no more. */
export function nextReminder(kind: string, openedAt: Date, now: Date): Date | null {
  const since = now.getTime() - openedAt.getTime()
  const wait = REMINDERS[kind]?.find((one) => one > since)
  return wait === undefined ? null : new Date(openedAt.getTime() + wait)
}

export function isWorse(one: Severity, than: Severity): boolean {
  return SEVERITIES.indexOf(one) > SEVERITIES.indexOf(than)
}
