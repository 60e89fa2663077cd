import { createSandboxAuthority, type SandboxAuthority } from '#kit/sandbox-authority.ts'
import { Directory, type DirectoryView, type SandboxUser } from '#kit/sandbox-directory.ts'
import { inventEvents, type SandboxEvent } from '#kit/sandbox-events.ts'
import { offsetAt, placeOf } from '#kit/sandbox-faults.ts'
import {
  pageSize,
  serveSandbox,
  type Sandbox,
  type SandboxOptions,
  type SandboxRequest,
  type SandboxResponse,
} from '#kit/sandbox.ts'
import { change } from './sandbox-actions.ts'

/** Written from Zoom's reference pages and the sources that the README names. */
export type ZoomSandboxOptions = SandboxOptions & {
  seed?: number
  users?: number
  groups?: number
  /** Free accounts have no groups and no roles. */
  plan?: 'free' | 'paid'
  /** What Zoom bills in. */
  currency?: string
  /** Who has been invited and has not accepted: by e-mail, because they have no id. */
  invited?: readonly string[]
}

/** `plans` is the plan usage as it is sent, `events` what people did, oldest first. */
export type ZoomSandbox = Sandbox & {
  authority: SandboxAuthority
  events: SandboxEvent[]
  plans: Record<string, unknown>
}

const ACCOUNT = 'SandboxAccount-01'
const SCOPES = [
  'user:read:list_users:admin',
  'user:read:user:admin',
  'group:read:list_groups:admin',
  'group:read:list_members:admin',
  'role:read:list_roles:admin',
  'role:read:list_members:admin',
  'report:read:user_activities:admin',
  'report:read:operation_logs:admin',
  'billing:read:plan_usage:admin',
  'report:read:billing:admin',
  'user:write:user:admin',
  'user:update:user:admin',
  'user:update:status:admin',
  'user:delete:user:admin',
  'group:write:member:admin',
  'group:delete:member:admin',
] as const
const ROLES = [
  { id: '0', name: 'Owner', description: 'Account owner' },
  { id: '1', name: 'Admin', description: 'Can manage users' },
  { id: '2', name: 'Member', description: 'Member' },
]

/** Starts a Zoom account with invented people, its owner first among the admins. */
export async function startSandbox(options: ZoomSandboxOptions = {}): Promise<ZoomSandbox> {
  const { seed = 8, users = 50, groups = 3 } = options
  const state = new Directory({
    seed,
    users,
    groups,
    userId: (number) => `z8y${String(number).padStart(19, '0')}`,
    groupId: (number) => `gRp${String(number).padStart(19, '0')}`,
  })
  const owner = state.add({
    username: 'owner',
    email: 'owner@example.com',
    managerId: null,
    raw: { role_id: '0' },
  })
  const events = inventEvents(state.view.users)
  const plans: Record<string, unknown> = {
    plan_base: { type: 'yearly', hosts: users + 10, usage: users, pending: 0, active_hosts: users },
    plan_webinar: [{ type: 'webinar500_monthly', hosts: 2, usage: 1, pending: 0 }],
    plan_large_meeting: [],
    plan_zoom_rooms: {},
    plan_recording: { free_storage: '3 GB', plan_storage: '0' },
  }
  for (const email of options.invited ?? []) state.add({ id: `invited ${email}`, email, raw: PENDING })
  const scopes = new Set<string>(SCOPES)
  const authority = createSandboxAuthority({
    path: '/oauth',
    client: { id: 'zoomSandboxClient', secret: 'zoom-sandbox-secret' },
  })
  const { client } = authority
  const ofClient = { clientId: client.id, clientSecret: client.secret }
  const sandbox = await serveSandbox(
    {
      state,
      hosts: { api: '/v2', auth: '' },
      credentials: { 'server-to-server': { accountId: ACCOUNT, ...ofClient }, oauth2: ofClient },
      scopes,
      shape: {
        list: (body) => {
          const lists = (body ?? {}) as Record<string, unknown[] | undefined>
          return LISTS.map((name) => lists[name]).find((list) => list !== undefined)
        },
        placeParam: 'next_page_token',
        setNext: (response, place) => void ((response.body as { next_page_token: string }).next_page_token = place),
        moveTotal: (response, by) => void ((response.body as { total_records: number }).total_records += by),
      },
      answer: (request, view) =>
        signIn(authority, scopes, request) ??
        answer({ options, state, scopes, authority, owner, events, plans }, request, view),
      tooMany: (seconds) => ({
        status: 429,
        headers: {
          'retry-after': new Date(Date.now() + seconds * 1_000).toISOString(),
          'x-ratelimit-category': 'Medium',
          'x-ratelimit-type': 'Daily-limit',
          'x-ratelimit-remaining': '0',
        },
        body: { code: 429, message: 'You have reached the maximum daily rate limit for this API.' },
      }),
      isRead: ({ method, path }) => method === 'POST' && path.startsWith('/oauth/'),
    },
    options,
  )
  return Object.assign(sandbox, { authority, events, plans })
}

