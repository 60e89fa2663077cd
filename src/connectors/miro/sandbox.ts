import { createSandboxAuthority, type SandboxAuthority } from '#kit/sandbox-authority.ts'
import { Directory, type DirectoryView, type SandboxGroup, type SandboxUser } from '#kit/sandbox-directory.ts'
import { offsetAt, placeOf } from '#kit/sandbox-faults.ts'
import { scimWrite, type ScimChange } from '#kit/sandbox-scim.ts'
import {
  pageSize,
  serveSandbox,
  type Sandbox,
  type SandboxOptions,
  type SandboxRequest,
  type SandboxResponse,
} from '#kit/sandbox.ts'

/** Written from Miro's OpenAPI description and its pages on OAuth, SCIM and rate limits. */
export type MiroSandboxOptions = SandboxOptions & {
  seed?: number
  users?: number
  /** Teams. */
  groups?: number
  /** Below Enterprise, or for someone who is no Company Admin, the organisation is not shown. */
  plan?: 'enterprise' | 'business'
}

export type MiroSandbox = Sandbox & { authority: SandboxAuthority }

const ORG = '3074457345618265000'
const SCIM_TOKEN = 'miro-sandbox-scim-token'
const SCIM = '/api/v1/scim'
const MESSAGE = 'urn:ietf:params:scim:api:messages:2.0'
const CORE = 'urn:ietf:params:scim:schemas:core:2.0'
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

/** Starts a Miro organisation with invented members, to be read by REST and by SCIM. */
export async function startSandbox(options: MiroSandboxOptions = {}): Promise<MiroSandbox> {
  const { seed = 6, users = 50, groups = 3 } = options
  const scopes = new Set([
    'organizations:read',
    'organizations:teams:read',
    'organizations:teams:write',
    'auditlogs:read',
  ])
  const authority = createSandboxAuthority({ path: '/oauth' })
  const state = new Directory({
    seed,
    users,
    groups,
    userId: (number) => `30744573658${String(number).padStart(8, '0')}`,
    groupId: (number) => `30744573660${String(number).padStart(8, '0')}`,
  })
  const { id: clientId, secret: clientSecret } = authority.client
  const sandbox = await serveSandbox(
    {
      state,
      hosts: { api: '', site: '', scim: SCIM },
      credentials: { oauth2: { clientId, clientSecret }, scim: { token: SCIM_TOKEN } },
      scopes,
      shape: {
        list: (body) => {
          const { data, Resources } = (body ?? {}) as { data?: unknown[]; Resources?: unknown[] }
          return data ?? Resources
        },
        placeParam: 'cursor',
        setNext: (response, place) => void ((response.body as { cursor: string }).cursor = place),
        moveTotal: (response, by) => {
          const body = response.body as { totalResults?: number }
          if (body.totalResults !== undefined) body.totalResults += by
        },
      },
      answer: (request, view) =>
        token(authority, request) ??
        (request.path.startsWith(`${SCIM}/`)
          ? scim(state, request, view)
          : rest(options, state, scopes, authority, request, view)),
      tooMany: (seconds) => ({
        ...restError(429, 'tooManyRequests', 'Rate limit exceeded'),
        headers: {
          'x-ratelimit-limit': '10000',
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(Math.ceil(Date.now() / 1_000) + seconds),
        },
      }),
      isRead: ({ method, path }) => method === 'POST' && path === '/v1/oauth/token',
    },
    options,
  )
  return Object.assign(sandbox, { authority })
}

/** The page of consent is on one host, the token endpoint on the other. */
function token(authority: SandboxAuthority, request: SandboxRequest): SandboxResponse | undefined {
  if (request.path === '/oauth/authorize') return authority.answer(request)
  return request.path === '/v1/oauth/token' ? authority.answer({ ...request, path: '/oauth/token' }) : undefined
}

function restError(status: number, code: string, message: string): SandboxResponse {
  return { status, body: { status, code, message, type: 'error' } }
}

function ok(body: object, type = 'application/json; charset=utf-8'): SandboxResponse {
  return { status: 200, headers: { 'content-type': type }, body }
}

