import { problemOf, type Helper } from '../connections/connection-problem.ts'
import { HOLD_DAYS } from '../connections/pause-connection.ts'
import type { ConnectionFacts } from './connection-facts.store.ts'
import type { Report, Severity } from './notice.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** A due run begins within seconds; after an hour nobody works, or the queue is full. The same for every interval. */
const NOT_STARTED_MS = HOUR

/** F77: "has not completed within 24 hours". */
const NOT_COMPLETED_MS = DAY

/** How long before its end a credential is spoken of, and how urgently (F26). Days, from the last to the first. */
const EXPIRY: readonly (readonly [days: number, severity: Severity])[] = [
  [1, 'error'],
  [7, 'warning'],
  [30, 'info'],
]

/** A consent whose end the vendor tells is mostly renewed by every run; what is nearer than this was not. */
const GRANT_DAYS = 7

/** The kinds of notice that follow from what a connection's rows say: they are opened and closed by the review alone. */
export const REVIEWED_KINDS = [
  'connection.lost',
  'connection.paused',
  'sync.failed',
  'sync.slow',
  'sync.not_started',
  'sync.held',
  'credential.expiring',
] as const

type ReviewedReport = Report & { kind: (typeof REVIEWED_KINDS)[number] }

/**
 * Everything that is wrong with a connection now. A lost connection says nothing else: that is the cause of the rest.
 */
export function findCauses(one: ConnectionFacts, now: Date): ReviewedReport[] {
  const gone = lost(one)
  const causes = gone ? [gone] : [failed(one), slow(one, now), notStarted(one, now)]
  return [
    ...causes,
    one.pausedForHoldAt === null ? held(one) : paused(one, one.pausedForHoldAt),
    expiring(one, now),
  ].filter((cause) => cause !== undefined)
}

const pathOf = ({ id }: ConnectionFacts) => `/connections/${id}`
const about = (one: ConnectionFacts) => ({ connectionId: one.id, link: pathOf(one) })
const named = ({ name, appName }: ConnectionFacts) => `${name} (${appName})`

function lost(one: ConnectionFacts): ReviewedReport | undefined {
  if (one.state === 'disconnected') {
    return {
      ...about(one),
      cause: `connection:${one.id}:lost`,
      kind: 'connection.lost',
      severity: 'warning',
      title: `${one.name} is disconnected`,
      body: `${named(one)} was disconnected${one.disconnectedAt ? ` on ${day(one.disconnectedAt)}` : ''}. Nothing new is read; what was read stays as it was then.`,
      whatToDo:
        'Reconnect it, or remove it if it is no longer needed. Whoever may change connections in Rollcall can do that, with a credential of the same vendor account.',
      times: 1,
    }
  }
  if (one.state !== 'active' || one.lostAt === null) return undefined
  return {
    ...about(one),
    ...advice(one),
    cause: `connection:${one.id}:lost`,
    kind: 'connection.lost',
    severity: 'error',
    title: `${one.name} has lost its access`,
    body: `${named(one)} cannot be read since ${day(one.lostAt)}. ${one.error?.message ?? 'The vendor no longer lets us in.'} Nothing of it runs by itself until this is mended; nobody was marked inactive.`,
    times: 1,
  }
}

function failed(one: ConnectionFacts): ReviewedReport | undefined {
  if (one.state !== 'active' || one.last?.state !== 'failed') return undefined
  const { times = 1, since } = one.failures ?? {}
  const again = one.nextDueAt ? ` The next try is on ${moment(one.nextDueAt, one.schedule.timezone)}.` : ''
  const often =
    times > 1 && since
      ? `${times} runs in a row have failed, the first on ${day(new Date(since))}.`
      : 'A run has failed.'
  return {
    ...about(one),
    ...advice({ ...one, error: one.last.error }),
    link: times > 1 ? pathOf(one) : `/syncs/${one.last.id}`,
    cause: `connection:${one.id}:failed`,
    kind: 'sync.failed',
    severity: 'error',
    title: `${one.name} could not be read`,
    body: `${named(one)}: ${often} ${one.last.error?.message ?? ''} What was read before stays as it is.${again}`.replaceAll(
      '  ',
      ' ',
    ),
    times,
  }
}

function slow(one: ConnectionFacts, now: Date): ReviewedReport | undefined {
  const { running } = one
  if (one.state !== 'active' || !running?.started) return undefined
  if (now.getTime() - new Date(running.since).getTime() < NOT_COMPLETED_MS) return undefined
  return {
    ...about(one),
    cause: `connection:${one.id}:slow`,
    kind: 'sync.slow',
    severity: 'warning',
    title: `A run of ${one.name} is not finished after 24 hours`,
    body: `${named(one)}: a run that was asked for on ${day(new Date(running.since))} still goes on. The vendor may be slow, or asks us to wait.`,
    whatToDo:
      'Look at how far it is. Whoever may run syncs can cancel it and begin anew at a quieter time of day; the schedule is in the settings of the connection.',
    link: `/syncs/${running.id}`,
    times: 1,
  }
}

