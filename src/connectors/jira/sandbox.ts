import { createSandboxAuthority, type SandboxAuthority } from '#kit/sandbox-authority.ts'
import { Directory, type DirectoryView, type SandboxUser } from '#kit/sandbox-directory.ts'
import {
  pageSize,
  serveSandbox,
  type Sandbox,
  type SandboxOptions,
  type SandboxRequest,
  type SandboxResponse,
} from '#kit/sandbox.ts'

import { server, SERVER_PATH, SERVER_TOKEN } from './sandbox-server.ts'

/** Written from Atlassian's OpenAPI description of Jira Cloud and the pages that the README names. */
export type JiraSandboxOptions = SandboxOptions & {
  seed?: number
  users?: number
  groups?: number
  /** Whoever asks is no Jira administrator: groups and users are listed, and neither members nor products. */
  isPlainUser?: boolean
  /** Whoever asks lacks "Browse users and groups". */
  mayNotBrowse?: boolean
  /** Further sites that the consent covers. */
  otherSites?: readonly string[]
}

export type JiraSandbox = Sandbox & { authority: SandboxAuthority; products: readonly SandboxProduct[] }

export type SandboxProduct = { key: string; name: string; seats: number | null; groups: readonly string[] }

const CLOUD_ID = '11223344-a1b2-3c33-c444-def123456789'
const SITE = 'sandbox.atlassian.net'
const EMAIL = 'rollcall@example.com'
const CLASSIC = 'ATATT3xFfGF0-sandbox-classic-token'
const WITH_SCOPES = 'ATATT3xFfGF0-sandbox-scoped-token'
const REST = '/rest/api/3'

/** Starts a Jira site with invented people, among them an app and a portal customer. */
export async function startSandbox(options: JiraSandboxOptions = {}): Promise<JiraSandbox> {
  const { seed = 11, users = 50, groups = 3 } = options
  const state = new Directory({
    seed,
    users,
    groups,
    userId: (number) => `5b10a2844c20165700${String(number).padStart(6, '0')}`,
    groupId: (number) => `276f955c-63d7-42c8-9520-${String(number).padStart(12, '0')}`,
  })
  const admins = state.view.users.filter(({ isAdmin }) => isAdmin).map(({ id }) => id)
  const adminGroup = state.addGroup({ name: 'site-admins', members: admins })
  const [everyone, some] = state.view.groups
  const products: SandboxProduct[] = [
    {
      key: 'jira-software',
      name: 'Jira',
      seats: 100,
      groups: [everyone, adminGroup].flatMap((group) => group?.id ?? []),
    },
    { key: 'jira-servicedesk', name: 'Jira Service Management', seats: null, groups: some ? [some.id] : [] },
    { key: 'jira-product-discovery', name: 'Jira Product Discovery', seats: 3, groups: [] },
  ]
  const scopes = new Set(['read:jira-user', 'manage:jira-configuration'])
  const authority = createSandboxAuthority({
    path: '/oauth',
    client: { id: 'jiraSandboxClient', secret: 'ATOA-jira-sandbox-secret' },
  })
  const { client } = authority
  const ofClient = { clientId: client.id, clientSecret: client.secret }
  const site: Site = { options, scopes, authority, admins: adminGroup.id, products, state }
  const { isPlainUser = false, mayNotBrowse = false } = options
  const dataCenter = { state, products, isPlainUser, mayNotBrowse }
  const sandbox = await serveSandbox(
    {
      state,
      hosts: { site: '', api: '', auth: '', server: SERVER_PATH },
      credentials: {
        oauth2: ofClient,
        'api-token': { site: SITE, email: EMAIL, token: CLASSIC },
        'scoped-token': { site: SITE, email: EMAIL, token: WITH_SCOPES },
        'service-account': ofClient,
        'data-center': { token: SERVER_TOKEN },
      },
      scopes,
      shape: {
        list: (body) => {
          if (Array.isArray(body)) return body
          const { values, groups } = (body ?? {}) as { values?: unknown[]; groups?: unknown }
          return values ?? (Array.isArray(groups) ? (groups as unknown[]) : undefined)
        },
        id: (record) => ['accountId', 'groupId', 'key', 'name'].find((name) => name in record) ?? 'id',
        placeParam: 'startAt',
        moveTotal: (response, by) => {
          const body = response.body as { total?: number }
          if (body.total !== undefined) body.total += by
        },
      },
      answer: (request, view) =>
        signIn(authority, request) ?? server(dataCenter, request, view) ?? answer(site, request, view),
      tooMany: (seconds) => ({
        status: 429,
        headers: {
          'retry-after': String(seconds),
          'x-ratelimit-limit': '100',
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': new Date(Date.now() + seconds * 1_000).toISOString(),
          'ratelimit-reason': 'jira-burst-based',
        },
        body: { errorMessages: ['Rate limit exceeded.'], errors: {} },
      }),
      isRead: ({ method, path }) => method === 'POST' && path.startsWith('/oauth/'),
    },
    options,
  )
  return Object.assign(sandbox, { authority, products })
}

