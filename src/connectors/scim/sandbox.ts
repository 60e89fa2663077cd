import { randomUUID } from 'node:crypto'
import { createSandboxAuthority, type SandboxAuthority } from '#kit/sandbox-authority.ts'
import { Directory, type DirectoryView, type SandboxGroup, type SandboxUser } from '#kit/sandbox-directory.ts'
import { offsetAt, placeOf } from '#kit/sandbox-faults.ts'
import { scimWrite } from '#kit/sandbox-scim.ts'
import { isSignedBy } from '#kit/sandbox-signature.ts'
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
  /** Whether the credential may change anything; it may unless said otherwise. */
  mayWrite?: boolean
}

const BASE = '/scim/v2'
/** Who holds a credential of their own of every kind. */
export type ScimAdmin = 'admin' | 'other admin'

const keysOf = (name: string, accessKeyId: string) => ({
  bearer: { token: `${name}-token` },
  basic: { username: name.split('-', 1)[0]!, password: `${name}-password` },
  header: { headerName: 'X-Api-Key', prefix: 'Key', token: `${name}-key` },
  query: { paramName: 'api_key', key: `${name}-query-key` },
  aws: {
    accessKeyId,
    secretAccessKey: `${name}/secret+access+key`,
    sessionToken: `${name}-session-token`,
    region: 'eu-central-1',
    service: 'execute-api',
  },
  session: { username: `${name}-rollcall`, password: `${name}-sign-in` },
})

const KEYS: Record<ScimAdmin, ReturnType<typeof keysOf>> = {
  admin: keysOf('scim-sandbox', 'AKIASANDBOXSANDBOX12'),
  'other admin': keysOf('other-sandbox', 'AKIASANDBOXSANDBOX34'),
}
const ADMINS = Object.keys(KEYS) as ScimAdmin[]
const OTHER_ADMIN = {
  client: { id: 'other-sandbox-client', secret: 'other-sandbox-client-secret' },
  subject: 'other-admin@example.com',
}

const MESSAGE = 'urn:ietf:params:scim:api:messages:2.0'
const CORE = 'urn:ietf:params:scim:schemas:core:2.0'
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

export type ScimSandbox = Sandbox & {
  authority: SandboxAuthority
  /** Form fields of another admin of the same vendor account, per auth method. */
  otherCredentials: Sandbox['credentials']
  /** Whose credential the newest list was read with. */
  lastReader(): ScimAdmin | undefined
  /** Ends every session that somebody signed in to. */
  endSessions(): void
}

/** Starts a SCIM 2.0 service with invented people. It takes every kind of credential that such services are known to take. */
export async function startSandbox(options: ScimSandboxOptions = {}): Promise<ScimSandbox> {
  const authority = createSandboxAuthority({ path: '/oauth', otherAdmin: OTHER_ADMIN })
  const sessions = new Map<string, ScimAdmin>()
  let lastReader: ScimAdmin | undefined
  const { seed = 1, users = 50, groups = 3 } = options
  const state = new Directory({
    seed,
    users,
    groups,
    userId: (number) => `2819c223-${String(number).padStart(8, '0')}`,
  })
  const sandbox = await serveSandbox(
    {
      state,
      hosts: {
        scim: BASE,
        authorize: '/oauth/authorize',
        token: '/oauth/token',
        revoke: '/oauth/revoke',
        login: '/login',
      },
      credentials: credentialsOf('admin', authority),
      scopes: new Set(),
      shape: {
        list: (body) => (body as { Resources?: unknown[] } | null)?.Resources,
        placeParam: options.paging === undefined || options.paging.endsWith('index') ? 'startIndex' : 'cursor',
        setNext: (response, place) => void ((response.body as { nextCursor?: string }).nextCursor = place),
        moveTotal: (response, by) => void ((response.body as { totalResults: number }).totalResults += by),
      },
      answer: (request, view) =>
        authority.answer(request) ??
        (request.path === '/login'
          ? signIn(request, sessions)
          : answer(options, request, view, (lastReader = readerOf(request, authority, sessions)) !== undefined, state)),
      tooMany: (seconds) => ({
        ...failure(429, undefined, 'Too many requests'),
        headers: { ...SCIM_TYPE, 'retry-after': String(seconds) },
      }),
      isRead: ({ method, path }) => method === 'POST' && /\/\.search$|^\/oauth\/|^\/login$/.test(path),
    },
    options,
  )
  return Object.assign(sandbox, {
    authority,
    otherCredentials: credentialsOf('other admin', authority),
    lastReader: () => lastReader,
    endSessions: () => sessions.clear(),
  })
}

