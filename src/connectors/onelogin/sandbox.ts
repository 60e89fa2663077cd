import { Directory, recentSignIns, type DirectoryView, type SandboxUser } from '#kit/sandbox-directory.ts'
import { offsetAt, placeOf } from '#kit/sandbox-faults.ts'
import {
  pageSize,
  serveSandbox,
  type Sandbox,
  type SandboxOptions,
  type SandboxRequest,
  type SandboxResponse,
} from '#kit/sandbox.ts'

/** Written from OneLogin's reference pages and its OpenAPI description. */
export type OneLoginSandboxOptions = SandboxOptions & {
  seed?: number
  users?: number
  /** Roles; a user has several. */
  groups?: number
  /** Version 1 as its newer description has it: bare lists, the cursor in a header, `role_ids`. */
  isBare?: boolean
  /** Whether a list of roles has their users when it is asked for them. */
  listsRoleUsers?: boolean
}

const CLIENT = { id: 'onelogin-sandbox-id', secret: 'onelogin-sandbox-secret' }
const TOKEN = 'onelogin-sandbox-access-token'
type OneLoginSandboxApp = { id: number; name: string; users: string[] }

const APPS = [
  { id: 801_001, name: 'Salesforce' },
  { id: 801_002, name: 'Wiki' },
]
const POLICY_GROUPS = [
  { id: 9_001, name: 'Default policy' },
  { id: 9_002, name: 'Strict policy' },
]

/** Starts a OneLogin account with invented people. */
export function startSandbox(options: OneLoginSandboxOptions = {}): Promise<Sandbox> {
  const { seed = 3, users = 50, groups = 3 } = options
  const state = new Directory({
    seed,
    users,
    groups,
    userId: (number) => String(56_000_000 + number),
    groupId: (number) => String(400_000 + number),
    lastActiveAt: recentSignIns(),
  })
  // A credential pair has one scope, and it holds others; here each is a right of its own, so that one can be taken away.
  const scopes = new Set(['Read Users', 'Read All', 'Manage Users'])
  const apps: OneLoginSandboxApp[] = APPS.map((app) => ({ ...app, users: state.view.users.map(({ id }) => id) }))
  return serveSandbox(
    {
      state,
      hosts: { api: '' },
      credentials: {
        'client-credentials': { subdomain: 'sandbox', clientId: CLIENT.id, clientSecret: CLIENT.secret },
        region: { subdomain: 'api.eu', clientId: CLIENT.id, clientSecret: CLIENT.secret },
      },
      scopes,
      shape: {
        list: (body) => (Array.isArray(body) ? body : (body as { data?: unknown[] } | null)?.data),
        placeParam: 'after_cursor',
        setNext: (response, place) => setNext(response, place),
      },
      answer: (request, view) => answer({ options, scopes, apps, state }, request, view),
      tooMany: (seconds) => ({
        ...envelopeError(429, 'Too Many Requests', 'Rate limit exceeded'),
        headers: { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(seconds) },
      }),
      isRead: ({ method, path }) => method === 'POST' && path === '/auth/oauth2/v2/token',
    },
    options,
  )
}

function setNext(response: SandboxResponse, place: string): void {
  if (Array.isArray(response.body)) response.headers = { ...response.headers, 'after-cursor': place }
  else (response.body as { pagination: { after_cursor: string } }).pagination.after_cursor = place
}

/** Version 1's form of an error. */
function envelopeError(code: number, type: string, message: string): SandboxResponse {
  return { status: code, body: { status: { error: true, code, type, message } } }
}

/** Version 2's form of an error. */
function plainError(code: number, name: string, message: string): SandboxResponse {
  return { status: code, body: { message, statusCode: code, name } }
}

type Account = {
  options: OneLoginSandboxOptions
  scopes: ReadonlySet<string>
  apps: readonly OneLoginSandboxApp[]
  state: Directory
}

