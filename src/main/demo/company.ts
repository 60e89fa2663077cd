import { inventPerson, seededRandom, type Person } from '#kit/sandbox-people.ts'

/** Someone of the invented company, and their time there. */
export type Employee = Person & {
  number: number
  joined: Date
  /** Their last day; null while they stay. */
  left: Date | null
}

export type Company = {
  /** In the order of joining, those who left included. */
  employees: readonly Employee[]
  today: Date
}

export const DAY_MS = 86_400_000

/** How long the demo's history is. */
export const HISTORY_DAYS = 180

/** Of a hundred people who are there today, so many joined within the history, and so many others left in it. */
const JOINED_SHARE = 0.15
const LEFT_SHARE = 0.12

/** Former staff from before the history, for each one of today's. */
const FORMER_SHARE = 0.95

/** How many have joined, and how many have left, since yesterday. */
const LATEST = 3

/**
 * An invented company: the same people for the same seed, with dates that are counted back from today, so that a demo
 * is never out of date.
 *
 * @param staff how many work there today.
 */
export function inventCompany(options: { seed: number; staff: number; today: Date }): Company {
  const { seed, staff, today } = options
  const random = seededRandom(seed)
  const daysAgo = (days: number) => new Date(today.getTime() - days * DAY_MS)
  const within = (from: number, to: number) => from + random() * (to - from)
  const joiners = Math.round(staff * JOINED_SHARE)
  const leavers = Math.round(staff * LEFT_SHARE)
  const former = Math.round(staff * FORMER_SHARE)
  const times: { joined: Date; left: Date | null }[] = []
  for (let at = 0; at < former; at++) {
    const left = within(HISTORY_DAYS + 5, 1_500)
    times.push({ joined: daysAgo(left + within(60, 900)), left: daysAgo(left) })
  }
  // Some of them since yesterday.
  const latest = (at: number, others: number) => (at < LATEST ? within(0.1, 0.9) : within(1, others))
  for (let at = 0; at < leavers; at++)
    times.push({
      joined: daysAgo(within(HISTORY_DAYS + 30, 1_800)),
      left: daysAgo(latest(at, HISTORY_DAYS - 10)),
    })
  for (let at = 0; at < staff - joiners; at++)
    times.push({ joined: daysAgo(within(HISTORY_DAYS + 5, 2_200)), left: null })
  for (let at = 0; at < joiners; at++) times.push({ joined: daysAgo(latest(at, HISTORY_DAYS - 5)), left: null })
  const employees = times
    .toSorted((one, other) => one.joined.getTime() - other.joined.getTime())
    .map((time, number) => ({ ...inventPerson(seed, number), ...time, number }))
  return { employees, today }
}
