import { createSandboxAuthority, type SandboxAuthority } from '#kit/sandbox-authority.ts'
import { Directory, type DirectoryView, type SandboxGroup, type SandboxUser } from '#kit/sandbox-directory.ts'
import { offsetAt, placeOf } from '#kit/sandbox-faults.ts'
import { scimWrite } from '#kit/sandbox-scim.ts'
import {
  pageSize,
  serveSandbox,
  type Sandbox,
  type SandboxOptions,
  type SandboxRequest,
  type SandboxResponse,
} from '#kit/sandbox.ts'

/** Written from 1Password's pages and the API descriptions that the README names. */
export type OnePasswordSandboxOptions = SandboxOptions & {
  seed?: number
  users?: number
  groups?: number
  /** The account of the Events token, where it is another one. */
  eventsAccount?: string
}

export type OnePasswordSandbox = Sandbox & { authority: SandboxAuthority }

const ACCOUNT = 'XLQMSANDBOXACCOUNT00000001'
const EVENTS_TOKEN = 'eyJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJldmVudHMifQ.sandbox-signature'
const SCIM_TOKEN = 'sandbox-bridge-bearer-token'
const USERS = `/v1beta1/accounts/${ACCOUNT}/users`
const FEATURES = ['signinattempts', 'itemusages']
const DAY_MS = 24 * 60 * 60_000
const KEPT_DAYS = 120
const CORE = 'urn:ietf:params:scim:schemas:core:2.0'
const MESSAGE = 'urn:ietf:params:scim:api:messages:2.0'

/** Starts an account of 1Password Business with invented people, and a SCIM bridge beside it. */
export async function startSandbox(options: OnePasswordSandboxOptions = {}): Promise<OnePasswordSandbox> {
  const { seed = 13, users = 50, groups = 3 } = options
  const state = new Directory({
    seed,
    users,
    groups,
    userId: (number) => `4HCGRGYCTRQFBMGVEG${String(number).padStart(8, '0')}`,
    groupId: (number) => `yPOSCDZUQFGHRHMVEG${String(number).padStart(8, '0')}`,
  })
  const scopes = new Set([...FEATURES, 'list-users', 'get-user', 'suspend-users', 'reactivate-users'])
  const authority = createSandboxAuthority({
    path: '/v1beta1/users/oauth2',
    client: { id: 'c3a8f2d0-0000-4000-8000-00005a4db0c5', secret: 'op-sandbox-client-secret' },
  })
  const { client } = authority
  const account: Account = { options, scopes, authority, state }
  const sandbox = await serveSandbox(
    {
      state,
      hosts: { api: '', events: '', scim: '/scim' },
      credentials: {
        'users-api': {
          signInAddress: 'sandbox.1password.com',
          region: 'com',
          accountId: ACCOUNT,
          clientId: client.id,
          clientSecret: client.secret,
          eventsToken: EVENTS_TOKEN,
        },
        'scim-bridge': { token: SCIM_TOKEN },
      },
      scopes,
      shape: {
        list: (body) => {
          const { results, items, Resources } = (body ?? {}) as Record<string, unknown[] | undefined>
          return results ?? items ?? Resources
        },
        placeParam: 'page_token',
        setNext: (response, place) => void ((response.body as { next_page_token?: string }).next_page_token = place),
        moveTotal: (response, by) => {
          const body = response.body as { totalResults?: number }
          if (body.totalResults !== undefined) body.totalResults += by
        },
      },
      answer: (request, view) => authority.answer(request) ?? answer(account, request, view),
      tooMany: () => ({ status: 429, body: { status: 429, message: 'Too many requests' } }),
      isRead: ({ method, path }) =>
        method === 'POST' && (path.startsWith('/api/v2/') || path === '/v1beta1/users/oauth2/token'),
    },
    options,
  )
  return Object.assign(sandbox, { authority })
}

type Account = {
  options: OnePasswordSandboxOptions
  scopes: ReadonlySet<string>
  authority: SandboxAuthority
  state: Directory
}

const ok = (body: object): SandboxResponse => ({ status: 200, body })

function answer(account: Account, request: SandboxRequest, view: DirectoryView): SandboxResponse {
  const { path } = request
  if (path.startsWith('/api/v2/')) return events(account, request, view)
  if (path.startsWith('/scim/')) return scim(account, request, view)
  return api(account, request, view)
}

/** Names as gRPC has them. */
function failure(status: number, code: string, message: string): SandboxResponse {
  return { status, body: { code, message } }
}

