import { z } from 'zod'
import { stream, type ActivityRecord, type AnyStream } from '#kit/define.ts'
import { windowOf } from '#kit/fact-window.ts'
import type { Paging } from '#kit/paginate.ts'
import { textOf, vendorId } from '#kit/values.ts'
import { AUDIT } from './scopes.ts'

/** An event stands in the reports within hours; it is asked for again for a day. */
const HISTORY = { keepsDays: 180, lateHours: 24 } as const

const Activity = z.object({
  id: z.object({ time: z.string(), uniqueQualifier: vendorId }),
  actor: z.object({ profileId: vendorId }),
  events: z.array(
    z.object({
      name: z.string(),
      parameters: z.array(z.object({ name: z.string(), value: z.string().nullish() })).nullish(),
    }),
  ),
})

/** Two forms of the same kind are in Google's documents; an empty list is left out of the body. */
const KINDS = new Set(['admin#reports#activities', 'reports#activities'])

function itemsOf(body: unknown): unknown[] | undefined {
  const { items, kind } = body as { items?: unknown; kind?: unknown }
  if (items === undefined) return typeof kind === 'string' && KINDS.has(kind) ? [] : undefined
  return Array.isArray(items) ? items : undefined
}

/** What was done by nobody of the company, or by Google itself, has no profile. */
const isByAnAccount = (item: unknown): boolean =>
  (item as { actor?: { profileId?: unknown } | null } | null)?.actor?.profileId !== undefined

type Report = {
  application: 'login' | 'saml' | 'token'
  event: string
  grade: ActivityRecord['grade']
  /** Names of the parameters that say which app it was. */
  app?: { id: string; name: string }
}

function report(host: string, pages: Paging, { application, event, grade, app }: Report): AnyStream {
  return stream({
    kind: 'activity',
    host,
    request: `GET /admin/reports/v1/activity/users/all/applications/${application}`,
    query: (context) => {
      const { since, until } = windowOf(context)
      return { startTime: since, endTime: until, eventName: event }
    },
    history: HISTORY,
    pages,
    records: (body) => itemsOf(body)?.filter(isByAnAccount),
    raw: Activity,
    map: ({ id, actor, events }) => {
      const parameters = events.find(({ name }) => name === event)?.parameters ?? []
      const valueOf = (wanted: string) => textOf(parameters.find(({ name }) => name === wanted)?.value)
      const appId = app === undefined ? null : valueOf(app.id)
      const appName = app === undefined ? null : valueOf(app.name)
      return {
        externalId: `${application} ${id.time} ${id.uniqueQualifier}`,
        accountExternalId: actor.profileId,
        at: id.time,
        grade,
        action: event,
        ...(appId === null ? {} : { appExternalId: appId, ...(appName === null ? {} : { appName }) }),
      }
    },
    scopes: [AUDIT],
    optional: true,
  })
}

/** Who signed in to Google, who was let into other apps by it, and who gave which app access to their Google account. */
export function reportStreams(host: string, pages: Paging): Record<string, AnyStream> {
  return {
    signIns: report(host, pages, { application: 'login', event: 'login_success', grade: 'login' }),
    appSignIns: report(host, pages, {
      application: 'saml',
      event: 'login_success',
      grade: 'sso',
      app: { id: 'application_name', name: 'application_name' },
    }),
    appGrants: report(host, pages, {
      application: 'token',
      event: 'authorize',
      grade: 'sso',
      app: { id: 'client_id', name: 'app_name' },
    }),
  }
}