type Site = {
  options: JiraSandboxOptions
  scopes: ReadonlySet<string>
  authority: SandboxAuthority
  admins: string
  products: readonly SandboxProduct[]
  state: Directory
}

/** Atlassian's own server: for its API, with a prompt; JSON or a form; a refresh token for `offline_access` only. */
function signIn(authority: SandboxAuthority, request: SandboxRequest): SandboxResponse | undefined {
  if (request.path === '/authorize') {
    const { query } = request
    if (query.get('audience') !== 'api.atlassian.com' || query.get('prompt') !== 'consent')
      return { status: 400, headers: { 'content-type': 'text/html' }, body: '<h1>Something went wrong</h1>' }
    return authority.answer({ ...request, path: '/oauth/authorize' })
  }
  if (request.path !== '/oauth/token') return undefined
  const isJson = request.headers['content-type']?.startsWith('application/json') === true
  const text = isJson
    ? new URLSearchParams(JSON.parse(request.text) as Record<string, string>).toString()
    : request.text
  const response = authority.answer({ ...request, text })
  const granted = response?.body as { scope?: string; refresh_token?: string } | undefined
  if (granted?.refresh_token !== undefined && !(granted.scope ?? '').split(' ').includes('offline_access'))
    delete granted.refresh_token
  return response
}

function failure(status: number, ...errorMessages: string[]): SandboxResponse {
  return { status, body: { errorMessages, errors: {} } }
}

const gatewayRefusal = (message: string): SandboxResponse => ({ status: 401, body: { code: 401, message } })

const ok = (body: unknown): SandboxResponse => ({ status: 200, body })

const isBasic = ({ headers }: SandboxRequest, token: string): boolean =>
  headers['authorization'] === `Basic ${Buffer.from(`${EMAIL}:${token}`).toString('base64')}`

function answer(site: Site, request: SandboxRequest, view: DirectoryView): SandboxResponse {
  const { path } = request
  const granted = site.authority.scopesOf(request)
  if (path === '/_edge/tenant_info') return ok({ cloudId: CLOUD_ID })
  if (path === '/oauth/token/accessible-resources')
    return granted ? ok(resourcesOf(site, granted)) : gatewayRefusal('Unauthorized')
  const gateway = `/ex/jira/${CLOUD_ID}`
  if (path.startsWith('/ex/jira/')) {
    if (!path.startsWith(`${gateway}/`)) return { status: 404, body: { code: 404, message: 'Not Found' } }
    if (!granted && !isBasic(request, WITH_SCOPES)) return gatewayRefusal('Unauthorized')
    // A service account's token has what the credentials were given, and is asked for without scopes.
    const asked = granted && granted.size > 0 ? granted : site.scopes
    const may = (scope: string) => site.scopes.has(scope) && asked.has(scope)
    return rest(site, { ...request, path: path.slice(gateway.length) }, view, may)
  }
  if (!isBasic(request, CLASSIC))
    return { status: 401, headers: { 'content-type': 'text/plain' }, body: 'Client must be authenticated.' }
  return rest(site, request, view, () => true)
}

