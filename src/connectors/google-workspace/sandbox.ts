import { createSandboxAuthority, type SandboxAuthority } from '#kit/sandbox-authority.ts'
import { Directory, type DirectoryView, type SandboxUser } from '#kit/sandbox-directory.ts'
import { inventEvents, type SandboxEvent } from '#kit/sandbox-events.ts'
import {
  serveSandbox,
  type Sandbox,
  type SandboxOptions,
  type SandboxRequest,
  type SandboxResponse,
} from '#kit/sandbox.ts'
import { changeDirectory, changeLicence, memberOf, type HeldLicence } from './sandbox-actions.ts'
import { failure, list, ok } from './sandbox-answers.ts'
import { activities, SAML_APPS, TOKEN_APPS } from './sandbox-reports.ts'
import { CUSTOMER, googleUser } from './sandbox-user.ts'

/** Written from Google's discovery documents and the pages that the README names. */
export type GoogleSandboxOptions = SandboxOptions & {
  seed?: number
  users?: number
  groups?: number
  /** Licences by product and plan, and who has them by e-mail; everyone has Business Starter unless said otherwise. */
  licences?: readonly { product: string; sku: string; name: string; holders: readonly string[] }[]
  /** Whether the License Manager is switched on in the Cloud project. */
  hasLicensing?: boolean
}

export type GoogleSandbox = Sandbox & {
  authority: SandboxAuthority
  /** The key file as the Cloud console gives it. */
  keyFile: string
  /** Who has which licence; may be changed. */
  licences: HeldLicence[]
  /** What people did, oldest first; apps are `saml:<name>` or the client ID of one that was given access. */
  events: SandboxEvent[]
}

const DOMAIN = 'example.com'
const AUTH = 'https://www.googleapis.com/auth/'
const WHO = `${AUTH}userinfo.email`
const CLIENT_ID = '100000000001-sandbox.apps.googleusercontent.com'
const REPORTS = '/admin/reports/v1/activity/users/all/applications/'
const DIRECTORY = '/admin/directory/v1/'
const LICENSING = '/apps/licensing/v1/product/'
const PRODUCT_NAMES: Readonly<Record<string, string>> = { 'Google-Apps': 'Google Workspace', '101047': 'Gemini' }
/** Products that Google knows. For one of the second list, a company without it is told that it may not ask. */
const KNOWN = ['Google-Apps', '101001', '101005', '101033', '101047', '101068', 'Google-Vault', 'Google-Drive-storage']
const KNOWN_TO_OWNERS = ['101031', '101034', '101037']
const ROLES = [
  { id: '9001', name: '_SEED_ADMIN_ROLE', description: 'Google Workspace Administrator Seed Role', isSuper: true },
  { id: '9002', name: '_GROUPS_ADMIN_ROLE', description: 'Groups Administrator', isSuper: false },
]

