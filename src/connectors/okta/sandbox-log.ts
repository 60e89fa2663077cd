import type { SandboxEvent } from '#kit/sandbox-events.ts'
import { offsetAt, placeOf } from '#kit/sandbox-faults.ts'
import { pageSize, type SandboxResponse } from '#kit/sandbox.ts'

const LOG_PAGE = 1_000
const LOG_FORGETS_DAYS = 90
const LOG_REFUSES_DAYS = 180
const DAY_MS = 24 * 60 * 60_000

/**
 * Okta's system log. A span of time ends on its last page; without an end the log never does, and its last page is an empty
 * one. Undefined where Okta refuses the question as invalid.
 */
export function systemLog(
  query: URLSearchParams,
  of: { domain: string; path: string },
  events: readonly SandboxEvent[],
  apps: readonly { id: string; label: string }[],
): SandboxResponse | undefined {
  if (query.has('since') && query.has('after')) return undefined
  const now = Date.now()
  const since = Date.parse(query.get('since') ?? new Date(now - 7 * DAY_MS).toISOString())
  const until = Date.parse(query.get('until') ?? new Date(now).toISOString())
  if (Number.isNaN(since) || Number.isNaN(until)) return undefined
  if (since < now - LOG_REFUSES_DAYS * DAY_MS) return undefined
  const filter = query.get('filter')
  if (filter?.includes('published')) return undefined
  const kinds = filter === null ? null : [...filter.matchAll(/eventType eq "([^"]+)"/g)].map(([, type]) => type)
  const place = query.get('after')?.split('~')
  // The place knows since when it goes on.
  const from = place?.[1] === undefined ? since : Number(place[1])
  const found = events
    .map((event) => logEvent(event, apps))
    .filter(({ published, eventType }) => {
      const at = Date.parse(published)
      return (
        at >= Math.max(from, now - LOG_FORGETS_DAYS * DAY_MS) &&
        at < until &&
        (kinds === null || kinds.includes(eventType))
      )
    })
  if (query.get('sortOrder') !== 'ASCENDING') found.reverse()
  const start = offsetAt(place?.[0] ?? null)
  if (start === null) return undefined
  if (Number(query.get('limit') ?? 1) > LOG_PAGE) return undefined
  const end = start + pageSize(query.get('limit'), 100, LOG_PAGE)
  const goesOn = end < found.length || !query.has('until')
  const after = encodeURIComponent(`${placeOf(end)}~${from}`)
  const links: Record<string, string> = goesOn
    ? { link: `<https://${of.domain}${of.path}?after=${after}&limit=1>; rel="next"` }
    : {}
  return { status: 200, headers: links, body: found.slice(start, end) }
}

function logEvent({ id, at, userId, kind, appId }: SandboxEvent, apps: readonly { id: string; label: string }[]) {
  const app = apps.find((one) => one.id === appId)
  return {
    uuid: id,
    published: at,
    eventType:
      kind === 'sso'
        ? 'user.authentication.sso'
        : kind === 'login'
          ? 'user.session.start'
          : 'user.account.update_profile',
    severity: 'INFO',
    displayMessage: kind === 'sso' ? 'User single sign on to app' : 'User login to Okta',
    actor: { id: userId, type: 'User', alternateId: 'someone@example.com', displayName: 'Someone' },
    client: { ipAddress: '192.0.2.1' },
    outcome: { result: 'SUCCESS', reason: null },
    target: app ? [{ id: app.id, type: 'AppInstance', alternateId: app.label, displayName: app.label }] : null,
    transaction: { id: 'tx', type: 'WEB' },
  }
}