/** Under which names its answers have their lists. */
const LISTS = ['users', 'groups', 'roles', 'members', 'activity_logs', 'operation_logs', 'billing_reports'] as const

const PENDING = { id: undefined, status: 'pending', type: 1, verified: 0 } as const

/** Tokens: by consent, or for the account itself. What they may is what the app's page says, whatever was asked for. */
function signIn(
  authority: SandboxAuthority,
  scopes: ReadonlySet<string>,
  request: SandboxRequest,
): SandboxResponse | undefined {
  const form = new URLSearchParams(request.text)
  const isAccount = request.path === '/oauth/token' && form.get('grant_type') === 'account_credentials'
  if (isAccount && form.get('account_id') !== ACCOUNT)
    return { status: 400, body: { reason: 'Bad Request', error: 'invalid_request' } }
  const response = authority.answer(isAccount ? { ...request, text: 'grant_type=client_credentials' } : request)
  if (response?.status === 401)
    return { status: 400, body: { reason: 'Invalid client_id or client_secret', error: 'invalid_client' } }
  const body = response?.body as Record<string, unknown> | undefined
  if (body?.['access_token'] !== undefined) {
    body['scope'] = [...scopes].join(' ')
    body['token_type'] = 'bearer'
    body['api_url'] = 'https://api.zoom.us'
  }
  return response
}

type Account = {
  state: Directory
  options: ZoomSandboxOptions
  scopes: ReadonlySet<string>
  authority: SandboxAuthority
  owner: SandboxUser
  events: readonly SandboxEvent[]
  plans: Readonly<Record<string, unknown>>
}

