import { createSandboxAuthority, type SandboxAuthority } from '#kit/sandbox-authority.ts'
import { Directory, type DirectoryView, type SandboxGroup, type SandboxUser } from '#kit/sandbox-directory.ts'
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
import { assignmentOf, change, statusOf, type ChangeableApp } from './sandbox-actions.ts'
import { systemLog } from './sandbox-log.ts'

/** Written from Okta's OpenAPI description and its developer guides. */
export type OktaSandboxOptions = SandboxOptions & {
  seed?: number
  users?: number
  groups?: number
  /** Apps by name, and to whom they are assigned with which status; two with everyone unless said otherwise. */
  apps?: readonly OktaSandboxApp[]
}

type OktaSandboxApp = ChangeableApp & { label: string; seats?: number }

/** `events` is the system log, oldest first; the day before yesterday's events can be added as well as new ones. */
export type OktaSandbox = Sandbox & { authority: SandboxAuthority; apps: OktaSandboxApp[]; events: SandboxEvent[] }

const TOKEN = '00SandboxTokenSandboxTokenSandboxToken4242'
const ORGANISATION = '00o1sandbox'
const SCOPES = [
  'okta.users.read',
  'okta.users.read.self',
  'okta.groups.read',
  'okta.apps.read',
  'okta.roles.read',
  'okta.logs.read',
  'okta.users.manage',
  'okta.groups.manage',
  'okta.apps.manage',
] as const
/** Asking for another one ends in `invalid_scope`; okta.factors.read, which older guides name, is not among them. */
const KNOWN = new Set<string>([...SCOPES, 'openid', 'profile', 'offline_access', 'okta.domains.read'])

/** Starts an Okta organisation with invented people and the admin whose credential it is. */
export async function startSandbox(options: OktaSandboxOptions = {}): Promise<OktaSandbox> {
  const { seed = 6, users = 50, groups = 3 } = options
  const state = new Directory({
    seed,
    users,
    groups,
    userId: (number) => `00u${String(number).padStart(17, '0')}`,
    groupId: (number) => `00g${String(number).padStart(17, '0')}`,
  })
  const admin = state.add({
    username: 'rollcall.admin',
    email: 'rollcall.admin@example.com',
    isAdmin: true,
    managerId: null,
  })
  const everyone = Object.fromEntries(state.view.users.map(({ id }) => [id, 'ACTIVE']))
  const apps: OktaSandboxApp[] = [
    ...(options.apps ?? [
      { id: '0oa1', label: 'Salesforce', seats: 100, users: { ...everyone } },
      { id: '0oa2', label: 'Wiki', users: { ...everyone } },
    ]),
  ]
  const events = inventEvents(state.view.users, apps)
  const scopes = new Set<string>(SCOPES)
  const authority = createSandboxAuthority({
    path: '/oauth2/v1',
    client: { id: '0oasandboxclient', secret: 'okta-sandbox-secret' },
  })
  const { client } = authority
  const domain = 'sandbox.okta.com'
  const sandbox = await serveSandbox(
    {
      state,
      hosts: { api: '' },
      credentials: {
        oauth2: { domain, clientId: client.id, clientSecret: client.secret },
        token: { domain, token: TOKEN },
      },
      scopes,
      shape: {
        list: (body) => (Array.isArray(body) ? body : (body as { value?: unknown[] } | null)?.value),
        placeParam: 'after',
        setNext: (response, place) => {
          const next = `https://${domain}/api/v1/list?after=${encodeURIComponent(place)}&limit=1`
          if (Array.isArray(response.body)) response.headers = { ...response.headers, link: `<${next}>; rel="next"` }
          else (response.body as { _links?: object })._links = { next: { href: next } }
        },
      },
      answer: (request, view) =>
        signIn(authority, request) ?? answer({ state, apps, events, scopes, authority, admin, domain }, request, view),
      tooMany: (seconds) => ({
        ...failure(429, 'E0000047', 'API call exceeded rate limit due to too many requests.'),
        headers: {
          'x-rate-limit-limit': '600',
          'x-rate-limit-remaining': '0',
          'x-rate-limit-reset': String(Math.ceil(Date.now() / 1_000) + seconds),
        },
      }),
      isRead: ({ method, path }) => method === 'POST' && path.startsWith('/oauth2/v1/'),
    },
    options,
  )
  return Object.assign(sandbox, { authority, apps, events })
}

/** The organisation's own authorisation server: unknown scopes are refused, and only `offline_access` brings a refresh token. */
function signIn(authority: SandboxAuthority, request: SandboxRequest): SandboxResponse | undefined {
  const response = authority.answer(request)
  if (request.path.endsWith('/authorize') && response?.headers?.['location'] !== undefined) {
    const asked = (request.query.get('scope') ?? '').split(' ')
    if (asked.every((scope) => KNOWN.has(scope))) return response
    const back = new URL(response.headers['location'])
    back.searchParams.delete('code')
    back.searchParams.set('error', 'invalid_scope')
    return { ...response, headers: { location: back.href } }
  }
  const granted = response?.body as { scope?: string; refresh_token?: string } | undefined
  if (granted?.refresh_token !== undefined && !(granted.scope ?? '').split(' ').includes('offline_access'))
    delete granted.refresh_token
  return response
}

