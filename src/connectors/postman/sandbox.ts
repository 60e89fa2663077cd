import { Directory, type DirectoryView, type SandboxGroup, type SandboxUser } from '#kit/sandbox-directory.ts'
import { scimWrite } from '#kit/sandbox-scim.ts'
import { offsetAt, placeOf } from '#kit/sandbox-faults.ts'
import {
  pageSize,
  serveSandbox,
  type Sandbox,
  type SandboxOptions,
  type SandboxRequest,
  type SandboxResponse,
} from '#kit/sandbox.ts'

/** Written from Postman's OpenAPI description and its Learning Center. */
export type PostmanSandboxOptions = SandboxOptions & {
  seed?: number
  users?: number
  groups?: number
  /** Groups and SCIM are for Enterprise. */
  plan?: 'enterprise' | 'team'
  /** A key of somebody without a team. */
  isTeamless?: boolean
}

const KEY = 'PMAK-5f3a00000000000000000000-000000000000000000000000000000abcd'
const SCIM_KEY = 'postman-sandbox-scim-key'
const TEAM = { teamId: 4_711_000, teamName: 'Sandbox Inc.', teamDomain: 'sandbox' }
const SCIM = '/scim/v2'
const MESSAGE = 'urn:ietf:params:scim:api:messages:2.0'
const CORE = 'urn:ietf:params:scim:schemas:core:2.0'

/** Starts a Postman team with invented people. SCIM has ids of its own there; here they are the same. */
export function startSandbox(options: PostmanSandboxOptions = {}): Promise<Sandbox> {
  const { seed = 7, users = 50, groups = 3 } = options
  const scopes = new Set(['admin'])
  const state = new Directory({
    seed,
    users,
    groups,
    userId: (number) => String(12_345_000 + number),
    groupId: (number) => String(500 + number),
  })
  return serveSandbox(
    {
      state,
      hosts: { api: '', scim: SCIM },
      credentials: {
        'api-key': { site: 'api.postman.com', apiKey: KEY },
        scim: { site: 'api.postman.com', token: SCIM_KEY },
      },
      scopes,
      shape: {
        list: (body) => {
          const { data, Resources, trails } = (body ?? {}) as Record<string, unknown[] | undefined>
          return data ?? Resources ?? trails
        },
        placeParam: 'startIndex',
        moveTotal: (response, by) => {
          const body = response.body as { totalResults?: number }
          if (body.totalResults !== undefined) body.totalResults += by
        },
      },
      answer: (request, view) =>
        request.path.startsWith(`${SCIM}/`) ? scim(options, state, request, view) : api(options, scopes, request, view),
      // The wait stands in headers of Postman's own spelling.
      tooMany: (seconds) => ({
        status: 429,
        headers: {
          ratelimit: `limit=300, remaining=0, reset=${seconds}`,
          'ratelimit-policy': '300;w=60',
          retryafter: String(seconds),
          'x-ratelimit-retryafter': String(seconds),
        },
        body: { error: 'rateLimited', message: 'Rate limit exceeded. Please retry later.' },
      }),
      isRead: () => false,
    },
    options,
  )
}

function failure(status: number, name: string, message: string): SandboxResponse {
  return { status, body: { error: { name, message } } }
}

function ok(body: object): SandboxResponse {
  return { status: 200, body }
}

function api(
  options: PostmanSandboxOptions,
  scopes: ReadonlySet<string>,
  { path, headers, method, query }: SandboxRequest,
  view: DirectoryView,
): SandboxResponse {
  if (headers['x-api-key'] !== KEY)
    return failure(401, 'AuthenticationError', 'Invalid API Key. Every request requires a valid API Key to be sent.')
  if (method !== 'GET') return failure(403, 'forbiddenError', 'This sandbox is only read')
  // Whoever was removed from the team is in no list.
  const members = view.users.filter((user) => user.active)
  const [resource, id, ...more] = path.slice(1).split('/')
  if (more.length > 0) return failure(404, 'instanceNotFoundError', 'Not found')
  const notOnPlan = failure(403, 'forbiddenError', 'This feature is not available on your plan.')
  if (path === '/audit/logs' && scopes.has('admin'))
    return options.plan === 'team' ? notOnPlan : auditLog(query, members)
  if (resource === 'me' && id === undefined) {
    const { id: own = '0', email = '' } = members[0] ?? {}
    return ok({
      user: {
        id: Number(own),
        username: 'rollcall',
        email,
        fullName: 'Rollcall',
        avatar: null,
        isPublic: false,
        emailVerified: true,
        ...(options.isTeamless ? { teamId: 0, teamName: null, teamDomain: null } : TEAM),
        roles: ['user', ...(scopes.has('admin') ? ['admin'] : [])],
      },
      operations: [{ name: 'api_object_usage', limit: 3, usage: 1, overage: 0 }],
    })
  }
  if (!scopes.has('admin'))
    return failure(403, 'forbiddenError', 'You do not have enough permissions to perform this action.')
  if (resource === 'users') {
    const group = query.get('groupId')
    const inGroup = (user: SandboxUser) => group === null || view.group(group)?.members.has(user.id) === true
    if (id === undefined) return ok({ data: members.filter(inGroup).map(teamUser) })
    const user = members.find((one) => one.id === id)
    return user ? ok(teamUser(user)) : failure(404, 'userNotFound', 'We could not find this user.')
  }
  if (resource === 'groups' && id === undefined)
    return options.plan === 'team' ? notOnPlan : ok({ data: view.groups.map(teamGroup) })
  return failure(404, 'NotFound', 'Not found')
}

