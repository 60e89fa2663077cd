import type { DirectoryView } from '#kit/sandbox-directory.ts'
import type { SandboxEvent } from '#kit/sandbox-events.ts'
import type { SandboxResponse } from '#kit/sandbox.ts'
import { failure, list } from './sandbox-answers.ts'
import { CUSTOMER } from './sandbox-user.ts'

export const SAML_APPS = ['Wiki']
export const TOKEN_APPS: Readonly<Record<string, string>> = { '4242-calendly.apps.googleusercontent.com': 'Calendly' }

const REPORT_DAYS = 180
const DAY_MS = 24 * 60 * 60_000

/** The audit reports, newest first; what is older than 180 days is not there any more. */
export function activities(
  application: string,
  query: URLSearchParams,
  events: readonly SandboxEvent[],
  view: DirectoryView,
): SandboxResponse {
  if (!['login', 'saml', 'token'].includes(application))
    return failure(400, 'global', 'invalid', 'Invalid value', 'INVALID_ARGUMENT')
  const [start, end] = [query.get('startTime'), query.get('endTime')].map((time) =>
    time === null ? null : Date.parse(time),
  )
  if (Number.isNaN(start) || Number.isNaN(end) || (start && end && start > end))
    return failure(400, 'global', 'invalid', 'Start time must be before end time.', 'INVALID_ARGUMENT')
  const oldest = Math.max(start ?? 0, Date.now() - REPORT_DAYS * DAY_MS)
  const items = events
    .filter(({ at }) => Date.parse(at) >= oldest && Date.parse(at) <= (end ?? Date.now()))
    .flatMap((event) => auditEvent(event) ?? [])
    .filter(
      ({ id, events: [one] }) =>
        id.applicationName === application && (query.get('eventName') ?? one!.name) === one!.name,
    )
    .toReversed()
  const rows = items.map(({ userId, ...item }) => ({
    ...item,
    actor: { callerType: 'USER', email: view.user(userId)?.email ?? 'gone@example.com', profileId: userId },
  }))
  return list(
    query,
    { name: 'items', kind: 'admin#reports#activities', normal: 1_000, largest: 1_000 },
    rows,
    (row) => row,
  )
}

function auditEvent({ id, at, userId, kind, appId }: SandboxEvent) {
  const name = appId?.startsWith('saml:') ? appId.slice('saml:'.length) : undefined
  const application = kind === 'login' ? 'login' : kind !== 'sso' ? undefined : name === undefined ? 'token' : 'saml'
  if (application === undefined) return undefined
  const parameters =
    application === 'login'
      ? [
          { name: 'login_type', value: 'google_password' },
          { name: 'is_suspicious', boolValue: false },
        ]
      : application === 'saml'
        ? [
            { name: 'application_name', value: name },
            { name: 'initiated_by', value: 'sp' },
          ]
        : [
            { name: 'client_id', value: appId },
            { name: 'app_name', value: TOKEN_APPS[appId ?? ''] ?? appId },
            { name: 'scope', multiValue: ['openid'] },
          ]
  return {
    kind: 'admin#reports#activity',
    id: { time: at, uniqueQualifier: `-${id.replace(/\D/g, '')}`, applicationName: application, customerId: CUSTOMER },
    userId,
    ipAddress: '192.0.2.1',
    events: [
      {
        type: application === 'token' ? 'auth' : 'login',
        name: application === 'token' ? 'authorize' : 'login_success',
        parameters,
      },
    ],
  }
}