/** What an admin enters, per auth method. The service account's key is made when it is first asked for. */
function credentialsOf(admin: ScimAdmin, { client: first, serviceAccount }: SandboxAuthority) {
  const { client, subject } = admin === 'admin' ? { client: first, subject: serviceAccount.subject } : OTHER_ADMIN
  const ofClient = { clientId: client.id, clientSecret: client.secret }
  return {
    ...KEYS[admin],
    oauth2: { ...ofClient, scope: 'scim.read' },
    'client-credentials': ofClient,
    get 'service-account'() {
      const { privateKey: key, issuer, keyId } = serviceAccount
      return { key, issuer, subject, keyId, scope: 'scim.read' }
    },
    get 'adobe-jwt'() {
      const { privateKey: key, issuer: organisation, subject: account } = serviceAccount
      return { ...ofClient, key, organisation, account, scope: 'ent_user_sdk' }
    },
  }
}

/** A sign-in as web applications have it: JSON in, a cookie out, beside others that are of no use. */
function signIn({ method, text, headers }: SandboxRequest, sessions: Map<string, ScimAdmin>): SandboxResponse {
  const given = headers['content-type']?.includes('json')
    ? (JSON.parse(text) as Record<string, unknown>)
    : Object.fromEntries(new URLSearchParams(text))
  const who = ADMINS.find((admin) => {
    const { username, password } = KEYS[admin].session
    return given['username'] === username && given['password'] === password
  })
  if (method !== 'POST' || who === undefined) return { status: 401, body: { message: 'Wrong user name or password' } }
  const session = `s${sessions.size + 1}.${randomUUID()}`
  sessions.set(session, who)
  const cookies = [
    'theme=dark; Expires=Wed, 21 Oct 2037 07:28:00 GMT; Path=/',
    `sid=${session}; HttpOnly; Path=/; SameSite=Lax`,
    'old=; Max-Age=0',
  ]
  return { status: 200, headers: { 'set-cookie': cookies.join(', ') }, body: { token: session } }
}

function signedIn({ headers }: SandboxRequest, sessions: ReadonlyMap<string, ScimAdmin>): ScimAdmin | undefined {
  const [, cookie] = /(?:^|; )sid=([^;]+)/.exec(headers['cookie'] ?? '') ?? []
  const [, bearer] = /^Bearer (.+)$/.exec(headers['authorization'] ?? '') ?? []
  return sessions.get(cookie ?? bearer ?? '')
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

/** Whose credential a request carries; undefined for one that is none. */
function readerOf(
  request: SandboxRequest,
  authority: SandboxAuthority,
  sessions: ReadonlyMap<string, ScimAdmin>,
): ScimAdmin | undefined {
  const holder = authority.holderOf(request)
  if (holder !== undefined)
    return holder === OTHER_ADMIN.client.id || holder === OTHER_ADMIN.subject ? 'other admin' : 'admin'
  return ADMINS.find((admin) => isKeyOf(admin, request)) ?? signedIn(request, sessions)
}

function isKeyOf(admin: ScimAdmin, request: SandboxRequest): boolean {
  const { headers, query } = request
  const { bearer, basic, header, query: inQuery, aws } = KEYS[admin]
  return (
    query.get(inQuery.paramName) === inQuery.key ||
    isSignedBy(aws, request) ||
    headers['authorization'] === `Bearer ${bearer.token}` ||
    headers['authorization'] === `Basic ${Buffer.from(`${basic.username}:${basic.password}`).toString('base64')}` ||
    headers['x-api-key'] === `${header.prefix} ${header.token}`
  )
}

function answer(
  options: ScimSandboxOptions,
  request: SandboxRequest,
  view: DirectoryView,
  isKnown: boolean,
  state: Directory,
): SandboxResponse {
  if (!request.path.startsWith(`${BASE}/`))
    return { status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>Not found</h1>' }
  const path = request.path.slice(BASE.length + 1)
  // Open to everyone, as RFC 7644 §4 allows: it proves no token.
  if (path === 'ServiceProviderConfig')
    return options.hasServiceProviderConfig === false ? failure(404, undefined, 'Not found') : ok(config(options))
  if (!isKnown) return failure(401, undefined, 'Authentication failed')
  if (request.method !== 'GET') {
    if (options.mayWrite === false) return failure(403, undefined, 'This token may only read')
    return scimWrite({ state, encodeUser: scimUser, encodeGroup: (group) => scimGroup(group, true) }, request, path)
  }

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
  // Not case-exact (RFC 7643 §4.1.1).
  if (attribute === 'userName') return (user) => user.username.toLowerCase() === value?.toLowerCase()
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
