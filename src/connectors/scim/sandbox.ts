import { Directory, type DirectoryView, type SandboxGroup, type SandboxUser } from '#kit/sandbox-directory.ts'
import { offsetAt, placeOf } from '#kit/sandbox-faults.ts'
import {
  pageSize,
  serveSandbox,
  type Sandbox,
  type SandboxOptions,
  type SandboxRequest,
  type SandboxResponse,
} from '#kit/sandbox.ts'

/** Written from RFC 7643, RFC 7644 and RFC 9865; the options are the freedoms that those leave to a server. */
export type ScimSandboxOptions = SandboxOptions & {
  seed?: number
  users?: number
  groups?: number
  /** How lists are paged, and what `ServiceProviderConfig` says of it; `index` does not speak of paging at all. */
  paging?: 'index' | 'cursor' | 'both, cursor first' | 'both, index first'
  /** The largest page. */
  maxResults?: number
  /** Whether a list of groups has their members; one group by itself always has. */
  listsMembers?: boolean
  /** A server without groups answers 404 there. */
  hasGroups?: boolean
  hasServiceProviderConfig?: boolean
}

const BASE = '/scim/v2'
const TOKEN = 'scim-sandbox-token'
const BASIC = { username: 'scim', password: 'scim-sandbox-password' }
const HEADER = { headerName: 'X-Api-Key', prefix: 'Key', token: 'scim-sandbox-key' }

const MESSAGE = 'urn:ietf:params:scim:api:messages:2.0'
const CORE = 'urn:ietf:params:scim:schemas:core:2.0'
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

/** Starts a SCIM 2.0 service with invented people. */
export function startSandbox(options: ScimSandboxOptions = {}): Promise<Sandbox> {
  const { seed = 1, users = 50, groups = 3 } = options
  const state = new Directory({
    seed,
    users,
    groups,
    userId: (number) => `2819c223-${String(number).padStart(8, '0')}`,
  })
  return serveSandbox(
    {
      state,
      hosts: { scim: BASE },
      credentials: { bearer: { token: TOKEN }, basic: BASIC, header: HEADER },
      scopes: new Set(),
      shape: {
        list: (body) => (body as { Resources?: unknown[] } | null)?.Resources,
        placeParam: options.paging === undefined || options.paging.endsWith('index') ? 'startIndex' : 'cursor',
        setNext: (response, place) => void ((response.body as { nextCursor?: string }).nextCursor = place),
        moveTotal: (response, by) => void ((response.body as { totalResults: number }).totalResults += by),
      },
      answer: (request, view) => answer(options, request, view),
      tooMany: (seconds) => ({
        ...failure(429, undefined, 'Too many requests'),
        headers: { ...SCIM_TYPE, 'retry-after': String(seconds) },
      }),
      isRead: (request) => request.method === 'POST' && request.path.endsWith('/.search'),
    },
    options,
  )
}

const SCIM_TYPE = { 'content-type': 'application/scim+json; charset=utf-8' }

function ok(body: object): SandboxResponse {
  return { status: 200, headers: SCIM_TYPE, body }
}

/** RFC 7644 §3.12: the status is a text. */
function failure(status: number, scimType: string | undefined, detail: string): SandboxResponse {
  return {
    status,
    headers: SCIM_TYPE,
    body: { schemas: [`${MESSAGE}:Error`], status: String(status), scimType, detail },
  }
}

function isAuthorised({ headers }: SandboxRequest): boolean {
  return (
    headers['authorization'] === `Bearer ${TOKEN}` ||
    headers['authorization'] === `Basic ${Buffer.from(`${BASIC.username}:${BASIC.password}`).toString('base64')}` ||
    headers['x-api-key'] === `${HEADER.prefix} ${HEADER.token}`
  )
}

function answer(options: ScimSandboxOptions, request: SandboxRequest, view: DirectoryView): SandboxResponse {
  if (!request.path.startsWith(`${BASE}/`))
    return { status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>Not found</h1>' }
  const path = request.path.slice(BASE.length + 1)
  // Open to everyone, as RFC 7644 §4 allows: it proves no token.
  if (path === 'ServiceProviderConfig')
    return options.hasServiceProviderConfig === false ? failure(404, undefined, 'Not found') : ok(config(options))
  if (!isAuthorised(request)) return failure(401, undefined, 'Authentication failed')
  if (request.method !== 'GET') return failure(403, undefined, 'This token may only read')

  const [resource, id, ...rest] = path.split('/').map(decodeURIComponent)
  if (rest.length > 0) return failure(404, undefined, 'Not found')
  if (resource === 'Users') {
    if (id !== undefined) {
      const user = view.user(id)
      return user ? ok(scimUser(user)) : failure(404, undefined, `Resource ${id} not found`)
    }
    const wanted = filterOf(request.query.get('filter'))
    if (wanted === undefined) return failure(400, 'invalidFilter', 'This filter is not supported')
    return list(options, request, view.users.filter(wanted), scimUser)
  }
  if (resource === 'Groups' && options.hasGroups !== false) {
    if (id !== undefined) {
      const group = view.group(id)
      return group ? ok(scimGroup(group, true)) : failure(404, undefined, `Resource ${id} not found`)
    }
    return list(options, request, view.groups, (group) => scimGroup(group, options.listsMembers !== false))
  }
  return failure(404, undefined, 'Not found')
}

function config({ paging = 'index', maxResults = 200 }: ScimSandboxOptions): object {
  const pagination = {
    cursor: true,
    index: paging !== 'cursor',
    defaultPaginationMethod: paging === 'both, index first' ? 'index' : 'cursor',
    defaultPageSize: 100,
    maxPageSize: maxResults,
    cursorTimeout: 3600,
  }
  return {
    schemas: [`${CORE}:ServiceProviderConfig`],
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults },
    changePassword: { supported: false },
    sort: { supported: false },
    etag: { supported: false },
    ...(paging === 'index' ? {} : { pagination }),
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'OAuth Bearer Token',
        description: 'The token from the admin console',
        primary: true,
      },
    ],
  }
}