function answer(account: Account, request: SandboxRequest, view: DirectoryView): SandboxResponse {
  const { options, scopes, authority, owner } = account
  const { path, query } = request
  if (!authority.accepts(request)) return failure(401, 124, 'Invalid access token.')
  const needs = (scope: string): SandboxResponse | undefined =>
    scopes.has(scope) ? undefined : failure(400, 4711, `Invalid access token, does not contain scopes:[${scope}].`)
  const [version, resource, id, child, ...rest] = path.slice(1).split('/').map(decodeURIComponent)
  if (request.method !== 'GET' && version === 'v2') {
    const { state } = account
    const seats = () => (account.plans['plan_base'] as { hosts: number }).hosts
    const typeOf = (user: SandboxUser) => Number(zoomUser(user)['type'])
    const parts = path.slice('/v2/'.length).split('/').map(decodeURIComponent)
    return change({ state, owner, seats, typeOf, needs, failure }, request, parts)
  }
  if (version !== 'v2' || (rest.length > 0 && resource !== 'accounts'))
    return failure(404, 2300, 'This API endpoint is not recognized.')

  if (resource === 'users' && child === undefined) {
    if (id === undefined) return needs('user:read:list_users:admin') ?? listUsers(query, view)
    const user = id === 'me' ? owner : (view.user(id) ?? view.users.find(({ email }) => email === id.toLowerCase()))
    return (
      needs('user:read:user:admin') ??
      (user
        ? {
            status: 200,
            body: {
              ...zoomUser(user),
              group_ids: view.groups.filter(({ members }) => members.has(user.id)).map((group) => group.id),
              role_name: user.id === owner.id ? 'Owner' : 'Member',
              account_id: ACCOUNT,
              company: 'Sandbox',
              vanity_url: 'https://sandbox.zoom.us/my/somebody',
            },
          }
        : failure(404, 1001, `User does not exist: ${id}.`))
    )
  }
  if (resource === 'report' || resource === 'accounts') return report(account, path, query, view, needs)
  if (resource !== 'groups' && resource !== 'roles') return failure(404, 2300, 'This API endpoint is not recognized.')
  if (options.plan === 'free') return failure(400, 200, 'Only available for paid account.')
  const noun = resource === 'groups' ? 'group' : 'role'
  if (id === undefined) {
    const all = resource === 'roles' ? ROLES : view.groups.map(({ id: group, name }) => ({ id: group, name }))
    return needs(`${noun}:read:list_${resource}:admin`) ?? list(query, resource, all, (one) => one)
  }
  if (child !== 'members') return failure(404, 2300, 'This API endpoint is not recognized.')
  const refused = needs(`${noun}:read:list_members:admin`)
  if (refused) return refused
  const isThere = resource === 'roles' ? ROLES.some((role) => role.id === id) : view.group(id) !== undefined
  if (!isThere) return failure(404, 4130, `A ${noun} with this ID does not exist.`)
  const members =
    resource === 'roles'
      ? view.users.filter((user) => zoomUser(user)['role_id'] === id)
      : [...view.group(id)!.members].flatMap((member) => view.user(member) ?? [])
  return list(query, 'members', members, (user) => ({
    id: user.id,
    email: user.email,
    first_name: user.givenName,
    last_name: user.familyName,
    type: 2,
  }))
}

const DAY_MS = 24 * 60 * 60_000
/** Six months and a month, as Zoom counts them: with the days on which they begin and end. */
const REPORT_DAYS = 184
const MONTH_DAYS = 31

/** What is for paid accounts only: plans, bills, and reports of a month at most out of the last six. */
function report(
  { options, owner, events, plans }: Account,
  path: string,
  query: URLSearchParams,
  view: DirectoryView,
  needs: (scope: string) => SandboxResponse | undefined,
): SandboxResponse {
  const paid = options.plan === 'free' ? failure(400, 200, 'Only available for paid account.') : undefined
  if (path === '/v2/accounts/me/plans/usage')
    return needs('billing:read:plan_usage:admin') ?? paid ?? { status: 200, body: structuredClone(plans) }
  if (path === '/v2/report/billing')
    return (
      needs('report:read:billing:admin') ??
      paid ?? { status: 200, body: { currency: options.currency ?? 'USD', billing_reports: monthlyBills() } }
    )
  const isActivities = path === '/v2/report/activities'
  if (!isActivities && path !== '/v2/report/operationlogs')
    return failure(404, 2300, 'This API endpoint is not recognized.')
  const refused = needs(`report:read:${isActivities ? 'user_activities' : 'operation_logs'}:admin`) ?? paid
  if (refused) return refused
  const [from, to] = [query.get('from') ?? '', query.get('to') ?? '']
  const [first, last] = [Date.parse(from), Date.parse(to) + DAY_MS]
  const isDate = /^\d{4}-\d\d-\d\d$/
  if (!isDate.test(from) || !isDate.test(to) || first >= last) return failure(400, 300, 'Invalid field: from.')
  if (last - first > MONTH_DAYS * DAY_MS) return failure(400, 300, 'The date range cannot exceed one month.')
  if (first < Date.now() - REPORT_DAYS * DAY_MS)
    return failure(400, 300, 'The month should fall within the last six months.')
  const emailOf = (id: string) => view.user(id)?.email ?? 'gone@example.com'
  const found = events.filter(({ at }) => Date.parse(at) >= first && Date.parse(at) < last).toReversed()
  const time = (at: string, minutes = 0) =>
    new Date(Date.parse(at) + minutes * 60_000).toISOString().replace(/\.\d+Z$/, 'Z')
  if (isActivities)
    return list(
      query,
      'activity_logs',
      found.flatMap((event) => ['Sign out', 'Sign in'].map((type) => ({ type, event }))),
      ({ type, event }) => ({
        email: emailOf(event.userId),
        time: time(event.at, type === 'Sign out' ? 5 : 0),
        type,
        ip_address: '192.0.2.1',
        client_type: 'Mac',
        version: '6.3.0',
      }),
    )
  const byAdmins = found.filter(({ userId }) => userId === owner.id || view.user(userId)?.isAdmin === true)
  return list(query, 'operation_logs', byAdmins, ({ at, userId }) => ({
    operator: emailOf(userId),
    time: time(at, 2),
    action: 'Update',
    category_type: 'User',
    operation_detail: 'Update User somebody@example.com',
  }))
}