type Organisation = {
  state: Directory
  apps: readonly OktaSandboxApp[]
  events: readonly SandboxEvent[]
  scopes: ReadonlySet<string>
  authority: SandboxAuthority
  admin: SandboxUser
  domain: string
}

function answer(organisation: Organisation, request: SandboxRequest, view: DirectoryView): SandboxResponse {
  const { state, apps, events, scopes, authority, admin, domain } = organisation
  const { path, query } = request
  if (path === '/.well-known/okta-organization') {
    return ok({ id: ORGANISATION, pipeline: 'idx', _links: { organization: { href: `https://${domain}` } } })
  }
  const isToken = request.headers['authorization'] === `SSWS ${TOKEN}`
  const granted = authority.scopesOf(request)
  if (!isToken && granted === undefined) return failure(401, 'E0000011', 'Invalid token provided')
  // An API token may what its creator may.
  const needs = (scope: string): SandboxResponse | undefined =>
    isToken || (granted!.has(scope) && scopes.has(scope)) ? undefined : insufficient(domain, scope, path)
  if (request.method !== 'GET' && path.startsWith('/api/v1/')) {
    const parts = path.slice('/api/v1/'.length).split('/').map(decodeURIComponent)
    return change({ state, apps, needs, encode: oktaUser, failure }, request, parts)
  }
  if (!path.startsWith('/api/v1/'))
    return failure(404, 'E0000022', 'The endpoint does not support the provided HTTP method')
  const [resource, id, child, ...rest] = path.slice('/api/v1/'.length).split('/').map(decodeURIComponent)
  const missing = (what: string) => failure(404, 'E0000007', `Not found: Resource not found: ${what}`)
  if (resource === 'apps' && child === 'users' && rest.length === 1) {
    const app = apps.find((one) => one.id === id)
    const user = view.user(rest[0]!)
    const row = app && user && assignmentOf(app, user)
    return needs('okta.apps.read') ?? (row ? ok(row) : missing(`${rest[0]} (AppUser)`))
  }
  if (rest.length > 0) return missing('path')
  const paged = (largest: number, normal = largest) => ({ domain, path, largest, normal })

  if (resource === 'users' && child === 'groups' && id !== undefined) {
    const theirs = view.groups.filter(({ members }) => members.has(id))
    return needs('okta.groups.read') ?? (view.user(id) ? ok(theirs.map(oktaGroup)) : missing(`${id} (User)`))
  }
  if (resource === 'users' && child === undefined) {
    if (id === 'me') return needs('okta.users.read.self') ?? ok(oktaUser(admin))
    const refused = needs('okta.users.read')
    if (refused) return refused
    if (id !== undefined) {
      const user = view.user(id) ?? view.users.find(({ email }) => email === id)
      return user ? ok(oktaUser(user)) : missing(`${id} (User)`)
    }
    const search = query.get('search')
    if (search !== null && search !== 'status pr') return failure(400, 'E0000031', 'Invalid search criteria.')
    const people = search === null ? view.users.filter(({ active }) => active) : view.users
    return list(query, paged(200), people, oktaUser)
  }
  if (resource === 'users' && child === 'roles') {
    const user = view.user(id ?? '')
    return needs('okta.roles.read') ?? (user ? { status: 200, body: rolesOf(user, admin) } : missing(`${id} (User)`))
  }
  if (resource === 'groups') {
    const refused = needs('okta.groups.read')
    if (refused) return refused
    if (id === undefined) return list(query, paged(10_000), view.groups, oktaGroup)
    const group = view.group(id)
    if (!group || child !== 'users') return missing(`${id} (UserGroup)`)
    const members = [...group.members].flatMap((member) => view.user(member) ?? [])
    return list(query, paged(1_000), members, oktaUser)
  }
  if (resource === 'apps') {
    const refused = needs('okta.apps.read')
    if (refused) return refused
    if (id === undefined)
      return list(query, paged(200), apps, (app) => ({
        id: app.id,
        name: app.label.toLowerCase(),
        label: app.label,
        status: 'ACTIVE',
        signOnMode: 'SAML_2_0',
        ...(app.seats === undefined ? {} : { licensing: { seatCount: app.seats } }),
        _links: {
          appLinks: [
            { name: 'login', href: `https://${domain}/home/${app.label.toLowerCase()}/${app.id}/1`, type: 'text/html' },
          ],
        },
      }))
    const app = apps.find((one) => one.id === id)
    if (!app || child !== 'users') return missing(`${id} (AppInstance)`)
    const rows = Object.entries(app.users).filter(([user]) => view.user(user) !== undefined)
    return list(query, paged(500, 50), rows, ([user]) => assignmentOf(app, view.user(user)!))
  }
  if (resource === 'logs' && id === undefined)
    return (
      needs('okta.logs.read') ??
      systemLog(query, { domain, path }, events, apps) ??
      failure(400, 'E0000001', 'Api validation failed: since')
    )
  if (resource === 'iam' && id === 'assignees' && child === 'users')
    return needs('okta.roles.read') ?? admins(query, view, domain)
  return missing('path')
}