/** Starts a Google Workspace company with invented people, and the admin whom a service account acts for. */
export async function startSandbox(options: GoogleSandboxOptions = {}): Promise<GoogleSandbox> {
  const { seed = 4, users = 50, groups = 3 } = options
  const state = new Directory({
    seed,
    users,
    groups,
    userId: (number) => `1090000000000000${String(number).padStart(5, '0')}`,
    groupId: (number) => `01sandbox${String(number).padStart(6, '0')}`,
  })
  const admin = state.add({
    username: 'rollcall.admin',
    email: `rollcall.admin@${DOMAIN}`,
    isAdmin: true,
    managerId: null,
  })
  const scopes = new Set(
    [
      'admin.directory.user.readonly',
      'admin.directory.domain.readonly',
      'admin.directory.group.readonly',
      'admin.directory.group.member.readonly',
      'admin.directory.rolemanagement.readonly',
      'apps.licensing',
      'admin.reports.audit.readonly',
      'admin.directory.user',
      'admin.directory.group.member',
    ].map((scope) => AUTH + scope),
  )
  const authority = createSandboxAuthority({
    path: '',
    client: { id: CLIENT_ID, secret: 'GOCSPX-sandbox-secret' },
    serviceAccount: { issuer: 'rollcall@sandbox.iam.gserviceaccount.com', subject: admin.email },
    mayDelegate: (asked) => asked.every((scope) => scopes.has(scope) || scope === WHO),
  })
  const { client, serviceAccount } = authority
  const held: HeldLicence[] = (
    options.licences ?? [{ product: 'Google-Apps', sku: '1010020027', name: 'Business Starter' }]
  ).map((licence) => ({
    ...licence,
    holders: new Set('holders' in licence ? licence.holders : state.view.users.map(({ email }) => email)),
  }))
  const everyone = Object.fromEntries(state.view.users.map(({ id }) => [id, true]))
  const events = inventEvents(
    state.view.users,
    [...SAML_APPS.map((name) => `saml:${name}`), ...Object.keys(TOKEN_APPS)].map((id) => ({ id, users: everyone })),
  )
  /** Codes of a consent that was asked for with `access_type=offline` and `prompt=consent`. */
  const offline = new Set<string>()
  const sandbox = await serveSandbox(
    {
      state,
      hosts: { directory: '', licensing: '', identity: '', token: '', accounts: '' },
      credentials: {
        oauth2: { clientId: client.id, clientSecret: client.secret },
        get 'service-account'() {
          const { privateKey: key, issuer, subject } = serviceAccount
          return { key, issuer, subject }
        },
      },
      scopes,
      shape: {
        list: (body) => {
          const { users: people, groups: all, members, items } = (body ?? {}) as Record<string, unknown[] | undefined>
          return people ?? all ?? members ?? items
        },
        id: (record) => (record['kind'] === 'admin#directory#role' ? 'roleId' : 'id'),
        placeParam: 'pageToken',
        setNext: (response, place) => void ((response.body as { nextPageToken?: string }).nextPageToken = place),
      },
      answer: (request, view) =>
        signIn(authority, offline, request) ??
        answer({ options, state, held, events, scopes, authority, admin }, request, view),
      tooMany: () => failure(403, 'usageLimits', 'userRateLimitExceeded', 'Quota exceeded', 'PERMISSION_DENIED'),
      isRead: ({ method, path }) => method === 'POST' && (path === '/token' || path === '/revoke'),
    },
    options,
  )
  return Object.assign(sandbox, {
    authority,
    licences: held,
    events,
    get keyFile() {
      return JSON.stringify({
        type: 'service_account',
        project_id: 'sandbox',
        private_key_id: serviceAccount.keyId,
        private_key: serviceAccount.privateKey,
        client_email: serviceAccount.issuer,
        client_id: '100000000000000000001',
        token_uri: 'https://oauth2.googleapis.com/token',
      })
    },
  })
}

/** The consent page and the token endpoint. A refresh token comes with a code that was asked for offline, and once. */
function signIn(
  authority: SandboxAuthority,
  offline: Set<string>,
  request: SandboxRequest,
): SandboxResponse | undefined {
  if (request.path === '/o/oauth2/v2/auth') {
    const response = authority.answer({ ...request, path: '/authorize' })!
    const { query } = request
    const back = response.headers?.['location']
    const code = back === undefined ? null : new URL(back).searchParams.get('code')
    if (code !== null && query.get('access_type') === 'offline' && query.get('prompt') === 'consent') offline.add(code)
    return response
  }
  if (request.path === '/authorize') return undefined
  const response = authority.answer(request)
  const form = new URLSearchParams(request.text)
  if (form.get('grant_type') === 'authorization_code' && !offline.has(form.get('code') ?? ''))
    delete (response?.body as Record<string, unknown> | undefined)?.['refresh_token']
  return response
}

type Company = {
  state: Directory
  options: GoogleSandboxOptions
  held: GoogleSandbox['licences']
  events: readonly SandboxEvent[]
  scopes: ReadonlySet<string>
  authority: SandboxAuthority
  admin: SandboxUser
}

