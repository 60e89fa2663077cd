import type { SandboxUser } from './sandbox-directory.ts'

const DAY_MS = 24 * 60 * 60_000

/** Something that someone did in a simulated vendor, before it is written in that vendor's form. */
export type SandboxEvent = {
  id: string
  /** ISO 8601, UTC. */
  at: string
  userId: string
  kind: 'login' | 'sso' | 'action'
  /** Of `sso`: the app that was opened. */
  appId?: string
}

/** Every seventh person never comes; the others were last there up to so many days ago. */
const NEVER = 7
const LAST_SEEN_DAYS = 80
/** Days between someone's visits, the newest first. */
const VISITS = [0, 1, 4, 12, 45]

/**
 * What people did before the sandbox was started, oldest first: the same for the same people on the same day. Tests add to
 * the list and then ask it what a sync must have found.
 *
 * @param apps whom a sign-on service lets into what; each visit opens one of someone's apps.
 */
export function inventEvents(
  users: readonly SandboxUser[],
  apps: readonly { id: string; users: Readonly<Record<string, unknown>> }[] = [],
  now: Date = new Date(),
): SandboxEvent[] {
  const events: Omit<SandboxEvent, 'id'>[] = []
  for (const [number, user] of users.entries()) {
    if (number % NEVER === NEVER - 1) continue
    const theirs = apps.filter((app) => user.id in app.users)
    const lastDay = (number * 5) % LAST_SEEN_DAYS
    for (const [visit, days] of VISITS.entries()) {
      // Some hours back, so that whatever the time of day is, nothing happens in the future.
      const ms = now.getTime() - (lastDay + days) * DAY_MS - (1 + (number % 9)) * 3_600_000
      events.push({ at: new Date(ms).toISOString(), userId: user.id, kind: 'login' })
      const app = theirs[(number + visit) % Math.max(theirs.length, 1)]
      if (app) events.push({ at: new Date(ms + 60_000).toISOString(), userId: user.id, kind: 'sso', appId: app.id })
    }
  }
  return events
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .map((event, at) => ({ ...event, id: `event-${at + 1}` }))
}
