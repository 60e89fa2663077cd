import { AppError } from '#base/errors.ts'
import { CronExpressionParser } from 'cron-parser'

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

const HOURS: Partial<Record<Schedule['every'], number>> = { '3_hours': 3, '6_hours': 6, '12_hours': 12 }

/**
 * The first due instant after `after`, in UTC; null for `never`. Cron rules with the zone's own clock: a local time that
 * a change of the clock skips runs at the first instant after the gap, one that comes twice runs once.
 *
 * Throws `invalid_input` when the time zone is not known.
 */
export function nextDue(schedule: Schedule, after: Date): Date | null {
  if (schedule.every === 'never') return null
  checkTimezone(schedule.timezone)
  return CronExpressionParser.parse(cronOf(schedule), { currentDate: after, tz: schedule.timezone }).next().toDate()
}

function cronOf(schedule: Schedule): string {
  const [hour, minute] = schedule.at.split(':').map(Number) as [number, number]
  switch (schedule.every) {
    case '15_minutes':
      return `${every(minute, 15, 60)} * * * *`
    case '30_minutes':
      return `${every(minute, 30, 60)} * * * *`
    case 'hour':
      return `${minute} * * * *`
    case '3_hours':
    case '6_hours':
    case '12_hours':
      return `${minute} ${every(hour, HOURS[schedule.every]!, 24)} * * *`
    case 'day':
      return `${minute} ${hour} * * *`
    case 'weekday':
      return `${minute} ${hour} * * 1-5`
    case 'week':
      return `${minute} ${hour} * * 1`
    case 'month':
      return `${minute} ${hour} 1 * *`
    case 'never':
      throw new AppError('internal', { detail: { invariant: 'never has no cron rule' } })
  }
}

/** The values below `end` that are a multiple of `step` away from `start`. */
function every(start: number, step: number, end: number): string {
  const first = start % step
  return Array.from({ length: Math.floor((end - first - 1) / step) + 1 }, (_, index) => first + index * step).join(',')
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