function notStarted(one: ConnectionFacts, now: Date): ReviewedReport | undefined {
  if (one.state !== 'active') return undefined
  const waiting = one.running && !one.running.started ? new Date(one.running.since) : undefined
  const since = [waiting, one.nextDueAt ?? undefined].find(
    (at) => at !== undefined && now.getTime() - at.getTime() > NOT_STARTED_MS,
  )
  if (!since) return undefined
  return {
    ...about(one),
    cause: `connection:${one.id}:not_started`,
    kind: 'sync.not_started',
    severity: 'warning',
    title: `A run of ${one.name} did not start`,
    body: `${named(one)} was due on ${moment(since, one.schedule.timezone)} and has not begun. It starts by itself as soon as there is room, once.`,
    whatToDo:
      'Whoever runs this Rollcall looks whether `rollcall start` or `rollcall work` is running, and whether many runs wait; `rollcall doctor` says both.',
    times: 1,
  }
}

function held(one: ConnectionFacts): ReviewedReport | undefined {
  if (!one.held) return undefined
  return {
    ...about(one),
    cause: `connection:${one.id}:held`,
    kind: 'sync.held',
    severity: 'warning',
    title: `A run of ${one.name} waits for your decision`,
    body: `${named(one)}: ${one.held.reason ?? 'A part of what was read looks wrong.'} That part was not applied.`,
    whatToDo: 'Look at the names, then apply or discard it. Whoever may run syncs can decide.',
    link: `/syncs/${one.held.id}`,
    times: 1,
  }
}

/** Louder than the hold that it follows: nothing at all is read any more. */
function paused(one: ConnectionFacts, since: Date): ReviewedReport {
  return {
    ...about(one),
    cause: `connection:${one.id}:paused`,
    kind: 'connection.paused',
    severity: 'error',
    title: `${one.name} was paused: nobody has decided for ${HOLD_DAYS} days`,
    body: `${named(one)} was paused on ${day(since)}. Its runs looked wrong and waited for a decision; nobody made one. ${one.held?.reason ?? ''} Nothing new is read, what was read before stays, and nobody was marked inactive for it.`.replaceAll(
      '  ',
      ' ',
    ),
    whatToDo: `${one.held ? 'Look at the names, then apply or discard what waits, and resume the connection.' : 'What waited is decided: resume the connection.'} Whoever may run syncs can decide; whoever may change connections can resume it.`,
    times: 1,
  }
}

function expiring(one: ConnectionFacts, now: Date): ReviewedReport | undefined {
  const at = one.credentialExpiresAt
  if (at === null || one.state === 'disconnected') return undefined
  const isGrant = one.credentialIsGrant
  const left = at.getTime() - now.getTime()
  const stage = EXPIRY.find(([days]) => left <= days * DAY && (!isGrant || days <= GRANT_DAYS))
  if (!stage) return undefined
  const isOver = left <= 0
  return {
    ...about(one),
    cause: `connection:${one.id}:expiry`,
    kind: 'credential.expiring',
    severity: stage[1],
    title: `The ${isGrant ? 'consent' : 'credential'} of ${one.name} ${isOver ? 'has expired' : `expires on ${day(at)}`}`,
    body: `${named(one)} is read with the credential "${one.credentialName}", which ${isOver ? `expired on ${day(at)}` : `is good until ${moment(at, one.schedule.timezone)}${isGrant ? ', as the vendor says' : ''}`}. After that nothing new is read.`,
    whatToDo: `${isGrant ? 'Authorise the connection at the vendor once more before then: its settings, or “Reconnect”, lead there.' : 'Make a new one at the vendor and replace it before then.'} ${who(
      [
        { kind: 'credential_owner', name: one.credentialOwner },
        { kind: 'vendor_admin', name: one.appName },
      ].filter(({ name }) => name !== null) as Helper[],
    )}`,
    link: isGrant ? pathOf(one) : `${pathOf(one)}/settings`,
    times: 1,
  }
}

function advice(one: ConnectionFacts): { whatToDo: string } {
  const problem = problemOf(one, one.credentialOwner)
  if (!problem) return { whatToDo: 'Look at the connection, and test it.' }
  return { whatToDo: `${problem.whatToDo} ${who(problem.whoCan)}`.trim() }
}

function who(helpers: readonly Helper[]): string {
  const names = helpers.map(({ kind, name }) => {
    switch (kind) {
      case 'credential_owner':
        return `${name} (entered the credential)`
      case 'contact':
        return `${name} (contact)`
      case 'vendor_admin':
        return `an admin of ${name}`
      case 'rollcall_admin':
        return 'an admin of Rollcall'
    }
  })
  return names.length === 0 ? '' : `Who can: ${names.join(', ')}.`
}

const day = (at: Date) =>
  at.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

/** A mail has many readers in many zones, so the zone stands beside the time. */
function moment(at: Date, timeZone: string): string {
  const text = at.toLocaleString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  })
  return `${text} (${timeZone})`
}
