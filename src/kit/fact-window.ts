import { assert } from '#base/errors.ts'
import type { AnyStream, Context } from './define.ts'

const DAY_MS = 24 * 60 * 60_000

/** However long a vendor keeps its records, nobody asks for more than a year (F62). */
const MOST_DAYS = 365

export type FactWindow = NonNullable<Context['window']>

/**
 * When the first day begins that a fact stream can still tell whole: a day of which the vendor has forgotten half would be
 * counted by half.
 */
export function firstDay(history: NonNullable<AnyStream['history']>, until: Date): Date {
  const oldest = until.getTime() - Math.min(history.keepsDays, MOST_DAYS) * DAY_MS
  return new Date(Math.ceil(oldest / DAY_MS) * DAY_MS)
}

/** The requests that a span takes: one, or as many as the vendor's longest window fits into it. Oldest first. */
export function splitWindow(history: NonNullable<AnyStream['history']>, since: Date, until: Date): FactWindow[] {
  const step = history.windowDays === undefined ? Infinity : history.windowDays * DAY_MS
  const windows: FactWindow[] = []
  for (let from = since.getTime(); from < until.getTime(); from += step) {
    const to = Math.min(from + step, until.getTime())
    windows.push({ since: new Date(from).toISOString(), until: new Date(to).toISOString() })
  }
  return windows
}

/** What a fact stream's request asks with: its window, which the engine always gives. */
export function windowOf({ window }: Context): FactWindow {
  assert(window, 'a fact stream is read for a window')
  return window
}

/** The plain date of an instant, in UTC: for vendors that are asked by the day. */
export function dayOf(instant: string): string {
  return instant.slice(0, 10)
}
