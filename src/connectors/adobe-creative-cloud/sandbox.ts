import { createSandboxAuthority, type SandboxAuthority } from '#kit/sandbox-authority.ts'
import { Directory, type DirectoryView, type SandboxUser } from '#kit/sandbox-directory.ts'
import { runCommands } from './sandbox-actions.ts'
import {
  serveSandbox,
  type Sandbox,
  type SandboxOptions,
  type SandboxRequest,
  type SandboxResponse,
} from '#kit/sandbox.ts'

/** Written from Adobe's documents of the User Management API and of its sign-in service. */
export type AdobeSandboxOptions = SandboxOptions & {
  seed?: number
  users?: number
  /** User groups. */
  groups?: number
  /** How many users a page has; Adobe changes it as it likes, 2,000 at most. */
  pageSize?: number
  /** How long the minute is in which 25 calls for users, 5 for groups and 10 for actions are allowed; without limits unless said. */
  minuteMs?: number
  /** Whether the credential of the retired form still works. Adobe ended it on 1 March 2026. */
  acceptsJwt?: boolean
}

/** A product profile: who was given it directly, and through which user groups; beyond the quota nobody has a licence. */
export type SandboxProfile = {
  id: number
  name: string
  product: string
  quota: string
  members: Set<string>
  groups: Set<string>
}

export type AdobeSandbox = Sandbox & { authority: SandboxAuthority; profiles: SandboxProfile[] }

export const ORGANISATION = 'A495E53A0BAD0CAFE0123456@AdobeOrg'
const ROOT = '/v2/usermanagement'

type Parts = {
  options: AdobeSandboxOptions
  scopes: ReadonlySet<string>
  authority: SandboxAuthority
  profiles: SandboxProfile[]
  state: Directory
  /** Times of the calls of the last minute, by kind. */
  recent: Map<string, number[]>
}

/** Starts an Adobe organisation with invented people, user groups and two product profiles. */
export async function startSandbox(options: AdobeSandboxOptions = {}): Promise<AdobeSandbox> {
  const { seed = 9, users = 50, groups = 3, acceptsJwt = true } = options
  const state = new Directory({
    seed,
    users,
    groups,
    userId: (number) => `${(0xa000_0000 + number).toString(16).toUpperCase()}0495E53@example.com`,
    groupId: (number) => String(94_663_221 + number),
  })
  const scopes = new Set(['user_management_sdk'])
  const authority = createSandboxAuthority({
    path: '/ims',
    token: { token_type: 'bearer', expires_in: 86_399 },
    client: { id: '88ce03094fe74f4d91c2538217d007fe', secret: 'p8e-sandbox-client-secret' },
    serviceAccount: { issuer: ORGANISATION, subject: '0A1B2C3D4E5F@techacct.adobe.com' },
  })
  const ids = state.view.users.map(({ id }) => id)
  const firstGroup = state.view.groups[1]?.name
  const profiles: SandboxProfile[] = [
    {
      id: 501,
      name: 'All Apps',
      product: 'All Apps plan - 100 GB',
      quota: String(ids.length + 5),
      members: new Set(ids.filter((_, at) => at % 3 === 0)),
      groups: new Set(firstGroup === undefined ? [] : [firstGroup]),
    },
    {
      id: 502,
      name: 'Photoshop: review/EMEA',
      product: 'Photoshop',
      // Fewer licences than members.
      quota: '2',
      members: new Set(ids.slice(0, 4)),
      groups: new Set(),
    },
    { id: 503, name: 'Stock', product: 'Adobe Stock', quota: 'UNLIMITED', members: new Set(), groups: new Set() },
  ]
  const client = { clientId: authority.client.id, clientSecret: authority.client.secret, organizationId: ORGANISATION }
  const parts: Parts = { options, scopes, authority, profiles, state, recent: new Map() }
  const sandbox = await serveSandbox(
    {
      state,
      hosts: { api: ROOT, 'sign-in': '' },
      credentials: {
        'server-to-server': client,
        get 'service-account-jwt'() {
          const { privateKey, subject: technicalAccountId } = authority.serviceAccount
          return { ...client, privateKey, technicalAccountId }
        },
      },
      scopes,
      shape: {
        list: (body) => {
          const { users: people, groups: named } = (body ?? {}) as { users?: unknown[]; groups?: unknown[] }
          return people ?? named
        },
        id: (record) => ('groupName' in record ? 'groupName' : 'id'),
        placeParam: 'page',
      },
      answer: (request, view) => signIn(parts, acceptsJwt, request) ?? api(parts, request, view),
      tooMany,
      isRead: ({ method, path }) => method === 'POST' && path.startsWith('/ims/'),
    },
    options,
  )
  return Object.assign(sandbox, { authority, profiles })
}