/** A bill for each of the last three months, oldest first. */
function monthlyBills(): object[] {
  const now = new Date()
  return [3, 2, 1].map((back) => {
    const start = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1))
    const end = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back + 1, 0))
    const date = (day: Date) => day.toISOString().slice(0, 10)
    return {
      id: `bill-${date(start).slice(0, 7)}`,
      type: 1,
      start_date: date(start),
      end_date: date(end),
      tax_amount: '0.00',
      total_amount: '1,049.50',
    }
  })
}

/** Active ones unless said otherwise: one status at a time. */
function listUsers(query: URLSearchParams, view: DirectoryView): SandboxResponse {
  const status = query.get('status') ?? 'active'
  if (!['active', 'inactive', 'pending'].includes(status)) return failure(400, 300, 'Invalid field: status.')
  return list(
    query,
    'users',
    view.users.map(zoomUser).filter((user) => user['status'] === status),
    (user) => user,
  )
}

function list<Item>(
  query: URLSearchParams,
  name: string,
  items: readonly Item[],
  encode: (item: Item) => unknown,
): SandboxResponse {
  const start = offsetAt(query.get('next_page_token'))
  if (start === null) return failure(400, 300, 'The next page token is either invalid or expired.')
  const size = pageSize(query.get('page_size'), 30, 300)
  const end = start + size
  return {
    status: 200,
    body: {
      page_count: Math.ceil(items.length / size),
      page_size: size,
      total_records: items.length,
      next_page_token: end < items.length ? placeOf(end) : '',
      [name]: items.slice(start, end).map(encode),
    },
  }
}

function failure(status: number, code: number, message: string): SandboxResponse {
  return { status, body: { code, message } }
}

function zoomUser(user: SandboxUser): Record<string, unknown> {
  const person: Record<string, unknown> = {
    id: user.id,
    email: user.email,
    first_name: user.givenName,
    last_name: user.familyName,
    display_name: `${user.givenName} ${user.familyName}`,
    type: user.isAdmin ? 2 : 1,
    status: user.active ? 'active' : 'inactive',
    role_id: user.isAdmin ? '1' : '2',
    pmi: 4_000_000_000,
    dept: user.department,
    timezone: user.timezone,
    language: user.locale,
    verified: 1,
    created_at: user.createdAt,
    user_created_at: user.createdAt,
    ...(user.lastActiveAt === null ? {} : { last_login_time: user.lastActiveAt.replace('.000Z', 'Z') }),
    last_client_version: '6.3.0(mac)',
    employee_unique_id: user.employeeNumber,
    plan_united_type: '1',
    group_ids: [],
    ...user.raw,
  }
  return Object.fromEntries(Object.entries(person).filter(([, value]) => value !== undefined))
}
