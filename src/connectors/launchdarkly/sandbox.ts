import { createSandboxAuthority, type SandboxAuthority } from '#kit/sandbox-authority.ts'
import { Directory, type DirectoryView, type SandboxGroup, type SandboxUser } from '#kit/sandbox-directory.ts'
import {
  pageSize,
  serveSandbox,
  type Sandbox,
  type SandboxOptions,
  type SandboxRequest,
  type SandboxResponse,
} from '#kit/sandbox.ts'
import { change } from './sandbox-actions.ts'

/** Written from LaunchDarkly's REST reference and its OpenAPI description. */
export type LaunchDarklySandboxOptions = SandboxOptions & {
  seed?: number
  users?: number
  /** Teams. */
  groups?: number
  /** Plans below have no teams and no custom roles. */
  plan?: 'enterprise' | 'foundation'
  /** Whose token it is; a service token is nobody's. */
  token?: 'service' | 'personal'
}

export type LaunchDarklySandbox = Sandbox & { authority: SandboxAuthority }

const TOKEN = 'api-5a4db0e0-1e7c-4a0e-9d3f-0123456789ab'
const ROLES = [
  { _id: '5f0a00000000000000000001', key: 'release-manager', name: 'Release manager', description: 'Ships' },
  { _id: '5f0a00000000000000000002', key: 'on-call', name: 'On call', description: '' },
]

/** Starts a LaunchDarkly account with invented members. */
export async function startSandbox(options: LaunchDarklySandboxOptions = {}): Promise<LaunchDarklySandbox> {
  const { seed = 5, users = 50, groups = 3 } = options
  const authority = createSandboxAuthority({ path: '/trust/oauth' })
  const state = new Directory({
    seed,
    users,
    groups,
    userId: (number) => `507f1f77bcf86cd7${number.toString(16).padStart(8, '0')}`,
    groupId: (number) => `team-${number}`,
  })
  // The role of the token, or the scopes of the grant.
  const scopes = new Set(['reader', 'admin'])
  const { id: clientId, secret: clientSecret } = authority.client
  const sandbox = await serveSandbox(
    {
      state,
      hosts: { api: '' },
      credentials: {
        token: { site: 'app.launchdarkly.com', token: TOKEN },
        oauth2: { site: 'app.launchdarkly.com', clientId, clientSecret },
      },
      scopes,
      shape: {
        list: (body) => (body as { items?: unknown[] } | null)?.items,
        id: (record) => ('_id' in record ? '_id' : 'key'),
        placeParam: 'offset',
        moveTotal: (response, by) => void ((response.body as { totalCount: number }).totalCount += by),
      },
      answer: (request, view) => authority.answer(request) ?? answer(options, state, scopes, authority, request, view),
      // The window is ten seconds and its end is told in milliseconds since 1970.
      tooMany: (seconds) => ({
        ...failure(429, 'rate_limited', "You've exceeded the API rate limit. Try again later."),
        headers: {
          'x-ratelimit-global-remaining': '0',
          'x-ratelimit-route-remaining': '0',
          'x-ratelimit-reset': String(Date.now() + seconds * 1_000),
        },
      }),
      isRead: ({ method, path }) => method === 'POST' && path.startsWith('/trust/oauth/'),
    },
    options,
  )
  return Object.assign(sandbox, { authority })
}

function failure(status: number, code: string, message: string): SandboxResponse {
  return { status, body: { id: '00000000-0000-4000-8000-000000000000', code, message } }
}

function ok(body: object): SandboxResponse {
  return { status: 200, body }
}