function tooMany(seconds: number): SandboxResponse {
  return {
    status: 429,
    headers: { 'retry-after': String(seconds) },
    body: { error_code: '429050', message: 'Too many requests' },
  }
}

/** Client id and secret with the scopes that it must ask for; or the retired form, if it is still taken. */
function signIn({ authority }: Parts, acceptsJwt: boolean, request: SandboxRequest): SandboxResponse | undefined {
  const { path, text } = request
  const form = new URLSearchParams(text)
  const asToken = { ...request, path: '/ims/token' }
  if (path === '/ims/token/v3' || path === '/ims/token/v2') {
    if (form.get('grant_type') !== 'client_credentials')
      return { status: 400, body: { error: 'unsupported_grant_type', error_description: 'grant_type' } }
    const asked = new Set((form.get('scope') ?? '').split(','))
    const answer = authority.answer(asToken)
    const isWhole = ['openid', 'AdobeID', 'user_management_sdk'].every((scope) => asked.has(scope))
    return answer?.status === 200 && !isWhole ? { status: 400, body: { error: 'invalid_scope' } } : answer
  }
  if (path === '/ims/exchange/jwt' || path === '/ims/exchange/jwt/')
    return acceptsJwt && form.has('jwt_token')
      ? authority.answer(asToken)
      : { status: 400, body: { error: 'invalid_client', error_description: 'Service Account (JWT) has been retired' } }
  return path.startsWith('/ims/') ? { status: 404, body: { error: 'not_found' } } : undefined
}

/** A 401 has no body, and is also what another organisation gets. */
const UNAUTHORISED: SandboxResponse = {
  status: 401,
  headers: {
    'content-type': '*/*',
    'www-authenticate': 'Bearer realm="JIL", error="invalid_token", error_description="The access token is invalid"',
  },
  body: '',
}

function api(parts: Parts, request: SandboxRequest, view: DirectoryView): SandboxResponse {
  const { authority, scopes, options } = parts
  const { path, method, headers } = request
  if (!path.startsWith(`${ROOT}/`)) return { status: 404, body: { error_code: '404', message: 'Not found' } }
  const [resource, ...rest] = path
    .slice(ROOT.length + 1)
    .split('/')
    .map(decodeURIComponent)
  const kind = resource === 'groups' || resource === 'action' ? resource : 'users'
  const limited = overLimit(parts, options.minuteMs, kind)
  if (limited) return limited
  const key = headers['x-api-key']
  if (key !== authority.client.id || !scopes.has('user_management_sdk'))
    return { status: 403, body: { error_code: '403000', message: 'Api Key is invalid' } }
  if (!authority.accepts(request) || rest[0] !== ORGANISATION) return UNAUTHORISED
  if (method === 'POST' && resource === 'action') return runCommands(parts.state, parts.profiles, request.text)
  if (method !== 'GET') return { status: 405, body: { error_code: '405000', message: 'Method not allowed' } }
  if (resource === 'organizations' && rest[1] === 'users' && rest.length === 3) return oneUser(parts, rest[2]!, view)
  if (resource === 'groups' && rest.length === 2) return listGroups(parts, Number(rest[1]), view)
  if (resource === 'users' && rest.length === 2)
    return listUsers(parts, Number(rest[1]), active(view), request.query, view)
  if (resource === 'users' && rest.length === 3)
    return listMembers(parts, Number(rest[1]), rest[2]!, request.query, view)
  return { status: 404, body: { error_code: '404', message: 'Not found' } }
}

const A_MINUTE = { groups: 5, users: 25, action: 10 }

function overLimit(
  { recent }: Parts,
  minuteMs: number | undefined,
  kind: keyof typeof A_MINUTE,
): SandboxResponse | undefined {
  if (minuteMs === undefined) return undefined
  const now = performance.now()
  const calls = (recent.get(kind) ?? []).filter((at) => at > now - minuteMs)
  recent.set(kind, calls)
  if (calls.length < A_MINUTE[kind]) return void calls.push(now)
  return tooMany(Math.ceil((calls[0]! + minuteMs - now) / 1_000))
}

/** Only those in good standing are listed, and only they are found. */
const active = (view: DirectoryView): SandboxUser[] => view.users.filter((user) => user.active)

function oneUser(parts: Parts, userString: string, view: DirectoryView): SandboxResponse {
  const wanted = userString.toLowerCase()
  const user = active(view).find(({ email }) => email.toLowerCase() === wanted)
  return user
    ? { status: 200, body: { result: 'success', user: adobeUser(parts, user, view, true) } }
    : { status: 404, body: { result: 'error.user.not_found', message: `User not found ${userString}` } }
}

