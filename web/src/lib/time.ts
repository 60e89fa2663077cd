/** Times as people read them, in the zone and language of the browser. Instants are ISO 8601 texts in UTC. */

// The texts are English; who reads them in English of some country gets that country's way of writing dates.
const LOCALE = navigator.language.startsWith('en') ? navigator.language : 'en-GB'

const EXACT = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'long' })
const EXACT_DAY = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeZone: 'UTC' })
const RELATIVE = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto' })

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

export function exactTime(instant: string): string {
  if (PLAIN_DATE.test(instant)) return EXACT_DAY.format(new Date(instant))
  return EXACT.format(new Date(instant))
}

const DAY_MS = 86_400_000
/** `2026-03-01`: a day without a time of day, which is the same day in every zone. */
const PLAIN_DATE = /^\d{4}-\d\d-\d\d$/

/** How many whole days ago; of a plain date the days between it and today, in UTC. */
export function wholeDaysSince(at: string, now: number): number {
  const today = PLAIN_DATE.test(at) ? Math.floor(now / DAY_MS) * DAY_MS : now
  return Math.floor((today - Date.parse(at)) / DAY_MS)
}

/** `3 hours ago`, `in 2 days`; under 45 seconds `just now`. Of a plain date in days: `today`, `yesterday`. */
export function relativeTime(instant: string, now: number): string {
  if (PLAIN_DATE.test(instant)) return RELATIVE.format(-wholeDaysSince(instant, now), 'day')
  const seconds = Math.round((Date.parse(instant) - now) / 1000)
  if (Math.abs(seconds) < 45) return 'just now'
  const [unit, size] = STEPS.find(([, step]) => Math.abs(seconds) >= step) ?? (['minute', 60] as const)
  const amount = Math.round(seconds / size)
  return RELATIVE.format(amount === 0 ? Math.sign(seconds) : amount, unit)
}

const DAY = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeZone: 'UTC' })
const SHORT_DAY = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', timeZone: 'UTC' })

/** A day that is a date and no instant, `2026-11-21`, as `Nov 21, 2026`: the same in every zone. */
export function dayText(day: string): string {
  return DAY.format(new Date(`${day}T00:00:00Z`))
}

/** The day of an instant in UTC, as `Nov 21`. */
export function shortDay(instant: string): string {
  return SHORT_DAY.format(new Date(instant))
}

/** How long something took: `850 ms`, `12 s`, `3 min 20 s`, `1 h 5 min`. */
export function durationText(fromInstant: string, toInstant: string): string {
  const milliseconds = Math.max(0, Date.parse(toInstant) - Date.parse(fromInstant))
  if (milliseconds < 1000) return `${milliseconds} ms`
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** The zone that the browser is set to, as an IANA name. */
export function browserTimezone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** Every zone that the browser knows; UTC is first because `supportedValuesOf` leaves it out. */
export function timezones(): string[] {
  return [...new Set(['UTC', browserTimezone(), ...Intl.supportedValuesOf('timeZone')])]
}
