import { z } from 'zod'
import { stream, type AnyStream, type Context } from '#kit/define.ts'
import { windowOf } from '#kit/fact-window.ts'
import { instantOf, vendorId } from '#kit/values.ts'
import { first, listOf } from './answers.ts'
import { READ_ALL } from './scopes.ts'

/** OneLogin's numbers of the two events that say that somebody came in. */
const SIGNED_IN = 5
const OPENED_APP = 8

const Event = z.object({
  id: vendorId,
  created_at: z.string().transform((text, context) => {
    const at = instantOf(text)
    if (at === null) context.addIssue({ code: 'custom', message: 'no instant' })
    return at ?? ''
  }),
  user_id: vendorId,
  app_id: vendorId.nullish(),
})

const hasUser = (event: unknown) => (event as { user_id?: unknown } | null)?.user_id != null

/**
 * Events of one type, which is all that can be asked for at once: there are far more of other types.
 *
 * @param keepsDays how far back it goes the first time; a page has 50 events, and 5,000 calls an hour are allowed.
 */
const events = (host: string, type: number, keepsDays: number) =>
  ({
    kind: 'activity',
    host,
    request: 'GET /api/1/events',
    query: (context: Context) => {
      const { since, until } = windowOf(context)
      return { event_type_id: type, since, until }
    },
    history: { keepsDays, lateHours: 1 },
    pages: first,
    records: (body: unknown) => listOf(body)?.filter(hasUser),
    raw: Event,
    scopes: [READ_ALL],
    optional: true,
  }) as const

/** Who signed in to OneLogin itself. */
export function signIns(host: string): AnyStream {
  return stream({
    ...events(host, SIGNED_IN, 90),
    map: ({ id, user_id: user, created_at: at }) => ({ externalId: id, accountExternalId: user, at, grade: 'login' }),
  })
}

/** Who was let into which app. */
export function appSignIns(host: string): AnyStream {
  return stream({
    ...events(host, OPENED_APP, 30),
    map: ({ id, user_id: user, created_at: at, app_id: app }) => ({
      externalId: id,
      accountExternalId: user,
      at,
      grade: 'sso',
      ...(app == null ? {} : { appExternalId: app }),
    }),
  })
}