function answer(
  options: LaunchDarklySandboxOptions,
  state: Directory,
  scopes: ReadonlySet<string>,
  authority: SandboxAuthority,
  request: SandboxRequest,
  view: DirectoryView,
): SandboxResponse {
  const { path, query, headers, method } = request
  const isToken = headers['authorization'] === TOKEN
  if (!isToken && !authority.accepts(request)) return failure(401, 'unauthorized', 'Invalid access token')
  if (!['20240415', '20220603', '20210729', '20191212', '20160426'].includes(headers['ld-api-version'] ?? '20240415'))
    return failure(403, 'forbidden', 'Access to this version is not allowed')
  const [api, version, resource, id, ...rest] = path.slice(1).split('/')
  const isTeamsOfMember = resource === 'members' && rest[0] === 'teams' && rest.length === 1
  if (api !== 'api' || version !== 'v2' || (rest.length > 0 && !isTeamsOfMember))
    return failure(404, 'not_found', 'Unknown route')
  if (resource === 'caller-identity')
    return ok({
      accountId: '569f183514f4432160000007',
      environmentId: '',
      projectId: '',
      environmentName: '',
      authKind: isToken ? 'token' : 'oauth',
      ...(isToken
        ? {
            tokenKind: 'auth',
            tokenId: '61095542756dba551110ae21',
            tokenName: 'rollcall',
            serviceToken: options.token !== 'personal',
          }
        : { clientId: 'sandbox-client', scopes: [...scopes].filter((scope) => scope !== 'admin') }),
      ...(options.token === 'personal' || !isToken ? { memberId: view.users[0]?.id } : {}),
    })
  if (method !== 'GET') {
    if (!isToken || !scopes.has('admin'))
      return failure(403, 'forbidden', 'Access to the requested resource was denied')
    const encoded = (id: string) => member(state.user(id), teamIndex(state.view), [])
    const changes = { state, failure, member: encoded, team: (key: string) => team(state.group(key)!) }
    return change(changes, request, [resource ?? '', ...(id === undefined ? [] : [id]), ...rest])
  }
  if (isTeamsOfMember) return failure(405, 'method_not_allowed', 'Method not allowed')
  // A role that is too small is told like a wrong token.
  if (!scopes.has('reader')) return failure(401, 'unauthorized', 'Invalid access token')
  const expand = (query.get('expand') ?? '').split(',')
  if (resource === 'members') {
    const teams = teamIndex(view)
    const [, email] = /^email:(.+)$/.exec(query.get('filter') ?? '') ?? []
    const wanted = view.users.filter((user) => email === undefined || user.email.toLowerCase() === email.toLowerCase())
    if (id === undefined) return list(path, query, wanted, (user) => member(user, teams, expand))
    const user = view.user(id === 'me' ? (view.users[0]?.id ?? '') : id)
    return user ? ok(member(user, teams, expand)) : failure(404, 'not_found', 'Invalid resource identifier')
  }
  if (id === undefined && options.plan === 'foundation' && (resource === 'teams' || resource === 'roles'))
    return failure(403, 'forbidden', 'Your plan does not include this')
  if (resource === 'teams' && id === undefined) return list(path, query, view.groups, team)
  if (resource === 'roles' && id === undefined)
    return list(path, query, ROLES, (role) => ({ ...role, policy: [], basePermissions: 'reader' }))
  return failure(404, 'not_found', 'Unknown route')
}

/** 20 by default. The largest page is not documented; this one gives 100. */
function list<Item>(
  path: string,
  query: URLSearchParams,
  items: readonly Item[],
  encode: (item: Item) => object,
): SandboxResponse {
  const start = Number(query.get('offset') ?? 0)
  if (!Number.isSafeInteger(start) || start < 0) return failure(400, 'invalid_request', 'offset must be a whole number')
  const limit = pageSize(query.get('limit'), 20, 100)
  const end = start + limit
  const link = (from: number) => ({ href: `${path}?limit=${limit}&offset=${from}`, type: 'application/json' })
  return ok({
    items: items.slice(start, end).map(encode),
    totalCount: items.length,
    _links: { self: link(start), ...(end < items.length ? { next: link(end) } : {}) },
  })
}

function teamIndex(view: DirectoryView): ReadonlyMap<string, SandboxGroup[]> {
  const teams = new Map<string, SandboxGroup[]>()
  for (const group of view.groups) for (const id of group.members) teams.set(id, [...(teams.get(id) ?? []), group])
  return teams
}

function member(
  user: SandboxUser,
  teams: ReadonlyMap<string, SandboxGroup[]>,
  expand: readonly string[],
): Record<string, unknown> {
  const roles = user.isGuest ? [ROLES[0]!] : []
  return {
    _id: user.id,
    _links: { self: { href: `/api/v2/members/${user.id}`, type: 'application/json' } },
    email: user.email,
    firstName: user.givenName,
    lastName: user.familyName,
    role: user.isAdmin ? 'owner' : user.isGuest ? 'no_access' : 'reader',
    customRoles: roles.map(({ _id }) => _id),
    ...(expand.includes('customRoles')
      ? { customRolesInfo: roles.map(({ _id, key, name }) => ({ _id, key, name })) }
      : {}),
    // There is no disabled state: whoever has not accepted the invitation cannot sign in.
    _pendingInvite: !user.active,
    _verified: user.active,
    _pendingEmail: '',
    mfa: user.isAdmin ? 'enabled' : 'disabled',
    _lastSeen: user.active && user.lastActiveAt !== null ? Date.parse(user.lastActiveAt) : 0,
    creationDate: Date.parse(user.createdAt),
    oauthProviders: [],
    version: 1,
    teams: (teams.get(user.id) ?? []).map(({ id, name }) => ({ key: id, name, customRoleKeys: [] })),
    permissionGrants: [],
    ...user.raw,
  }
}

function team(group: SandboxGroup): object {
  return {
    key: group.id,
    name: group.name,
    description: group.description ?? '',
    _creationDate: Date.parse('2024-01-01T00:00:00Z'),
    _lastModified: Date.parse('2024-01-01T00:00:00Z'),
    _version: 1,
    _idpSynced: false,
  }
}
