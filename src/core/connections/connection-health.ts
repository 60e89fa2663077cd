import type { Sync } from '../syncs/sync.ts'
import type { ConnectionState, PauseReason } from './connection.ts'

export type HealthColour = 'green' | 'yellow' | 'red' | 'grey'

export type HealthReason =
  | 'draft'
  | 'paused'
  | 'disconnected'
  | 'removed'
  | 'lost'
  | 'waiting'
  | 'held'
  | 'failed'
  | 'cancelled'
  | 'partial'
  | 'fine'

/** A list that the last sync could not read, and when it was last read whole. */
export type FailedPart = { stream: string; lastReadAt: Date | null }

export type Health = { colour: HealthColour; reason: HealthReason; text: string; failed: FailedPart[] }

export type Judged = {
  state: ConnectionState
  error: { code: string; message: string } | null
  lostAt: Date | null
  pauseReason?: PauseReason | null
  asOf: Date | null
  lastSync: Pick<Sync, 'state' | 'error' | 'hold'> | null
  failed: readonly FailedPart[]
}

type Rule = {
  reason: HealthReason
  colour: HealthColour
  when: (one: Judged) => boolean
  text: (one: Judged) => string
}

const isState = (state: ConnectionState) => (one: Judged) => one.state === state
const ended = (state: Sync['state']) => (one: Judged) => one.lastSync?.state === state
const errorText = ({ error, lastSync }: Judged, otherwise: string) =>
  error?.message ?? lastSync?.error?.message ?? otherwise

/**
 * What colour a connection has, and why (F74): the first rule that fits. Green: the last sync brought everything. Yellow:
 * it brought a part, or waits for a person. Red: it brought nothing. Grey: nothing is expected of it.
 */
export const HEALTH_RULES: readonly Rule[] = [
  { reason: 'removed', colour: 'grey', when: isState('removed'), text: () => 'Removed.' },
  { reason: 'draft', colour: 'grey', when: isState('draft'), text: () => 'A draft: it has not been launched.' },
  {
    reason: 'paused',
    colour: 'red',
    when: ({ state, pauseReason }) => state === 'paused' && pauseReason === 'hold',
    text: () => 'Paused: a run that looked wrong has waited 28 days for a decision, and nobody made it.',
  },
  {
    reason: 'paused',
    colour: 'grey',
    when: isState('paused'),
    text: () => 'Paused: nothing is read until it is resumed.',
  },
  {
    reason: 'disconnected',
    colour: 'grey',
    when: isState('disconnected'),
    text: () => 'Disconnected: no new data comes in, what was read stays.',
  },
  {
    reason: 'lost',
    colour: 'red',
    when: ({ lostAt }) => lostAt !== null,
    text: (one) => errorText(one, 'The vendor no longer lets us in.'),
  },
  {
    reason: 'waiting',
    colour: 'grey',
    when: ({ lastSync, asOf }) => lastSync === null && asOf === null,
    text: () => 'Waits for its first sync.',
  },
  {
    reason: 'held',
    colour: 'yellow',
    when: ended('held'),
    text: ({ lastSync }) => lastSync?.hold?.[0]?.text ?? 'A part of the last sync waits for a person.',
  },
  {
    reason: 'failed',
    colour: 'red',
    when: ended('failed'),
    text: (one) => errorText(one, 'The last sync brought nothing.'),
  },
  {
    reason: 'partial',
    colour: 'yellow',
    when: ended('partial'),
    text: (one) =>
      one.failed.length > 0
        ? `The last sync could not read ${one.failed.map(({ stream }) => stream).join(', ')}.`
        : errorText(one, 'The last sync brought a part.'),
  },
  { reason: 'cancelled', colour: 'yellow', when: ended('cancelled'), text: () => 'The last sync was cancelled.' },
  { reason: 'fine', colour: 'green', when: () => true, text: () => 'The last sync brought everything.' },
]

export function judgeHealth(one: Judged): Health {
  // The last rule fits whatever none before it does.
  const { reason, colour, text } = HEALTH_RULES.find(({ when }) => when(one)) ?? HEALTH_RULES.at(-1)!
  return { colour, reason, text: text(one), failed: reason === 'partial' ? [...one.failed] : [] }
}