function api(account: Account, request: SandboxRequest, view: DirectoryView): SandboxResponse {
  const { scopes, authority, state } = account
  const { path, query, method, headers } = request
  if (!authority.accepts(request)) return failure(401, 'Unauthenticated', 'The access token is not valid.')
  if (!/^[^/\s]+\/[^/\s]+$/.test(headers['user-agent'] ?? ''))
    return failure(400, 'InvalidArgument', 'User-Agent is required.')
  const needs = (scope: string) =>
    scopes.has(scope) ? undefined : failure(403, 'PermissionDenied', 'The application lacks a permission.')
  const missing = failure(404, 'NotFound', 'Not found.')
  if (path === USERS && method === 'GET') return needs('list-users') ?? listUsers(query, view)
  if (!path.startsWith(`${USERS}/`)) return missing
  const [id = '', verb, ...more] = decodeURIComponent(path.slice(USERS.length + 1)).split(':')
  const user = view.user(id)
  if (more.length > 0) return missing
  if (verb === undefined && method === 'GET') return needs('get-user') ?? (user ? ok(encode(user)) : missing)
  if (method !== 'POST' || (verb !== 'suspend' && verb !== 'reactivate')) return missing
  const refused = needs(`${verb}-users`)
  if (refused) return refused
  if (!user) return missing
  // Doing it twice changes nothing.
  const owners = view.users.filter(({ isAdmin, active }) => isAdmin && active)
  if (verb === 'suspend' && owners.length === 1 && owners[0]!.id === id)
    return failure(400, 'FailedPrecondition', 'The last owner cannot be suspended.')
  return ok(encode(state.change(id, { active: verb === 'reactivate' })))
}

/** 25 a page, and 1,000 at most. */
function listUsers(query: URLSearchParams, view: DirectoryView): SandboxResponse {
  const start = offsetAt(query.get('page_token'))
  if (start === null) return failure(400, 'InvalidArgument', 'The page token is not valid.')
  const end = start + pageSize(query.get('max_page_size'), 25, 1_000)
  return ok({
    results: view.users.slice(start, end).map(encode),
    next_page_token: end < view.users.length ? placeOf(end) : '',
  })
}

function encode(user: SandboxUser): Record<string, unknown> {
  return {
    id: user.id,
    email: user.email,
    display_name: `${user.givenName} ${user.familyName}`,
    state: user.active ? 'ACTIVE' : 'SUSPENDED',
    create_time: user.createdAt,
    path: `accounts/${ACCOUNT}/users/${user.id}`,
    ...user.raw,
  }
}

const unauthorised: SandboxResponse = { status: 401, body: { status: 401, message: 'Unauthorized access' } }
const badRequest: SandboxResponse = { status: 400, body: { status: 400, message: 'Bad request' } }

type Asked = { limit: number; from: number; to: number; start: number }

function events({ options, scopes }: Account, request: SandboxRequest, view: DirectoryView): SandboxResponse {
  const { path, headers, method, text } = request
  if (headers['authorization'] !== `Bearer ${EVENTS_TOKEN}`) return unauthorised
  const name = path.slice('/api/v2/'.length)
  if (name === 'auth/introspect' && method === 'GET')
    return ok({
      uuid: 'TOKEN',
      issued_at: '2026-01-01T00:00:00Z',
      features: FEATURES.filter((feature) => scopes.has(feature)),
      account_uuid: options.eventsAccount ?? ACCOUNT,
    })
  if (method !== 'POST' || !FEATURES.includes(name)) return { status: 404, body: { status: 404, message: 'Not found' } }
  if (!scopes.has(name)) return unauthorised
  const asked = askedFor(text)
  if (asked === undefined) return badRequest
  const { limit, from, to, start } = asked
  const all = (name === 'signinattempts' ? signIns(view) : itemUses(view)).filter(
    ({ timestamp }) => Date.parse(timestamp) >= from && Date.parse(timestamp) < to,
  )
  const end = start + limit
  return ok({
    cursor: Buffer.from(JSON.stringify({ ...asked, start: Math.min(end, all.length) })).toString('base64url'),
    has_more: end < all.length,
    items: all.slice(start, end),
  })
}

/** The first request says what is wanted, all others the cursor and nothing else. */
function askedFor(text: string): Asked | undefined {
  const body = JSON.parse(text) as { limit?: number; start_time?: string; end_time?: string; cursor?: string }
  if (body.cursor !== undefined) {
    if (Object.keys(body).length > 1) return undefined
    return JSON.parse(Buffer.from(body.cursor, 'base64url').toString()) as Asked
  }
  const { limit = 100, start_time: since = '', end_time: until = '' } = body
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000) return undefined
  const oldest = Date.now() - KEPT_DAYS * DAY_MS
  return {
    limit,
    from: Math.max(Date.parse(since) || 0, oldest),
    to: Date.parse(until) || Date.now(),
    start: 0,
  }
}

type SandboxEvent = { uuid: string; timestamp: string }

