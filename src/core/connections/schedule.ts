import { AppError } from '#base/errors.ts'

/** How often a connection is synced by itself. */
export const EVERY = [
  '15_minutes',
  '30_minutes',
  'hour',
  '3_hours',
  '6_hours',
  '12_hours',
  'day',
  'weekday',
  'week',
  'month',
  'never',
] as const

export type Schedule = {
  every: (typeof EVERY)[number]
  /** Local time of day, `HH:MM`. For what runs more often than daily it says at which minute (and first hour) it begins. */
  at: string
  /** IANA name, e.g. `Europe/Berlin`. */
  timezone: string
}

/** Once a day when offices are dark (F76). */
export const DEFAULT_SCHEDULE: Schedule = { every: 'day', at: '02:00', timezone: 'UTC' }

/**
 * The first due instant after `after`, in UTC; null for `never`. What runs within the hour follows the minutes of the
 * zone's clock; everything else follows its dates and times: a time that a change of the clock skips comes as much later
 * as the clock was moved, one that comes twice is the first of the two (as `compatible` of ECMAScript's Temporal). So a
 * daily run is one per local day, whatever the clock does (J3).
 *
 * Throws `invalid_input` when the time zone is not known.
 */
export function nextDue({ every, at, timezone }: Schedule, after: Date): Date | null {
  if (every === 'never') return null
  checkTimezone(timezone)
  const offsetAt = offsetsOf(timezone)
  const [hour, minute] = at.split(':').map(Number) as [number, number]
  if (every in MINUTES) return nextWithinHour(MINUTES[every]!, minute, after, offsetAt)
  const times = timesOfDay(every, hour, minute)
  const first = new Date(after.getTime() + offsetAt(after.getTime()))
  // From the day before: a time that the clock skips at midnight may belong to it.
  for (let day = -1; day <= MOST_DAYS; day++) {
    const date = Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), first.getUTCDate() + day)
    if (!isDay(every, new Date(date))) continue
    const due = times
      .map((time) => instantOf(date + time, offsetAt))
      .toSorted((a, b) => a - b)
      .find((instant) => instant > after.getTime())
    if (due !== undefined) return new Date(due)
  }
  throw new AppError('internal', { detail: { invariant: 'a schedule has a next time', every, at, timezone } })
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** Two months: a first of the month is in between, whatever the day. */
const MOST_DAYS = 62

const MINUTES: Partial<Record<Schedule['every'], number>> = { '15_minutes': 15, '30_minutes': 30, hour: 60 }
const HOURS: Partial<Record<Schedule['every'], number>> = { '3_hours': 3, '6_hours': 6, '12_hours': 12 }

/** Milliseconds that the zone's clock is ahead of UTC at an instant. */
type OffsetAt = (instant: number) => number

function offsetsOf(timeZone: string): OffsetAt {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  return (instant) => {
    const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]))
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000
  }
}

/** When the zone's clock shows `local`, which is written as if it were UTC. */
function instantOf(local: number, offsetAt: OffsetAt): number {
  const [before, after] = [offsetAt(local - DAY_MS), offsetAt(local + DAY_MS)]
  // The earlier of two, and in a gap the one after it: both are what the offset before the change gives.
  return offsetAt(local - before) === before || offsetAt(local - after) !== after ? local - before : local - after
}

/** The next minute whose place within the hour fits. A zone's clock is moved by a quarter of an hour or more. */
function nextWithinHour(step: number, minute: number, after: Date, offsetAt: OffsetAt): Date {
  let instant = Math.floor(after.getTime() / MINUTE_MS) * MINUTE_MS
  do instant += MINUTE_MS
  while (((instant + offsetAt(instant)) / MINUTE_MS) % step !== minute % step)
  return new Date(instant)
}

/** Milliseconds after midnight. */
function timesOfDay(every: Schedule['every'], hour: number, minute: number): number[] {
  const step = HOURS[every] ?? 24
  return Array.from({ length: 24 / step }, (_, index) => ((hour % step) + index * step) * HOUR_MS + minute * MINUTE_MS)
}

function isDay(every: Schedule['every'], date: Date): boolean {
  const weekday = date.getUTCDay()
  if (every === 'weekday') return weekday >= 1 && weekday <= 5
  if (every === 'week') return weekday === 1
  return every !== 'month' || date.getUTCDate() === 1
}

/** Throws `invalid_input` for a zone that this machine's time zone data does not know. */
export function checkTimezone(timezone: string): void {
  try {
    void Intl.DateTimeFormat('en', { timeZone: timezone })
  } catch (cause) {
    throw new AppError('invalid_input', {
      cause,
      fields: [{ path: 'timezone', message: 'This is not a known time zone. Write it as "Europe/Berlin".' }],
    })
  }
}