const DAY_MS = 24 * 60 * 60_000
const KEPT_DAYS = 180

/** From and before a day, the newest first. Everyone signed in on two days, at the second try, and did something then. */
function auditLog(query: URLSearchParams, members: readonly SandboxUser[]): SandboxResponse {
  const day = (name: string) => (/^\d{4}-\d\d-\d\d$/.test(query.get(name) ?? '') ? Date.parse(query.get(name)!) : NaN)
  const [since, until] = [day('since'), day('until')]
  const start = offsetAt(query.get('cursor'))
  if (Number.isNaN(since) || Number.isNaN(until) || start === null)
    return failure(400, 'invalidParamError', 'since, until and cursor')
  const from = Math.max(since, Date.now() - KEPT_DAYS * DAY_MS)
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS
  const trails = members
    .flatMap((user, at) =>
      [1 + (at % 20), 60 + (at % 40)].flatMap((days, round) =>
        ['user.login_failed', 'user.login_success', 'collection.created'].map((action, step) => {
          const time = today - days * DAY_MS + at * 1_000 + step * 100
          const actor = { active: true, email: user.email, id: Number(user.id), name: user.givenName, roles: [] }
          return {
            id: at * 10 + round * 3 + step,
            ip: '192.0.2.1',
            userAgent: 'PostmanRuntime',
            action,
            timestamp: new Date(time).toISOString(),
            message: action,
            data: { actor, user: actor, team: TEAM, variables: {} },
          }
        }),
      ),
    )
    .filter(({ timestamp }) => Date.parse(timestamp) >= from && Date.parse(timestamp) < until)
    .toSorted((one, other) => other.timestamp.localeCompare(one.timestamp))
  const end = start + pageSize(query.get('limit'), 50, 500)
  return ok({
    nextCursor: end < trails.length ? placeOf(end) : null,
    trails: trails.slice(start, end),
  })
}

function teamUser(user: SandboxUser): Record<string, unknown> {
  return {
    id: Number(user.id),
    name: `${user.givenName} ${user.familyName}`,
    username: user.username,
    email: user.email,
    roles: user.isGuest ? ['guest'] : ['user', ...(user.isAdmin ? ['superadmin'] : [])],
    joinedAt: user.createdAt,
    ...user.raw,
  }
}

function teamGroup(group: SandboxGroup): object {
  return {
    id: Number(group.id),
    teamId: TEAM.teamId,
    name: group.name,
    summary: group.description ?? '',
    createdBy: 12_345_000,
    createdAt: '2024-01-01T00:00:00.000Z',
    updatedAt: '2024-01-01T00:00:00.000Z',
    members: [...group.members].map(Number),
    roles: ['user'],
  }
}

const scimOk = (body: object): SandboxResponse => ({
  status: 200,
  headers: { 'content-type': 'application/scim+json' },
  body,
})

function scimError(status: number, detail: string): SandboxResponse {
  return {
    status,
    headers: { 'content-type': 'application/scim+json' },
    body: { schemas: [`${MESSAGE}:Error`], detail, status: String(status) },
  }
}

function scim(
  options: PostmanSandboxOptions,
  state: Directory,
  request: SandboxRequest,
  view: DirectoryView,
): SandboxResponse {
  const { path, query, headers, method } = request
  if (headers['authorization'] !== `Bearer ${SCIM_KEY}`) return scimError(401, 'Unauthorized')
  if (options.plan === 'team') return scimError(403, 'Forbidden')
  if (method === 'DELETE') return scimError(404, 'Not found')
  if (method !== 'GET')
    return scimWrite({ state, encodeUser: scimUser, encodeGroup: scimGroup }, request, path.slice(SCIM.length + 1))
  const [resource, id, ...more] = path.slice(SCIM.length + 1).split('/')
  if (more.length > 0) return scimError(404, 'Not found')
  if (resource === 'ServiceProviderConfig')
    return scimOk({ schemas: [`${CORE}:ServiceProviderConfig`], filter: { supported: true, maxResults: 100 } })
  const found = (body: object | undefined) => (body ? scimOk(body) : scimError(404, 'Resource not found'))
  if (resource === 'Users') {
    const [, named] = /^userName eq "([^"]*)"$/.exec(query.get('filter') ?? '') ?? []
    const wanted = view.users.filter(({ email }) => named === undefined || email.toLowerCase() === named.toLowerCase())
    if (id === undefined) return scimList(query, wanted, scimUser)
    const user = view.user(id)
    return found(user && scimUser(user))
  }
  if (resource === 'Groups') {
    if (id === undefined) return scimList(query, view.groups, scimGroup)
    const group = view.group(id)
    return found(group && scimGroup(group))
  }
  return scimError(404, 'Not found')
}

/** 100 by default and at most, counted from 1. */
function scimList<Item>(
  query: URLSearchParams,
  items: readonly Item[],
  encode: (item: Item) => object,
): SandboxResponse {
  const start = Number(query.get('startIndex') ?? 1)
  if (!Number.isSafeInteger(start) || start < 1) return scimError(400, 'startIndex')
  const page = items.slice(start - 1, start - 1 + pageSize(query.get('count'), 100, 100))
  return scimOk({
    schemas: [`${MESSAGE}:ListResponse`],
    totalResults: items.length,
    startIndex: start,
    itemsPerPage: page.length,
    Resources: page.map(encode),
  })
}

function scimUser(user: SandboxUser): Record<string, unknown> {
  return {
    schemas: [`${CORE}:User`],
    id: user.id,
    userName: user.email,
    name: { givenName: user.givenName, familyName: user.familyName },
    externalId: user.employeeNumber,
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