function answer(account: Account, request: SandboxRequest, view: DirectoryView): SandboxResponse {
  const { options, scopes, apps } = account
  const { path, query } = request
  if (path === '/auth/oauth2/v2/token') return token(request)
  const isFirst = path.startsWith('/api/1/')
  const authorization = request.headers['authorization'] ?? ''
  if (!/^bearer[: ]/i.test(authorization) || authorization.slice(7) !== TOKEN) {
    return isFirst
      ? envelopeError(401, 'Unauthorized', 'Authentication Failure')
      : plainError(401, 'UnauthorizedError', 'Unauthorized')
  }
  const [, version, resource, id, child, ...rest] = path.slice(1).split('/')
  const needed =
    request.method !== 'GET' ? 'Manage Users' : resource === 'apps' || resource === 'events' ? 'Read All' : 'Read Users'
  if (!scopes.has(needed)) {
    return isFirst
      ? envelopeError(403, 'Forbidden', 'Insufficient Permissions')
      : plainError(403, 'ForbiddenError', 'not allowed')
  }
  if (request.method !== 'GET') return write(account, request, [version, resource, id, child])
  if (rest.length > 0) return plainError(404, 'NotFoundError', 'No Route Exists')
  if (version === '1' && resource === 'users' && child === undefined) {
    if (id !== undefined) {
      const user = view.user(id)
      return user
        ? options.isBare
          ? ok(oneLoginUser(user, view, true))
          : enveloped([oneLoginUser(user, view, false)], null)
        : envelopeError(404, 'not found', 'No Route Exists')
    }
    const members = roleIndex(view)
    const email = query.get('email')?.toLowerCase()
    const wanted = email === undefined ? view.users : view.users.filter((user) => user.email.toLowerCase() === email)
    return firstList(options, query, wanted, (user) => oneLoginUser(user, view, options.isBare === true, members))
  }
  if (version === '1' && resource === 'groups' && id === undefined)
    return firstList(options, query, POLICY_GROUPS, (group) => ({ ...group, reference: null }))
  if (version === '1' && resource === 'events' && id === undefined)
    return firstList(options, query, eventsFor(query, view, apps), (event) => event)
  if (version === '2' && resource === 'apps') {
    if (id === undefined)
      return secondList(query, 1_000, apps, (app) => ({
        id: app.id,
        name: app.name,
        connector_id: 50_534,
        auth_method: 2,
        visible: true,
        description: null,
        icon_url: null,
        created_at: '2024-01-01T00:00:00.000Z',
        updated_at: '2024-01-01T00:00:00.000Z',
      }))
    const app = apps.find((one) => String(one.id) === id)
    if (!app || child !== 'users') return plainError(404, 'NotFoundError', 'The resource could not be found')
    const assigned = app.users.flatMap((user) => view.user(user) ?? [])
    return secondList(query, 1_000, assigned, ({ id: own, givenName, familyName, email, username }) => ({
      id: Number(own),
      firstname: givenName,
      lastname: familyName,
      email,
      username,
    }))
  }
  if (version === '2' && resource === 'roles') {
    if (id === undefined) {
      const fields = (query.get('fields') ?? 'id,name,apps,users').split(',')
      return secondList(query, 650, view.groups, (role) => ({
        id: Number(role.id),
        ...(fields.includes('name') ? { name: role.name } : {}),
        ...(fields.includes('users') && options.listsRoleUsers !== false
          ? { users: [...role.members].map(Number) }
          : {}),
      }))
    }
    const role = view.group(id)
    if (!role) return plainError(404, 'NotFoundError', 'The resource with the given id could not be found')
    if (child === 'users')
      return secondList(query, 650, [...role.members], (user) => ({
        id: Number(user),
        name: 'Someone',
        username: user,
        assigned: true,
      }))
  }
  return isFirst
    ? envelopeError(404, 'not found', 'No Route Exists')
    : plainError(404, 'NotFoundError', 'No Route Exists')
}