/** Noon, so many days ago. */
const daysAgo = (days: number, at: number) =>
  new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS - (days + 0.5) * DAY_MS + at * 1_000).toISOString()

/** Everyone signed in on two days; on the newer one with a wrong password first. */
function signIns(view: DirectoryView): SandboxEvent[] {
  return view.users.flatMap((user, at) => {
    const event = (days: number, category: string, salt: string) => ({
      uuid: `S${salt}${user.id}`,
      session_uuid: `SESSION${user.id}`,
      timestamp: daysAgo(days, at),
      category,
      type: category === 'success' ? 'credentials_ok' : 'password_secret_bad',
      country: 'NO',
      target_user: { uuid: user.id, name: user.givenName, email: user.email },
      client: { app_name: '1Password Browser', platform_name: 'Chrome', ip_address: '192.0.2.1' },
    })
    return [
      event(40 + (at % 60), 'success', 'A'),
      event(at % 20, 'credentials_failed', 'B'),
      event(at % 20, 'success', 'C'),
    ]
  })
}

/** Every second one used an item. */
function itemUses(view: DirectoryView): SandboxEvent[] {
  return view.users
    .filter((_, at) => at % 2 === 0)
    .flatMap((user, at) =>
      [at % 15, 30 + (at % 30)].map((days) => ({
        uuid: `I${days}${user.id}`,
        timestamp: daysAgo(days, at),
        used_version: 0,
        vault_uuid: 'VAULT',
        item_uuid: 'ITEM',
        action: 'fill',
        user: { uuid: user.id, name: user.givenName, email: user.email },
      })),
    )
}

const SCIM_TYPE = { 'content-type': 'application/scim+json' }

function scimError(status: number, detail: string): SandboxResponse {
  return { status, headers: SCIM_TYPE, body: { schemas: [`${MESSAGE}:Error`], detail, status: String(status) } }
}

function scim({ state }: Account, request: SandboxRequest, view: DirectoryView): SandboxResponse {
  const { path, query, headers, method } = request
  if (headers['authorization'] !== `Bearer ${SCIM_TOKEN}`) return scimError(401, 'Unauthorized')
  const rest = path.slice('/scim/'.length)
  if (method === 'DELETE') return scimError(405, 'Method not allowed')
  if (method !== 'GET') return scimWrite({ state, encodeUser: scimUser, encodeGroup: scimGroup }, request, rest)
  const [resource, id, ...more] = rest.split('/').map(decodeURIComponent)
  if (more.length > 0) return scimError(404, 'Not found')
  const found = (body: object | undefined): SandboxResponse =>
    body ? { status: 200, headers: SCIM_TYPE, body } : scimError(404, 'Resource not found')
  if (resource === 'ServiceProviderConfig')
    return found({ schemas: [`${CORE}:ServiceProviderConfig`], filter: { supported: true, maxResults: 100 } })
  if (resource === 'Users') {
    const user = id === undefined ? undefined : view.user(id)
    if (id !== undefined) return found(user && scimUser(user))
    const [, wanted] = /^userName eq "(.+)"$/.exec(query.get('filter') ?? '') ?? []
    return scimList(query, view.users.filter(({ email }) => wanted === undefined || email === wanted).map(scimUser))
  }
  if (resource !== 'Groups') return scimError(404, 'Not found')
  const group = id === undefined ? undefined : view.group(id)
  return id === undefined ? scimList(query, view.groups.map(scimGroup)) : found(group && scimGroup(group))
}

function scimList(query: URLSearchParams, items: readonly object[]): SandboxResponse {
  const start = Number(query.get('startIndex') ?? 1)
  if (!Number.isSafeInteger(start) || start < 1) return scimError(400, 'startIndex')
  const page = items.slice(start - 1, start - 1 + pageSize(query.get('count'), 100, 100))
  return {
    status: 200,
    headers: SCIM_TYPE,
    body: {
      schemas: [`${MESSAGE}:ListResponse`],
      totalResults: items.length,
      startIndex: start,
      itemsPerPage: page.length,
      Resources: page,
    },
  }
}

function scimUser(user: SandboxUser): Record<string, unknown> {
  return {
    schemas: [`${CORE}:User`],
    id: user.id,
    userName: user.email,
    displayName: `${user.givenName} ${user.familyName}`,
    name: { givenName: user.givenName, familyName: user.familyName },
    emails: [{ value: user.email, primary: true }],
    active: user.active,
    meta: { resourceType: 'User', created: user.createdAt, lastModified: user.updatedAt },
    ...user.raw,
  }
}

function scimGroup(group: SandboxGroup): object {
  return {
    schemas: [`${CORE}:Group`],
    id: group.id,
    displayName: group.name,
    members: [...group.members].map((value) => ({ value })),
    meta: { resourceType: 'Group' },
  }
}