/** One of the standard roles, and for the admin whose credential it is a role that the company made. */
function rolesOf(user: SandboxUser, admin: SandboxUser): object[] {
  if (!user.isAdmin) return []
  const standard = { status: 'ACTIVE', assignmentType: 'USER', created: user.createdAt, lastUpdated: user.createdAt }
  const custom = {
    ...standard,
    id: 'irb2',
    role: 'cr0sandbox',
    label: 'Seat keeper',
    type: 'CUSTOM',
    'resource-set': 'iam1',
  }
  const own = { ...standard, id: 'ra1', label: 'Super Administrator', type: 'SUPER_ADMIN' }
  return user.id === admin.id ? [own, custom] : [own]
}

/** The one list that comes in an envelope, with its next page in the body. */
function admins(query: URLSearchParams, view: DirectoryView, domain: string): SandboxResponse {
  const start = offsetAt(query.get('after'))
  if (start === null) return failure(400, 'E0000001', 'Api validation failed: after')
  const all = view.users.filter(({ isAdmin }) => isAdmin)
  const end = start + pageSize(query.get('limit'), 100, 100)
  const next = `https://${domain}/api/v1/iam/assignees/users?after=${placeOf(end)}`
  return ok({
    value: all.slice(start, end).map(({ id }) => ({ id, orn: `orn:okta:directory:${ORGANISATION}:users:${id}` })),
    _links: end < all.length ? { next: { href: next } } : {},
  })
}

/** Bare lists; the next page is a link in a header, beside the page's own. */
function list<Item>(
  query: URLSearchParams,
  of: { domain: string; path: string; normal: number; largest: number },
  items: readonly Item[],
  encode: (item: Item) => unknown,
): SandboxResponse {
  const start = offsetAt(query.get('after'))
  if (start === null) return failure(400, 'E0000001', 'Api validation failed: after')
  if (Number(query.get('limit') ?? 1) > of.largest) return failure(400, 'E0000001', 'Api validation failed: limit')
  const end = start + pageSize(query.get('limit'), of.normal, of.largest)
  const address = (after: string) => `<https://${of.domain}${of.path}?after=${encodeURIComponent(after)}&limit=1>`
  const links = [
    `${address(query.get('after') ?? '')}; rel="self"`,
    ...(end < items.length ? [`${address(placeOf(end))}; rel="next"`] : []),
  ]
  return { status: 200, headers: { link: links.join(', ') }, body: items.slice(start, end).map(encode) }
}

function ok(body: object): SandboxResponse {
  return { status: 200, body }
}

function failure(status: number, errorCode: string, errorSummary: string): SandboxResponse {
  return {
    status,
    body: { errorCode, errorSummary, errorLink: errorCode, errorId: 'oaeSandbox', errorCauses: [] },
  }
}

/** A missing scope is told in a header, and the body is empty. */
function insufficient(domain: string, scope: string, resource: string): SandboxResponse {
  const challenge = `Bearer authorization_uri="http://${domain}/oauth2/v1/authorize", realm="http://${domain}", scope="${scope}", error="insufficient_scope", error_description="The access token provided does not contain the required scopes.", resource="${resource}"`
  return { status: 403, headers: { 'www-authenticate': challenge }, body: '' }
}

function oktaGroup(group: SandboxGroup): object {
  return {
    id: group.id,
    created: '2024-01-01T00:00:00.000Z',
    lastUpdated: '2024-01-01T00:00:00.000Z',
    lastMembershipUpdated: '2024-01-01T00:00:00.000Z',
    objectClass: ['okta:user_group'],
    type: group.name === 'Everyone' ? 'BUILT_IN' : 'OKTA_GROUP',
    profile: { name: group.name, description: group.description },
  }
}

function oktaUser(user: SandboxUser): Record<string, unknown> {
  return {
    id: user.id,
    status: statusOf(user),
    created: user.createdAt,
    activated: user.createdAt,
    statusChanged: user.updatedAt,
    lastLogin: user.lastActiveAt,
    lastUpdated: user.updatedAt,
    passwordChanged: user.createdAt,
    type: { id: 'oty1sandbox' },
    profile: {
      login: user.email,
      email: user.email,
      secondEmail: null,
      firstName: user.givenName,
      lastName: user.familyName,
      displayName: `${user.givenName} ${user.familyName}`,
      title: user.title,
      department: user.department,
      employeeNumber: user.employeeNumber,
      userType: 'Employee',
      managerId: user.managerId,
      primaryPhone: user.phone,
      mobilePhone: null,
      locale: user.locale.replace('-', '_'),
      timezone: user.timezone,
    },
    credentials: { provider: { type: 'OKTA', name: 'OKTA' } },
    ...user.raw,
  }
}
