import { createSandboxAuthority, type SandboxAuthority } from '#kit/sandbox-authority.ts'
import { Directory, type DirectoryView, type SandboxUser } from '#kit/sandbox-directory.ts'
import { offsetAt, placeOf } from '#kit/sandbox-faults.ts'
import {
  pageSize,
  serveSandbox,
  type Sandbox,
  type SandboxOptions,
  type SandboxRequest,
  type SandboxResponse,
} from '#kit/sandbox.ts'

/** Written from BambooHR's API reference as the README names it. */
export type BambooSandboxOptions = SandboxOptions & {
  seed?: number
  users?: number
  groups?: number
  /** Fields that the credential may not see: sent as null and named in `_restrictedFields`. */
  hidden?: readonly string[]
  /** Whether the key's owner is an employee. */
  ownerIsEmployee?: boolean
}

export type BambooSandbox = Sandbox & { authority: SandboxAuthority }

const DOMAIN = 'sandbox'
const KEY = '0123456789abcdef0123456789abcdef01234567'
const ALWAYS = ['firstName', 'lastName', 'preferredName', 'jobTitleName', 'status']
const OPTIONAL = new Set(
  'displayName employeeNumber workEmail homeEmail bestEmail workPhone mobilePhone hireDate terminationDate departmentName divisionName locationName employmentStatusName reportsToId reportsToName timezone userId'.split(
    ' ',
  ),
)

/** Starts a BambooHR company with invented employees. */
export async function startSandbox(options: BambooSandboxOptions = {}): Promise<BambooSandbox> {
  const { seed = 4, users = 50 } = options
  const authority = createSandboxAuthority({ path: '/oauth' })
  const state = new Directory({ seed, users, userId: (number) => String(4_000 + number) })
  const scopes = new Set(['employee', 'public.integration', 'user'])
  const ofClient = { clientId: authority.client.id, clientSecret: authority.client.secret }
  const sandbox = await serveSandbox(
    {
      state,
      hosts: { api: '' },
      credentials: {
        'api-key': { companyDomain: DOMAIN, apiKey: KEY },
        oauth2: { companyDomain: DOMAIN, ...ofClient },
      },
      scopes,
      shape: {
        list: (body) => (body as { data?: unknown[] } | null)?.data,
        id: 'employeeId',
        placeParam: 'page[after]',
        setNext: (response, place) =>
          void ((response.body as { meta: { page: { nextCursor: string } } }).meta.page.nextCursor = place),
        moveTotal: (response, by) => void ((response.body as { meta: { total: number } }).meta.total += by),
      },
      answer: (request, view) => oauth(authority, request) ?? answer(options, scopes, authority, request, view),
      tooMany: (seconds) => ({ status: 429, headers: { 'retry-after': String(seconds) }, body: '' }),
      isRead: ({ method, path }) => method === 'POST' && path === '/token.php',
    },
    options,
  )
  return Object.assign(sandbox, { authority })
}

/** Both pages want to be told once more, in the address, what they are for. */
function oauth(authority: SandboxAuthority, request: SandboxRequest): SandboxResponse | undefined {
  for (const what of ['authorize', 'token'])
    if (request.path === `/${what}.php` && request.query.get('request') === what)
      return authority.answer({ ...request, path: `/oauth/${what}` })
  return undefined
}

/** The body is empty more often than not; what is wrong stands in a header. */
function refusal(status: number, message: string): SandboxResponse {
  return { status, headers: { 'x-bamboohr-error-message': message, 'x-request-id': 'sandbox' }, body: '' }
}

function ok(body: object): SandboxResponse {
  return { status: 200, body }
}

function answer(
  options: BambooSandboxOptions,
  scopes: ReadonlySet<string>,
  authority: SandboxAuthority,
  request: SandboxRequest,
  view: DirectoryView,
): SandboxResponse {
  const { path, query, headers, method } = request
  if (headers['accept'] !== 'application/json')
    return { status: 200, headers: { 'content-type': 'application/xml' }, body: '<?xml version="1.0"?><employees/>' }
  const isKey = headers['authorization'] === `Basic ${Buffer.from(`${KEY}:x`).toString('base64')}`
  if (!isKey && !authority.accepts(request)) return refusal(401, 'Invalid API key')
  if (method !== 'GET') return refusal(403, 'This sandbox is only read')
  // A key has no scopes: it may what its owner may.
  const may = (scope: string) => isKey || scopes.has(scope)
  const self = options.ownerIsEmployee === false ? undefined : view.users[0]
  // The description lets a key ask for its company no more than it says so; OAuth has a scope for it.
  if (path === '/api/v1/meta/company') {
    if (isKey || authority.scopesOf(request)?.has('company:info') !== true) return refusal(403, 'Insufficient scope')
    return ok({
      id: 77_001,
      name: 'Sandbox Inc.',
      domain: DOMAIN,
      baseApiUrl: `https://api.bamboohr.com/api/gateway.php/${DOMAIN}`,
    })
  }
  if (path === '/api/v1/meta/users') return may('user') ? ok(userAccounts(view)) : refusal(403, 'Insufficient scope')
  if (path === '/api/v1/employees/0') return ok({ id: self?.id ?? '0' })
  if (path !== '/api/v1/employees') return refusal(404, 'Not found')
  if (!may('employee')) return refusal(403, 'Insufficient scope')
  // Without the scope for all, the authorising user's own view: themselves and who reports to them.
  const seen = may('public.integration')
    ? view.users
    : view.users.filter(({ id, managerId }) => id === self?.id || managerId === self?.id)
  return listEmployees(options, query, seen, view)
}