function rest(
  options: MiroSandboxOptions,
  state: Directory,
  scopes: ReadonlySet<string>,
  authority: SandboxAuthority,
  request: SandboxRequest,
  view: DirectoryView,
): SandboxResponse {
  const { path, query, method } = request
  if (!authority.accepts(request))
    return path === '/v1/oauth-token'
      ? restError(400, 'tokenNotProvided', 'No valid token')
      : restError(401, 'tokenNotFound', 'Unauthorized')
  if (path === '/v1/oauth-token')
    return ok({
      type: 'token-info',
      organization: { type: 'organization', name: 'Sandbox Inc.', id: ORG },
      team: { type: 'team', name: 'Developer team', id: '3074457345618265001' },
      createdBy: { type: 'user', name: 'Someone', id: view.users[0]?.id },
      ...(view.users[0] ? { user: { type: 'user', name: 'Someone', id: view.users[0].id } } : {}),
      scopes: [...scopes],
    })
  if (path === '/v2/audit/logs' && method === 'GET')
    return scopes.has('auditlogs:read') && options.plan !== 'business'
      ? auditLog(query, view)
      : restError(403, 'insufficientPermissions', 'Access denied')
  const [version, orgs, org, resource, id, child, who, ...more] = path.slice(1).split('/')
  if (version !== 'v2' || orgs !== 'orgs' || more.length > 0) return restError(404, 'notFound', 'No such route')
  const ofTeams = method === 'GET' ? 'organizations:teams:read' : 'organizations:teams:write'
  const needs = resource === 'teams' ? ofTeams : 'organizations:read'
  if (!scopes.has(needs) || options.plan === 'business' || org !== ORG)
    return restError(403, 'insufficientPermissions', 'Access denied')
  if (resource === undefined)
    return ok({ id: ORG, name: 'Sandbox Inc.', plan: 'company', fullLicensesPurchased: 120, type: 'organization' })
  if (resource === 'members' && child === undefined) {
    if (id === undefined) return list(query, view.users, member)
    const user = view.user(id)
    return user ? ok(member(user)) : restError(404, 'memberNotFound', 'Not found')
  }
  if (resource === 'teams') {
    if (id === undefined)
      return list(query, view.groups, (group) => ({ id: group.id, name: group.name, picture: null, type: 'team' }))
    const group = view.group(id)
    if (!group) return restError(404, 'teamNotFound', 'Not found')
    if (child === undefined) return ok({ id: group.id, name: group.name, picture: null, type: 'team' })
    if (child === 'members' && method !== 'GET') return changeTeam(state, group, request, who)
    if (child === 'members' && who !== undefined)
      return group.members.has(who) ? ok(teamMember(group, who)) : restError(404, 'teamMemberNotFound', 'Not found')
    if (child === 'members') return list(query, [...group.members], (user) => teamMember(group, user))
  }
  return restError(404, 'notFound', 'No such route')
}

function changeTeam(
  state: Directory,
  group: SandboxGroup,
  { method, text }: SandboxRequest,
  who: string | undefined,
): SandboxResponse {
  if (method === 'DELETE' && who !== undefined) {
    if (!group.members.has(who)) return restError(404, 'teamMemberNotFound', 'Not found')
    state.leave(group.id, who)
    return { status: 204, headers: {}, body: '' }
  }
  if (method !== 'POST' || who !== undefined) return restError(405, 'methodNotAllowed', 'No such method')
  const { email = '' } = JSON.parse(text) as { email?: string }
  const user = state.view.users.find((one) => one.email.toLowerCase() === email.toLowerCase())
  if (!user) return restError(404, 'memberNotFound', 'Not a member of the organization')
  if (group.members.has(user.id)) return restError(409, 'alreadyMember', 'Already in the team')
  state.join(group.id, user.id)
  return { ...ok(teamMember(group, user.id)), status: 201 }
}

const DAY_MS = 24 * 60 * 60_000
const KEPT_DAYS = 90