/** Two events for everybody who was ever there: into OneLogin, and a minute later into the first app. */
function eventsFor(
  query: URLSearchParams,
  view: DirectoryView,
  apps: readonly OneLoginSandboxApp[],
): Record<string, unknown>[] {
  const since = Date.parse(query.get('since') ?? '1970-01-01T00:00:00Z')
  const until = Date.parse(query.get('until') ?? '9999-01-01T00:00:00Z')
  const type = query.get('event_type_id')
  return view.users
    .flatMap((user) => {
      if (user.lastActiveAt === null) return []
      const at = Date.parse(user.lastActiveAt)
      const event = (kind: number, when: number, more: object) => ({
        id: Number(user.id) * 100 + kind,
        created_at: new Date(when).toISOString(),
        account_id: 555_555,
        user_id: Number(user.id),
        user_name: `${user.givenName} ${user.familyName}`,
        event_type_id: kind,
        actor_user_id: Number(user.id),
        ipaddr: '192.0.2.1',
        app_id: null,
        app_name: null,
        ...more,
      })
      const [app] = apps
      return [event(5, at, {}), event(8, at + 60_000, { app_id: app?.id ?? null, app_name: app?.name ?? null })]
    })
    .filter(({ created_at: at, event_type_id: kind }) => {
      const when = Date.parse(at)
      return when >= since && when <= until && (type === null || String(kind) === type)
    })
    .toSorted((one, other) => other.created_at.localeCompare(one.created_at))
}

/** What a pair with Manage Users may change. Bodies of version 2's role members are bare lists. */
function write(
  { state }: Account,
  { method, text }: SandboxRequest,
  [version, resource, id = '', child]: readonly (string | undefined)[],
): SandboxResponse {
  const body = text === '' ? {} : (JSON.parse(text) as unknown)
  const fields = body as { email?: string; firstname?: string; lastname?: string; status?: number; state?: number }
  const route = `${method} ${version} ${resource}${id === '' ? '' : '/:id'}${child === undefined ? '' : `/${child}`}`
  if (route === 'POST 2 users') {
    if (!fields.email) return plainError(422, 'UnprocessableEntityError', 'Validation failed: Email or username')
    const isTaken = state.view.users.some(({ email }) => email.toLowerCase() === fields.email!.toLowerCase())
    if (isTaken) return plainError(422, 'UnprocessableEntityError', 'Validation failed: Value has already been taken')
    const { email, firstname: givenName = '', lastname: familyName = '' } = fields
    const made = state.add({ email, username: email, givenName, familyName, managerId: null, lastActiveAt: null })
    return { status: 201, body: oneLoginUser(state.user(made.id), state.view, true) }
  }
  const user = state.find(id)
  if (route === 'PUT 2 users/:id' && user) {
    if (fields.status !== undefined) state.change(id, { active: fields.status === 1 })
    return ok(oneLoginUser(state.user(id), state.view, true))
  }
  if (route === 'DELETE 2 users/:id' && user) {
    state.remove(id)
    return { status: 204, body: '' }
  }
  if (route === 'PUT 1 users/:id/set_state' && user) {
    state.change(id, { raw: { ...user.raw, state: fields.state } })
    return ok({ status: { error: false, code: 200, type: 'success', message: 'Success' } })
  }
  if ((route === 'POST 2 roles/:id/users' || route === 'DELETE 2 roles/:id/users') && state.group(id)) {
    if (!Array.isArray(body)) return plainError(400, 'BadRequestError', 'Expected array in request')
    const ids = (body as unknown[]).map(String)
    if (ids.some((one) => !state.find(one))) return plainError(422, 'UnprocessableEntityError', 'No such user')
    for (const one of ids) {
      if (method === 'POST') state.join(id, one)
      else state.leave(id, one)
    }
    return method === 'POST' ? ok(ids.map((one) => ({ id: Number(one) }))) : { status: 204, body: '' }
  }
  return version === '1'
    ? envelopeError(404, 'not found', 'No Route Exists')
    : plainError(404, 'NotFoundError', 'No Route Exists')
}

/** Client id and secret in OneLogin's own header, or as HTTP Basic. */
function token({ headers, text, method }: SandboxRequest): SandboxResponse {
  const accepted = [
    `client_id:${CLIENT.id}, client_secret:${CLIENT.secret}`,
    `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64')}`,
  ]
  if (method !== 'POST') return envelopeError(404, 'not found', 'No Route Exists')
  if (!accepted.includes(headers['authorization'] ?? ''))
    return envelopeError(401, 'Unauthorized', 'Authentication Failure')
  const { grant_type: grant } = headers['content-type']?.includes('json')
    ? (JSON.parse(text) as { grant_type?: string })
    : { grant_type: undefined }
  if (grant !== 'client_credentials') return envelopeError(400, 'bad request', 'grant_type is incorrect/absent')
  return ok({
    access_token: TOKEN,
    created_at: '2026-01-01T00:00:00Z',
    expires_in: 36_000,
    refresh_token: 'deprecated',
    token_type: 'bearer',
    account_id: 555_555,
  })
}