function resourcesOf({ scopes, options }: Site, granted: ReadonlySet<string>): object[] {
  const asked = granted.size > 0 ? [...granted].filter((scope) => scope !== 'offline_access') : [...scopes]
  const own = { id: CLOUD_ID, name: 'sandbox', url: `https://${SITE}`, avatarUrl: '' }
  const told = asked.filter((scope) => scopes.has(scope))
  const others = (options.otherSites ?? []).map((url, at) => ({
    id: `99999999-a1b2-3c33-c444-${String(at).padStart(12, '0')}`,
    name: url,
    url: `https://${url}`,
    scopes: told,
    avatarUrl: '',
  }))
  // Confluence of the same site is a resource of its own, with the same id.
  const confluence = { ...own, scopes: ['read:confluence-content.summary'] }
  return told.length === 0 ? [confluence] : [{ ...own, scopes: told }, confluence, ...others]
}

function rest(
  site: Site,
  request: SandboxRequest,
  view: DirectoryView,
  may: (scope: string) => boolean,
): SandboxResponse {
  const { options, products } = site
  const { method, path, query } = request
  if (!path.startsWith(`${REST}/`)) return failure(404, 'dead link')
  const needs = (scope: string) => (may(scope) ? undefined : gatewayRefusal('Unauthorized; scope does not match'))
  const user = () => needs('read:jira-user')
  const browser = () =>
    user() ?? (options.mayNotBrowse ? failure(403, 'You need the permission to browse users and groups.') : undefined)
  const admin = () =>
    needs('manage:jira-configuration') ??
    (options.isPlainUser ? failure(403, 'You do not have permission to administer Jira.') : undefined)
  const resource = path.slice(REST.length + 1)
  if (method !== 'GET') return admin() ?? change(site, request, resource)
  switch (resource) {
    case 'serverInfo':
      return ok({
        baseUrl: `https://${SITE}`,
        serverTitle: 'Sandbox Jira',
        deploymentType: 'Cloud',
        version: '1001.0.0',
      })
    case 'myself': {
      const me = view.users[0]
      return user() ?? (me ? ok(jiraUser(me)) : failure(401, 'Nobody'))
    }
    case 'users/search':
      return browser() ?? bare(query, view.users.map(jiraUser))
    case 'user': {
      const found = view.user(query.get('accountId') ?? '')
      return browser() ?? (found ? ok(jiraUser(found)) : failure(404, 'Specified user does not exist.'))
    }
    case 'user/search': {
      const wanted = query.get('query')?.toLowerCase() ?? ''
      const found = view.users.filter((one) => one.active && one.email.toLowerCase().includes(wanted))
      return browser() ?? ok(found.slice(0, 50).map(jiraUser))
    }
    case 'user/groups': {
      const id = query.get('accountId') ?? ''
      const groups = view.groups.filter(({ members }) => members.has(id))
      return (
        browser() ??
        (view.user(id)
          ? ok(groups.map((group) => ({ name: group.name, groupId: group.id, self: '' })))
          : failure(404, 'Specified user does not exist.'))
      )
    }
    case 'group/bulk': {
      const access = query.get('accessType')
      const groups = view.groups.filter(
        ({ id }) => access === null || (access === 'site-admin') === (id === site.admins),
      )
      const listed = access === 'admin' ? [] : groups
      return (
        browser() ??
        page(
          query,
          listed.map(({ id, name }) => ({ name, groupId: id })),
        )
      )
    }
    case 'group/member': {
      const group = view.group(query.get('groupId') ?? '')
      if (!group) return admin() ?? failure(404, 'The group does not exist.')
      const withInactive = query.get('includeInactiveUsers') === 'true'
      const members = [...group.members]
        .flatMap((id) => view.user(id) ?? [])
        .filter(({ active }) => active || withInactive)
      return admin() ?? page(query, members.map(jiraUser))
    }
    case 'applicationrole':
      return admin() ?? ok(products.map((product) => applicationRole(product, view)))
    default:
      return failure(404, 'dead link')
  }
}