function listUsers(
  parts: Parts,
  number: number,
  users: readonly SandboxUser[],
  query: URLSearchParams,
  view: DirectoryView,
  more: object = {},
): SandboxResponse {
  const size = Math.min(parts.options.pageSize ?? 2_000, 2_000)
  const pages = Math.max(1, Math.ceil(users.length / size))
  // A page behind the last one is the last one again.
  const at = Math.min(number, pages - 1)
  const page = users.slice(at * size, (at + 1) * size)
  const withGroups = query.get('excludeGroups') !== 'true'
  return {
    status: 200,
    headers: {
      // The technical account counts, and is not sent.
      'x-total-count': String(users.length + 1),
      'x-page-count': String(pages),
      'x-current-page': String(at),
      'x-page-size': String(page.length),
    },
    body: {
      lastPage: at === pages - 1,
      result: 'success',
      ...more,
      users: page.map((user) => adobeUser(parts, user, view, withGroups)),
    },
  }
}

function listMembers(
  parts: Parts,
  number: number,
  name: string,
  query: URLSearchParams,
  view: DirectoryView,
): SandboxResponse {
  const group = view.groups.find((one) => one.name === name)
  const profile = parts.profiles.find((one) => one.name === name)
  if (!group && !profile)
    return {
      status: 404,
      body: { lastPage: false, result: 'error.group.not_found', message: `Not found: Group ${name}` },
    }
  const all = active(view)
  const members = group
    ? all.filter(({ id }) => group.members.has(id))
    : membersOf(profile!, all, view, query.get('directOnly') !== 'false')
  const status = query.get('status')
  const quota = profile && /^\d+$/.test(profile.quota) ? Number(profile.quota) : Infinity
  const shown = status === 'active' ? members.slice(0, quota) : status === 'inactive' ? members.slice(quota) : members
  return listUsers(parts, number, shown, query, view, { groupName: name })
}

function membersOf(
  profile: SandboxProfile,
  all: readonly SandboxUser[],
  view: DirectoryView,
  directOnly: boolean,
): SandboxUser[] {
  const through = view.groups.filter(({ name }) => !directOnly && profile.groups.has(name))
  return all.filter(({ id }) => profile.members.has(id) || through.some(({ members }) => members.has(id)))
}

function listGroups(parts: Parts, number: number, view: DirectoryView): SandboxResponse {
  if (number > 0) return { status: 200, body: { lastPage: true, result: 'Not found' } }
  const all = active(view)
  const named = view.groups.map((group) => ({
    groupId: Number(group.id),
    groupName: group.name,
    type: 'USER_GROUP',
    memberCount: all.filter(({ id }) => group.members.has(id)).length,
  }))
  const profiles = parts.profiles.map((profile) => ({
    groupId: profile.id,
    groupName: profile.name,
    type: 'PRODUCT_PROFILE',
    productName: profile.product,
    memberCount: membersOf(profile, all, view, true).length,
    licenseQuota: profile.quota,
    adminGroupName: `_admin_${profile.name}`,
  }))
  const admins = [
    { groupName: '_org_admin', type: 'SYSADMIN_GROUP', memberCount: all.filter(({ isAdmin }) => isAdmin).length },
    { groupName: '_developer_All Apps', type: 'DEVELOPER_GROUP', memberCount: 0, productProfileName: 'All Apps' },
  ]
  return { status: 200, body: { lastPage: true, result: 'success', groups: [...named, ...profiles, ...admins] } }
}

/** What was never filled in is not sent. */
function adobeUser(parts: Parts, user: SandboxUser, view: DirectoryView, withGroups: boolean): Record<string, unknown> {
  const groups = [
    ...view.groups.filter(({ members }) => members.has(user.id)).map(({ name }) => name),
    ...parts.profiles.filter(({ members }) => members.has(user.id)).map(({ name }) => name),
    ...(user.isAdmin ? ['_org_admin', '_admin_All Apps'] : []),
  ]
  return {
    id: user.id,
    email: user.email,
    status: 'active',
    ...(withGroups && groups.length > 0 ? { groups } : {}),
    username: user.username,
    domain: user.email.split('@')[1],
    ...(user.givenName === '' ? {} : { firstname: user.givenName }),
    ...(user.familyName === '' ? {} : { lastname: user.familyName }),
    country: user.locale.split('-')[1],
    type: user.isGuest ? 'adobeID' : 'federatedID',
    ...user.raw,
  }
}