const DAY_MS = 24 * 60 * 60_000

/** By id, as an object. Every third person has no user account, one account is nobody's, and the newest was never used. */
function userAccounts(view: DirectoryView): object {
  const yesterday = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS / 2
  const accounts = view.users
    .filter((_, at) => at % 3 !== 2)
    .map((user, at, all) => ({
      id: 7_000 + at,
      employeeId: Number(user.id),
      firstName: user.givenName,
      lastName: user.familyName,
      email: user.email,
      status: user.active ? 'enabled' : 'disabled',
      ...(at === all.length - 1 ? {} : { lastLogin: new Date(yesterday - (at % 60) * DAY_MS).toISOString() }),
    }))
  const nobodys = { id: 6_999, employeeId: 0, firstName: 'Payroll', lastName: 'Service', email: '', status: 'enabled' }
  return Object.fromEntries(
    [...accounts, { ...nobodys, lastLogin: new Date(yesterday).toISOString() }].map((user) => [String(user.id), user]),
  )
}

function badRequest(code: 'BadRequest' | 'BadPage', message: string): SandboxResponse {
  return { status: 400, body: { error: { code, message } } }
}

function listEmployees(
  options: BambooSandboxOptions,
  query: URLSearchParams,
  users: readonly SandboxUser[],
  view: DirectoryView,
): SandboxResponse {
  const wanted = query.get('filter[ids]')?.split(',')
  const status = query.get('filter[status]')
  if (status !== null && status !== 'active' && status !== 'inactive') return badRequest('BadRequest', 'status')
  const found = users.filter(
    (user) => (wanted?.includes(user.id) ?? true) && (status === null || user.active === (status === 'active')),
  )
  const start = offsetAt(query.get('page[after]'))
  if (start === null) return badRequest('BadPage', 'The cursor is not valid')
  const size = pageSize(query.get('page[limit]'), 250, 2_500)
  const fields = (query.get('fields') ?? '').split(',').filter((name) => OPTIONAL.has(name))
  const end = start + size
  const nextCursor = end < found.length ? placeOf(end) : null
  return ok({
    data: found.slice(start, end).map((user) => employee(user, fields, options.hidden ?? [], view)),
    meta: { total: found.length, page: { limit: size, nextCursor, prevCursor: null } },
    _links: { self: { href: '/api/v1/employees' }, ...(nextCursor === null ? {} : { next: { href: 'next' } }) },
  })
}

function employee(
  user: SandboxUser,
  fields: readonly string[],
  hidden: readonly string[],
  view: DirectoryView,
): Record<string, unknown> {
  const manager = user.managerId === null ? undefined : view.user(user.managerId)
  const all: Record<string, unknown> = {
    firstName: user.givenName,
    lastName: user.familyName,
    preferredName: null,
    jobTitleName: user.title,
    status: user.active ? 'Active' : 'Inactive',
    displayName: `${user.givenName} ${user.familyName}`,
    employeeNumber: user.employeeNumber,
    workEmail: user.email === '' ? null : user.email,
    homeEmail: `${user.username}@mail.example.net`,
    bestEmail: user.email === '' ? `${user.username}@mail.example.net` : user.email,
    workPhone: user.phone,
    mobilePhone: null,
    hireDate: user.createdAt.slice(0, 10),
    terminationDate: user.active ? '0000-00-00' : '2025-12-31',
    departmentName: user.department,
    divisionName: 'Europe',
    locationName: user.timezone.split('/')[1],
    employmentStatusName: user.isGuest ? 'Contractor' : 'Full-Time',
    reportsToId: user.managerId,
    reportsToName: manager ? `${manager.givenName} ${manager.familyName}` : null,
    timezone: user.timezone,
    userId: user.id,
    ...user.raw,
  }
  const names = [...ALWAYS, ...fields]
  const restricted = names.filter((name) => hidden.includes(name))
  return {
    employeeId: user.id,
    photoUrl: 'https://images.example.com/none.png',
    ...Object.fromEntries(names.map((name) => [name, restricted.includes(name) ? null : all[name]])),
    _restrictedFields: restricted,
  }
}