/** Both ends of the time are a must. Everyone signed in on two days and did something after that; an app did so, too. */
function auditLog(query: URLSearchParams, view: DirectoryView): SandboxResponse {
  const after = Date.parse(query.get('createdAfter') ?? '')
  const before = Date.parse(query.get('createdBefore') ?? '')
  if (Number.isNaN(after) || Number.isNaN(before))
    return restError(400, 'invalidParameters', 'createdAfter, createdBefore')
  const from = Math.max(after, Date.now() - KEPT_DAYS * DAY_MS)
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS
  const events = view.users.flatMap((user, at) =>
    [1 + (at % 20), 40 + (at % 30)].flatMap((days) => {
      const time = today - days * DAY_MS + at * 1_000
      const by = (type: string, event: string, delay: number) => ({
        id: `${event}-${days}-${user.id}`,
        event,
        category: 'auth',
        createdAt: new Date(time + delay).toISOString(),
        createdBy: { type, id: user.id, name: user.givenName, email: user.email },
        context: { ip: '192.0.2.1', organization: { id: ORG } },
        object: { id: user.id, name: user.givenName },
        details: {},
      })
      return [
        by('user', 'sign_in_succeeded', 0),
        by('user', 'board_opened', 60_000),
        by('application', 'board_exported', 61_000),
      ]
    }),
  )
  const inTime = events.filter(({ createdAt }) => Date.parse(createdAt) >= from && Date.parse(createdAt) < before)
  const sign = query.get('sorting') === 'ASC' ? 1 : -1
  return list(
    query,
    inTime.toSorted((one, other) => sign * one.createdAt.localeCompare(other.createdAt)),
    (event) => event,
  )
}

/** 1 to 100; how a larger wish is answered is not documented, and here it gets 100. */
function list<Item>(query: URLSearchParams, items: readonly Item[], encode: (item: Item) => object): SandboxResponse {
  const start = offsetAt(query.get('cursor'))
  if (start === null) return restError(400, 'invalidParameters', 'cursor')
  const limit = pageSize(query.get('limit'), 100, 100)
  const data = items.slice(start, start + limit).map(encode)
  const end = start + data.length
  return ok({
    limit,
    size: data.length,
    data,
    cursor: end < items.length ? placeOf(end) : '',
    type: 'cursor-list',
  })
}

function member(user: SandboxUser): Record<string, unknown> {
  return {
    id: user.id,
    active: user.active,
    email: user.email,
    license: user.isGuest ? 'free' : 'full',
    licenseAssignedAt: user.createdAt,
    ...(user.active && user.lastActiveAt !== null ? { lastActivityAt: user.lastActiveAt.replace('.000Z', 'Z') } : {}),
    role: user.isAdmin
      ? 'organization_internal_admin'
      : user.isGuest
        ? 'organization_external_user'
        : 'organization_internal_user',
    adminRoles: user.isAdmin ? [{ type: 'prebuilt', name: 'User Admin' }] : [],
    type: 'organization-member',
    ...user.raw,
  }
}

function teamMember(group: SandboxGroup, id: string): object {
  return { id, role: 'member', createdAt: '2024-01-01T00:00:00Z', teamId: group.id, type: 'team-member' }
}

const SCIM_TYPE = 'application/scim+json; charset=utf-8'

function scimError(status: number, detail: string): SandboxResponse {
  return { status, headers: { 'content-type': SCIM_TYPE }, body: { schemas: [`${MESSAGE}:Error`], status, detail } }
}

function scim(state: Directory, request: SandboxRequest, view: DirectoryView): SandboxResponse {
  const [resource, id, ...more] = request.path.slice(SCIM.length + 1).split('/')
  if (request.headers['authorization'] !== `Bearer ${SCIM_TOKEN}`) return scimError(401, 'Unauthorized')
  if (request.method !== 'GET') {
    const encodeUser = (user: SandboxUser) => scimUser(user, state.view)
    const writes = { state, encodeUser, encodeGroup: scimGroup, refuse: refuseScim, onAttributes: setLicence(state) }
    return scimWrite(writes, request, request.path.slice(SCIM.length + 1))
  }
  // Guests are no users here.
  const users = view.users.filter((user) => !user.isGuest)
  if (more.length === 0 && resource === 'ServiceProviderConfig')
    return ok({ schemas: [`${CORE}:ServiceProviderConfig`], filter: { supported: true, maxResults: 1_000 } }, SCIM_TYPE)
  if (more.length === 0 && resource === 'Users') {
    const [, named] = /^userName eq "([^"]*)"$/.exec(request.query.get('filter') ?? '') ?? []
    const wanted = users.filter(({ email }) => named === undefined || email.toLowerCase() === named.toLowerCase())
    if (id === undefined) return scimList(request.query, wanted, (user) => scimUser(user, view))
    const user = users.find((one) => one.id === id)
    return user ? ok(scimUser(user, view), SCIM_TYPE) : scimError(404, 'User not found')
  }
  if (more.length === 0 && resource === 'Groups') {
    if (id === undefined) return scimList(request.query, view.groups, scimGroup)
    const group = view.group(id)
    return group ? ok(scimGroup(group), SCIM_TYPE) : scimError(404, 'Group not found')
  }
  return scimError(404, 'Not found')
}