/** What a site administrator may change. Users are made and removed with a token without scopes only. */
function change(
  { state, products }: Site,
  { method, query, text, headers }: SandboxRequest,
  resource: string,
): SandboxResponse {
  const isBasicOnly = resource === 'user'
  const body =
    text === '' ? {} : (JSON.parse(text) as { accountId?: string; emailAddress?: string; products?: string[] })
  if (isBasicOnly && !headers['authorization']?.startsWith('Basic ')) return gatewayRefusal('Unauthorized')
  if (resource === 'group/user') {
    const group = state.group(query.get('groupId') ?? '')
    const id = (method === 'POST' ? body.accountId : query.get('accountId')) ?? ''
    if (!group || !state.find(id)) return failure(404, 'The group or the user was not found.')
    if (method === 'POST') {
      if (group.members.has(id)) return failure(400, 'The user is already a member of the group.')
      state.join(group.id, id)
      return { status: 201, body: { name: group.name, groupId: group.id, self: '' } }
    }
    if (method !== 'DELETE') return failure(405, 'Method not allowed')
    if (!group.members.has(id)) return failure(400, 'The user is not a member of the group.')
    state.leave(group.id, id)
    return { status: 200, headers: { 'content-type': 'text/plain' }, body: '' }
  }
  if (resource !== 'user') return failure(404, 'dead link')
  if (method === 'DELETE') {
    const id = query.get('accountId') ?? ''
    if (!state.find(id)) return failure(404, 'The user was not found.')
    state.remove(id)
    return { status: 204, headers: {}, body: '' }
  }
  if (method !== 'POST') return failure(405, 'Method not allowed')
  const { emailAddress = '', products: wanted = [] } = body
  if (wanted.length === 0 || wanted.some((key) => !products.some((product) => product.key === key)))
    return failure(400, 'The site has no such product.')
  const known = state.view.users.find(({ email }) => email.toLowerCase() === emailAddress.toLowerCase())
  const user = known ?? state.add({ email: emailAddress, username: emailAddress, managerId: null })
  return { status: 201, body: jiraUser(user) }
}

/** 50 by default, and 1,000 at most. */
function bare(query: URLSearchParams, items: readonly object[]): SandboxResponse {
  const start = Number(query.get('startAt') ?? 0)
  if (!Number.isSafeInteger(start) || start < 0) return failure(400, 'startAt')
  return ok(items.slice(start, start + pageSize(query.get('maxResults'), 50, 1_000)))
}

/** 50 at most. */
function page(query: URLSearchParams, items: readonly object[]): SandboxResponse {
  const start = Number(query.get('startAt') ?? 0)
  if (!Number.isSafeInteger(start) || start < 0) return failure(400, 'startAt')
  const maxResults = pageSize(query.get('maxResults'), 50, 50)
  const values = items.slice(start, start + maxResults)
  return ok({ maxResults, startAt: start, total: items.length, isLast: start + values.length >= items.length, values })
}

function applicationRole({ key, name, seats, groups }: SandboxProduct, view: DirectoryView): object {
  const members = new Set(groups.flatMap((id) => [...(view.group(id)?.members ?? [])]))
  const userCount = [...members].filter((id) => view.user(id)?.active).length
  return {
    key,
    name,
    groups: groups.map((id) => view.group(id)?.name ?? id),
    groupDetails: groups.map((groupId) => ({ groupId, name: view.group(groupId)?.name ?? groupId, self: '' })),
    defaultGroups: [],
    defaultGroupsDetails: [],
    selectedByDefault: false,
    defined: true,
    numberOfSeats: seats ?? -1,
    remainingSeats: seats === null ? -1 : seats - userCount,
    userCount,
    userCountDescription: `${userCount} users`,
    hasUnlimitedSeats: seats === null,
    platform: false,
  }
}

function jiraUser(user: SandboxUser): Record<string, unknown> {
  const accountType = user.isBot ? 'app' : user.isGuest ? 'customer' : 'atlassian'
  return {
    self: `https://${SITE}${REST}/user?accountId=${user.id}`,
    accountId: user.id,
    accountType,
    emailAddress: user.email,
    displayName: `${user.givenName} ${user.familyName}`,
    active: user.active,
    timeZone: user.timezone,
    locale: user.locale.replace('-', '_'),
    avatarUrls: { '48x48': 'https://avatar.example.com/48' },
    ...user.raw,
  }
}
