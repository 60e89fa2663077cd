import { z } from 'zod'
import { AppError } from '#base/errors.ts'
import type { CredentialField } from '#kit/auth.ts'
import { stream, type AnyStream, type Context } from '#kit/define.ts'
import { windowOf } from '#kit/fact-window.ts'
import { cursor, type Paging } from '#kit/paginate.ts'
import { settingCount, settingText, vendorId } from '#kit/values.ts'
import { nextCursor } from './next-cursor.ts'

const MOST_PAGES = 100

/** The specification's setting: 1 to 999 pages, and no more than three times the head count is advised. */
export const MAXIMUM_PAGES: CredentialField = {
  name: 'accessLogPages',
  label: 'Maximum pages of the access log',
  secret: false,
  optional: true,
  help: 'From 1 to 999, each with up to 1,000 sign-ins; 100 unless you say so. More than three times your head count divided by 1,000 is of no use.',
  placeholder: String(MOST_PAGES),
  pattern: { source: '^[1-9]\\d{0,2}$', message: 'A whole number from 1 to 999.' },
}

/** One row per person, address and device, with the time of its first and last sign-in. */
const Entry = z.object({ user_id: vendorId, date_last: z.int().positive() })

const entriesOf = (body: unknown) => (body as { logins?: unknown[] }).logins

/** Newest first: behind a page of which nothing is news any more there is none. */
function isNews(body: unknown, since: number): boolean {
  return (entriesOf(body) ?? []).some((entry) => Number((entry as { date_last?: unknown } | null)?.date_last) >= since)
}

/** By cursor, until what was known before, or until the number of pages that the admin allows. */
function pages(context: Context): Paging {
  const since = Date.parse(windowOf(context).since) / 1_000
  const most = settingCount(context.settings, 'accessLogPages') ?? MOST_PAGES
  const byCursor = cursor({ param: 'cursor', sizeParam: 'limit', pageSize: 1_000, next: nextCursor })
  return {
    ...byCursor,
    next(position, facts, size) {
      const next = byCursor.next(position, facts, size)
      const nth = Number(position['nth'] ?? 1)
      if (next === null || nth >= most || !isNews(facts.body, since)) return null
      // With a number beside it, no place looks like the one before.
      if (next['cursor'] === position['cursor']) throw new AppError('vendor_cursor_loop', { detail: { nth } })
      return { ...next, nth: nth + 1 }
    },
  }
}

/** When each member last signed in: paid plans only, and with the user token of an admin. */
export function accessLogs(host: string): AnyStream {
  return stream({
    kind: 'activity',
    host,
    request: 'GET /team.accessLogs',
    query: (context) => ({
      before: Math.ceil(Date.parse(windowOf(context).until) / 1_000),
      team_id: settingText(context.settings, 'teamId') ?? undefined,
    }),
    // How long Slack keeps them is not documented.
    history: { keepsDays: 365 },
    pages,
    records: entriesOf,
    raw: Entry,
    map: ({ user_id: user, date_last: last }) => ({
      accountExternalId: user,
      at: new Date(last * 1_000).toISOString(),
      grade: 'login',
    }),
    scopes: ['admin'],
    optional: true,
  })
}