/** Guests are no users here, and the last admin stays. */
function refuseScim(change: ScimChange): SandboxResponse | undefined {
  if (change.kind === 'create' || change.kind === 'members' || change.kind === 'activate') return undefined
  if (change.user.isGuest) return scimError(404, 'User not found')
  return change.user.isAdmin ? scimError(400, 'The last admin cannot be removed') : undefined
}

const RANKS = ['Free Restricted', 'Free', 'Occasional', 'Basic', 'Standard', 'Advanced', 'Full']

/** Upwards only. */
const setLicence = (state: Directory) => (id: string, attributes: Readonly<Record<string, unknown>>) => {
  const { userType } = attributes
  if (typeof userType !== 'string') return undefined
  const user = state.user(id)
  if (RANKS.indexOf(userType) < RANKS.indexOf(licenceOf(user))) return scimError(400, 'A license is not downgraded')
  state.change(id, { raw: { ...user.raw, userType } })
  return undefined
}

const licenceOf = (user: SandboxUser): string =>
  typeof user.raw['userType'] === 'string' ? user.raw['userType'] : user.employeeNumber.endsWith('7') ? 'Free' : 'Full'

/** 100 by default, 1,000 at most, counted from 1. */
function scimList<Item>(
  query: URLSearchParams,
  items: readonly Item[],
  encode: (item: Item) => object,
): SandboxResponse {
  const start = Math.max(1, Number(query.get('startIndex') ?? 1))
  if (!Number.isSafeInteger(start)) return scimError(400, 'startIndex')
  const page = items.slice(start - 1, start - 1 + pageSize(query.get('count'), 100, 1_000))
  return ok(
    {
      schemas: [`${MESSAGE}:ListResponse`],
      totalResults: items.length,
      startIndex: start,
      itemsPerPage: page.length,
      Resources: page.map(encode),
    },
    SCIM_TYPE,
  )
}

function scimUser(user: SandboxUser, view: DirectoryView): Record<string, unknown> {
  const manager = user.managerId === null ? undefined : view.user(user.managerId)
  const formatted = `${user.givenName} ${user.familyName}`
  return {
    schemas: [`${CORE}:User`, ENTERPRISE],
    id: user.id,
    meta: { resourceType: 'User', location: `https://miro.com/api/v1/scim/Users/${user.id}` },
    userName: user.email,
    name: { formatted, familyName: user.familyName, givenName: user.givenName },
    displayName: formatted,
    userType: licenceOf(user),
    active: user.active,
    emails: [{ value: user.email, type: 'work', primary: true }],
    groups: view.groups
      .filter(({ members }) => members.has(user.id))
      .map(({ id, name }) => ({ value: id, display: name })),
    roles: [
      {
        type: 'organization_user_role',
        value: user.isAdmin ? 'ORGANIZATION_INTERNAL_ADMIN' : 'ORGANIZATION_INTERNAL_USER',
        display: user.isAdmin ? 'Company admin' : 'Member',
        primary: true,
      },
    ],
    preferredLanguage: user.locale.replace('-', '_'),
    [ENTERPRISE]: {
      employeeNumber: user.employeeNumber,
      costCenter: `CC-${user.department}`,
      organization: 'Example',
      division: 'Europe',
      department: user.department,
      ...(manager
        ? { manager: { displayName: `${manager.givenName} ${manager.familyName}`, value: user.managerId } }
        : {}),
    },
    ...user.raw,
  }
}

function scimGroup(group: SandboxGroup): object {
  return {
    schemas: [`${CORE}:Group`],
    id: group.id,
    displayName: group.name,
    members: [...group.members].map((id) => ({ value: id, type: 'User' })),
    meta: { resourceType: 'Group' },
  }
}