function ok(body: unknown, headers: Readonly<Record<string, string>> = {}): SandboxResponse {
  return { status: 200, headers, body }
}

function enveloped(data: unknown[], afterCursor: string | null): SandboxResponse {
  const status = { error: false, code: 200, type: 'success', message: 'Success' }
  return ok({
    status,
    pagination: { before_cursor: null, after_cursor: afterCursor, previous_link: null, next_link: null },
    data,
  })
}

/** Version 1: 50 at most. */
function firstList<Item>(
  options: OneLoginSandboxOptions,
  query: URLSearchParams,
  items: readonly Item[],
  encode: (item: Item) => unknown,
): SandboxResponse {
  // Each form knows its own name of the cursor only.
  const start = offsetAt(query.get(options.isBare ? 'cursor' : 'after_cursor'))
  if (start === null) return envelopeError(400, 'bad request', 'Invalid cursor')
  const end = start + pageSize(query.get('limit'), 50, 50)
  const next = end < items.length ? placeOf(end) : null
  const page = items.slice(start, end).map(encode)
  return options.isBare
    ? ok(page, { 'total-count': String(items.length), ...(next === null ? {} : { 'after-cursor': next }) })
    : enveloped(page, next)
}

/** Version 2: bare lists, paging in headers. */
function secondList<Item>(
  query: URLSearchParams,
  largest: number,
  items: readonly Item[],
  encode: (item: Item) => unknown,
): SandboxResponse {
  const start = offsetAt(query.get('cursor'))
  if (start === null) return plainError(400, 'BadRequestError', 'Invalid cursor')
  // The cursor is the first record of the page and, where a salt usually stands, the size of the pages.
  const asked = query.get('limit') ?? sizeIn(query.get('cursor'))
  const size = pageSize(asked, 50, largest)
  const end = start + size
  return ok(items.slice(start, end).map(encode), {
    'total-count': String(items.length),
    ...(end < items.length ? { 'after-cursor': placeOf(end, size) } : {}),
  })
}

function sizeIn(place: string | null): string | null {
  return place === null ? null : (Buffer.from(place, 'base64url').toString().split(':')[1] ?? null)
}

function roleIndex(view: DirectoryView): ReadonlyMap<string, number[]> {
  const roles = new Map<string, number[]>()
  for (const role of view.groups)
    for (const member of role.members) roles.set(member, [...(roles.get(member) ?? []), Number(role.id)])
  return roles
}

function oneLoginUser(
  user: SandboxUser,
  view: DirectoryView,
  isBare: boolean,
  roles = roleIndex(view),
): Record<string, unknown> {
  const held = roles.get(user.id) ?? []
  return {
    id: Number(user.id),
    email: user.email,
    username: user.username,
    firstname: user.givenName,
    lastname: user.familyName,
    state: 1,
    status: user.active ? 1 : 2,
    group_id: user.isAdmin ? 9_002 : 9_001,
    ...(isBare ? { role_ids: held } : { role_id: held }),
    directory_id: 77,
    external_id: user.employeeNumber,
    activated_at: user.createdAt,
    created_at: user.createdAt,
    updated_at: user.updatedAt,
    last_login: user.lastActiveAt,
    invitation_sent_at: user.createdAt,
    locked_until: null,
    invalid_login_attempts: 0,
    password_changed_at: user.createdAt,
    phone: user.phone,
    locale_code: user.locale,
    member_of: null,
    samaccountname: user.username,
    userprincipalname: user.email,
    distinguished_name: `CN=${user.username},DC=example,DC=com`,
    manager_ad_id: user.managerId === null ? null : Number(user.managerId),
    manager_user_id: user.managerId === null ? null : Number(user.managerId),
    openid_name: user.username,
    notes: 'Invented',
    title: user.title,
    department: user.department,
    company: 'Example',
    custom_attributes: { cost_center: `CC-${user.department}` },
    ...user.raw,
  }
}