function answer(company: Company, request: SandboxRequest, view: DirectoryView): SandboxResponse {
  const { path, query } = request
  const granted = company.authority.scopesOf(request)
  if (granted === undefined) return failure(401, 'global', 'authError', 'Invalid Credentials', 'UNAUTHENTICATED')
  // Who may change may read.
  const has = (scope: string) => granted.has(AUTH + scope) && company.scopes.has(AUTH + scope)
  const needs = (scope: string): SandboxResponse | undefined =>
    has(scope) || has(scope.replace('.readonly', ''))
      ? undefined
      : failure(
          403,
          'global',
          'insufficientPermissions',
          'Request had insufficient authentication scopes.',
          'PERMISSION_DENIED',
        )
  if (path === '/v1/userinfo') {
    if (!granted.has(WHO)) return failure(403, 'global', 'insufficientPermissions', 'No scope', 'PERMISSION_DENIED')
    return ok({ sub: company.admin.id, email: company.admin.email, email_verified: true, hd: DOMAIN })
  }
  const { state, held } = company
  const changes = { state, held, needs, failure, encode: googleUser }
  const below = (base: string) => path.slice(base.length).split('/').map(decodeURIComponent)
  if (path.startsWith(LICENSING) && below(LICENSING)[1] === 'sku')
    return needs('apps.licensing') ?? changeLicence(changes, request, below(LICENSING))
  if (request.method !== 'GET' && path.startsWith(DIRECTORY)) return changeDirectory(changes, request, below(DIRECTORY))
  if (path.startsWith(REPORTS))
    return needs('admin.reports.audit.readonly') ?? activities(path.slice(REPORTS.length), query, company.events, view)
  if (path.startsWith(LICENSING)) return needs('apps.licensing') ?? licences(company, request)
  if (!path.startsWith(DIRECTORY)) return failure(404, 'global', 'notFound', 'Not Found', 'NOT_FOUND')
  const [resource, id, child, ...rest] = path.slice(DIRECTORY.length).split('/').map(decodeURIComponent)
  const missing = (what: string) => failure(404, 'global', 'notFound', `Resource Not Found: ${what}`, 'NOT_FOUND')
  if (resource === 'groups' && child === 'members' && rest.length === 1)
    return needs('admin.directory.group.member.readonly') ?? memberOf(changes, view, id!, rest[0]!)
  if (rest.length > 0) return missing('path')
  if (resource === 'users' && child === undefined) {
    const refused = needs('admin.directory.user.readonly')
    if (refused) return refused
    if (id !== undefined) {
      const user = view.user(id) ?? view.users.find(({ email }) => email === id.toLowerCase())
      return user ? ok(googleUser(user, view)) : missing('userKey')
    }
    const people = ofCompany(query, view.users, ({ email }) => email)
    return people === undefined
      ? failure(400, 'global', 'badRequest', 'Bad Request', 'INVALID_ARGUMENT')
      : list(query, { name: 'users', kind: 'admin#directory#users', normal: 100, largest: 500 }, people, (user) =>
          googleUser(user, view),
        )
  }
  if (resource === 'customer' && id === 'my_customer') return ofCustomer(child, query, view, needs)
  if (resource !== 'groups') return missing('path')
  if (id === undefined) {
    const refused = needs('admin.directory.group.readonly')
    if (refused) return refused
    if (ofCompany(query, [], String) === undefined)
      return failure(400, 'global', 'badRequest', 'Bad Request', 'INVALID_ARGUMENT')
    return list(query, { name: 'groups', kind: 'admin#directory#groups', normal: 200, largest: 200 }, view.groups, (group) => ({
      kind: 'admin#directory#group',
      id: group.id,
      etag: '"g"',
      email: `${group.id}@${DOMAIN}`,
      name: group.name,
      directMembersCount: String(group.members.size),
      description: group.description ?? '',
      adminCreated: true,
    })) // prettier-ignore
  }
  const group = view.group(id)
  if (!group) return missing('groupKey')
  if (child !== 'members') return missing('path')
  // Another group is in the first one; whoever wants everyone asks for derived membership.
  const nested = id === view.groups[0]?.id && view.groups[1] ? [view.groups[1]] : []
  const derived = query.get('includeDerivedMembership') === 'true' ? nested.flatMap(({ members }) => [...members]) : []
  const people = [...new Set([...group.members, ...derived])].flatMap((user) => view.user(user) ?? [])
  const rows = [
    ...nested.map((inner) => ({ id: inner.id, email: `${inner.id}@${DOMAIN}`, role: 'MEMBER', type: 'GROUP' })),
    ...people.map((user) => ({ id: user.id, email: user.email, role: 'MEMBER', type: 'USER', status: 'ACTIVE' })),
  ]
  return (
    needs('admin.directory.group.member.readonly') ??
    list(query, { name: 'members', kind: 'admin#directory#members', normal: 200, largest: 200 }, rows, (row) => ({
      kind: 'admin#directory#member',
      etag: '"m"',
      ...row,
    }))
  )
}