function list<Item>(
  options: ScimSandboxOptions,
  request: SandboxRequest,
  items: readonly Item[],
  encode: (item: Item) => object,
): SandboxResponse {
  const { paging = 'index', maxResults = 200 } = options
  const { query } = request
  const byCursor =
    paging === 'cursor' ||
    (paging !== 'index' && (query.has('cursor') || (paging === 'both, cursor first' && !query.has('startIndex'))))
  const size = query.get('count') === '0' ? 0 : pageSize(query.get('count'), Math.min(100, maxResults), maxResults)
  // A start below 1 means 1 (RFC 7644 §3.4.2.4).
  const start = byCursor ? offsetAt(query.get('cursor')) : Math.max(1, Number(query.get('startIndex') ?? 1)) - 1
  if (start === null) return failure(400, 'invalidCursor', 'This cursor is not known')
  if (!Number.isSafeInteger(start)) return failure(400, 'invalidValue', 'startIndex must be a whole number')
  const page = items.slice(start, start + size)
  const isLast = start + page.length >= items.length
  const head = { schemas: [`${MESSAGE}:ListResponse`], totalResults: items.length }
  const place = byCursor
    ? isLast
      ? {}
      : { nextCursor: placeOf(start + page.length) }
    : { startIndex: start + 1, itemsPerPage: page.length }
  // "Resources" is required only where there is something to list (RFC 7644 §3.4.2).
  return ok({ ...head, ...place, ...(page.length === 0 ? {} : { Resources: page.map(encode) }) })
}

/** The few filters that most services know; undefined for all others. */
function filterOf(filter: string | null): ((user: SandboxUser) => boolean) | undefined {
  if (filter === null) return () => true
  const [, attribute, value] = /^(\w+) eq (?:"([^"]*)"|true|false)$/i.exec(filter) ?? []
  if (attribute === 'userName') return (user) => user.username === value
  if (attribute === 'userType') return (user) => userTypeOf(user) === value
  if (attribute === 'active') return (user) => user.active === filter.endsWith('true')
  return undefined
}

function userTypeOf(user: SandboxUser): string {
  return user.isGuest ? 'Guest' : user.isBot ? 'Service' : 'Employee'
}

function scimUser(user: SandboxUser): Record<string, unknown> {
  return {
    schemas: [`${CORE}:User`, ENTERPRISE],
    id: user.id,
    externalId: `hr-${user.employeeNumber}`,
    userName: user.username,
    name: { formatted: `${user.givenName} ${user.familyName}`, givenName: user.givenName, familyName: user.familyName },
    displayName: `${user.givenName} ${user.familyName}`,
    nickName: user.givenName,
    title: user.title,
    userType: userTypeOf(user),
    preferredLanguage: user.locale,
    locale: user.locale,
    timezone: user.timezone,
    active: user.active,
    emails: [
      { value: user.email, type: 'work', primary: true },
      { value: `${user.username}@mail.example.net`, type: 'home', primary: false },
    ],
    phoneNumbers: [{ value: user.phone, type: 'work' }],
    addresses: [{ type: 'work', locality: user.timezone.split('/')[1] }],
    ...(user.isAdmin
      ? { roles: [{ value: 'admin', display: 'Administrator', primary: true }], entitlements: [{ value: 'pro' }] }
      : {}),
    [ENTERPRISE]: {
      employeeNumber: user.employeeNumber,
      costCenter: `CC-${user.department}`,
      organization: 'Example',
      division: user.department,
      department: user.department,
      ...(user.managerId === null ? {} : { manager: { value: user.managerId, displayName: 'Manager' } }),
    },
    meta: {
      resourceType: 'User',
      created: user.createdAt,
      lastModified: user.updatedAt,
      version: `W/"${Date.parse(user.updatedAt)}"`,
      location: `https://scim.example.com${BASE}/Users/${user.id}`,
    },
    ...user.raw,
  }
}

function scimGroup(group: SandboxGroup, withMembers: boolean): Record<string, unknown> {
  return {
    schemas: [`${CORE}:Group`],
    id: group.id,
    displayName: group.name,
    ...(withMembers ? { members: [...group.members].map((id) => ({ value: id, type: 'User' })) } : {}),
    meta: { resourceType: 'Group', location: `https://scim.example.com${BASE}/Groups/${group.id}` },
  }
}