/** Whoever of a list is meant: `customer` or `domain` must be said. */
function ofCompany<Item>(
  query: URLSearchParams,
  items: readonly Item[],
  email: (item: Item) => string,
): readonly Item[] | undefined {
  const domain = query.get('domain')
  if (domain !== null) return items.filter((item) => email(item).endsWith(`@${domain}`))
  return query.get('customer') === 'my_customer' || query.get('customer') === CUSTOMER ? items : undefined
}

function ofCustomer(
  child: string | undefined,
  query: URLSearchParams,
  view: DirectoryView,
  needs: (scope: string) => SandboxResponse | undefined,
): SandboxResponse {
  switch (child ?? '') {
    case 'domains':
      return (
        needs('admin.directory.domain.readonly') ??
        ok({
          kind: 'admin#directory#domains',
          domains: [
            { domainName: 'old.example.net', isPrimary: false, verified: true, creationTime: '1704067200000' },
            { domainName: DOMAIN, isPrimary: true, verified: true, creationTime: '1704067200000' },
          ],
        })
      )
    case 'roles':
      return (
        needs('admin.directory.rolemanagement.readonly') ??
        list(query, { name: 'items', kind: 'admin#directory#roles', normal: 100, largest: 100 }, ROLES, (role) => ({
          kind: 'admin#directory#role',
          roleId: role.id,
          roleName: role.name,
          roleDescription: role.description,
          isSystemRole: true,
          isSuperAdminRole: role.isSuper,
        }))
      )
    case 'roleassignments': {
      const admins = view.users.filter(({ isAdmin }) => isAdmin)
      return (
        needs('admin.directory.rolemanagement.readonly') ??
        list(
          query,
          { name: 'items', kind: 'admin#directory#roleAssignments', normal: 100, largest: 200 },
          admins,
          (user) => ({
            kind: 'admin#directory#roleAssignment',
            roleAssignmentId: `77${user.id}`,
            roleId: ROLES[0]!.id,
            assignedTo: user.id,
            assigneeType: 'user',
            scopeType: 'CUSTOMER',
          }),
        )
      )
    }
    default:
      return failure(404, 'global', 'notFound', 'Not Found', 'NOT_FOUND')
  }
}

/** `/product/{product}/users`; the customer must be named by its real id or its primary domain. */
function licences({ options, held }: Company, { path, query }: SandboxRequest): SandboxResponse {
  if (options.hasLicensing === false) {
    return failure(
      403,
      'usageLimits',
      'accessNotConfigured',
      'Enterprise License Manager API has not been used in project 1 before or it is disabled.',
      'PERMISSION_DENIED',
    )
  }
  const [product = '', resource, ...rest] = path.slice(LICENSING.length).split('/')
  if (resource !== 'users' || rest.length > 0) return failure(404, 'global', 'notFound', 'Not Found', 'NOT_FOUND')
  if (query.get('customerId') !== CUSTOMER && query.get('customerId') !== DOMAIN)
    return failure(400, 'global', 'required', 'Required parameter: customerId', 'INVALID_ARGUMENT')
  const plans = held.filter((licence) => licence.product === product)
  if (plans.length === 0 && KNOWN_TO_OWNERS.includes(product))
    return failure(403, 'global', 'forbidden', 'Unauthorized operation for the given domain.', 'PERMISSION_DENIED')
  if (plans.length === 0 && !KNOWN.includes(product))
    return failure(400, 'global', 'invalid', 'Invalid productId', 'INVALID_ARGUMENT')
  const rows = plans.flatMap((plan) => [...plan.holders].map((userId) => ({ userId, plan })))
  return list(
    query,
    { name: 'items', kind: 'licensing#licenseAssignmentList', normal: 100, largest: 1_000 },
    rows,
    ({ userId, plan }) => ({
      kind: 'licensing#licenseAssignment',
      etags: '"l"',
      productId: product,
      userId,
      selfLink: `https://licensing.googleapis.com${path}`,
      skuId: plan.sku,
      skuName: plan.name,
      productName: PRODUCT_NAMES[product] ?? product,
    }),
  )
}
