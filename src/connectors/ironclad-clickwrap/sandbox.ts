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

/** Written from the vendor's OpenAPI fragments of API v1.1 and its pages on paging, limits and tokens. */
export type ClickwrapSandboxOptions = SandboxOptions & {
  seed?: number
  users?: number
  /** How many sites the account has; everybody is on the first, fewer on the others. */
  sites?: number
  /** Whether lists keep to a filter, which is not certain. */
  filters?: boolean
  /** Whether the token's user belongs to the account, or to sites alone. */
  isAccountUser?: boolean
}

export type ClickwrapSandbox = Sandbox & { authority: SandboxAuthority }

const TOKEN = 'clickwrap-sandbox-access-token'
const ROOT = '/v1.1'
export const ACCOUNT = 77

type Parts = {
  options: ClickwrapSandboxOptions
  authority: SandboxAuthority
  state: Directory
  /** By site and user; member unless it says otherwise. */
  roles: Map<string, string>
}

/** Starts a Clickwrap account with invented users. */
export async function startSandbox(options: ClickwrapSandboxOptions = {}): Promise<ClickwrapSandbox> {
  const { seed = 13, users = 50, sites = 1 } = options
  const authority = createSandboxAuthority({ path: '/oauth' })
  const state = new Directory({
    seed,
    users,
    groups: sites,
    userId: (number) => String(101 + number),
    groupId: (number) => String(16_489 + number),
  })
  const roles = new Map<string, string>()
  for (const site of state.view.groups)
    for (const { id, isAdmin } of state.view.users) if (isAdmin) roles.set(`${site.id} ${id}`, 'owner')
  const parts: Parts = { options, authority, state, roles }
  const { id: clientId, secret: clientSecret } = authority.client
  const sandbox = await serveSandbox(
    {
      state,
      hosts: { api: ROOT, token: '/oauth/token' },
      credentials: { token: { token: TOKEN }, 'client-credentials': { clientId, clientSecret } },
      scopes: new Set(),
      shape: {
        list: (body) => (body as { data?: unknown[] } | null)?.data,
        placeParam: 'page',
        moveTotal: (response, by) => void ((response.body as { total_count: number }).total_count += by),
      },
      answer: (request, view) => authority.answer(request) ?? answer(parts, request, view),
      tooMany: (seconds) => ({
        ...failure(429, 'RateLimitExceededError', 'Rate limit exceeded'),
        headers: { 'retry-after': String(seconds) },
      }),
      isRead: ({ method, path }) => method === 'POST' && path === '/oauth/token',
    },
    options,
  )
  return Object.assign(sandbox, { authority })
}

function failure(status: number, name: string, message: string): SandboxResponse {
  return { status, body: { error: { message, status, name } } }
}

function answer(parts: Parts, request: SandboxRequest, view: DirectoryView): SandboxResponse {
  const { options, authority } = parts
  const { path, query, headers, method } = request
  if (headers['authorization'] !== `Bearer ${TOKEN}` && !authority.accepts(request))
    return failure(401, 'UnauthorizedError', 'Unauthorized')
  const [resource, id, list, user, ...rest] = path.slice(ROOT.length + 1).split('/')
  if (!path.startsWith(`${ROOT}/`) || rest.length > 0) return failure(404, 'NotFoundError', 'Not found')
  const site = resource === 'sites' && id !== undefined ? view.group(id) : undefined
  if (method === 'PATCH' && site && list === 'memberships' && user !== undefined)
    return changeRole(parts, site.id, user, request)
  if (method !== 'GET' || user !== undefined) return failure(404, 'NotFoundError', 'Not found')
  // Whoever was removed is in no list.
  const people = view.users.filter(({ active }) => active)
  if (resource === 'sites' && id === undefined)
    return paged(query, view.groups, (one) => ({
      id: Number(one.id),
      account: ACCOUNT,
      name: one.name,
      key: one.name.toLowerCase().replaceAll(' ', '-'),
      primary: one === view.groups[0],
      deleted: false,
      disabled: false,
      adoption_level: 'professional',
    }))
  if (site && list === 'memberships') {
    const wanted = options.filters === false ? null : /^user==(\d+)$/.exec(query.get('filter') ?? '')
    const members = people.filter((one) => isOn(view, site, one.id) && (!wanted || one.id === wanted[1]))
    return paged(query, members, (one) => ({
      id: `557b4f08e1f6${one.id.padStart(12, '0')}`,
      account: ACCOUNT,
      site: Number(site.id),
      membership_type: 'site',
      role: parts.roles.get(`${site.id} ${one.id}`) ?? 'member',
      created_time: one.createdAt,
      updated_time: one.updatedAt,
      user: clickwrapUser(one),
    }))
  }
  if (resource === 'accounts' && list === 'members') {
    if (Number(id) !== ACCOUNT) return failure(404, 'NotFoundError', 'Not found')
    if (options.isAccountUser === false) return failure(403, 'ForbiddenError', 'Forbidden')
    const wanted = options.filters === false ? null : /^id==(\d+)$/.exec(query.get('filter') ?? '')
    return paged(query, wanted ? people.filter((one) => one.id === wanted[1]) : people, clickwrapUser)
  }
  return failure(404, 'NotFoundError', 'Not found')
}

/** Everybody is on the first site. */
function isOn({ groups }: DirectoryView, site: SandboxGroup, user: string): boolean {
  return site === groups[0] || site.members.has(user)
}

/** Says what it was asked to say, and leaves permissions alone. */
function changeRole(parts: Parts, site: string, user: string, { text }: SandboxRequest): SandboxResponse {
  const { role } = JSON.parse(text) as { role?: string }
  const { view } = parts.state
  const group = view.group(site)
  if (!group || !view.user(user) || !isOn(view, group, user)) return failure(404, 'NotFoundError', 'Not found')
  if (role === undefined || !['member', 'admin', 'owner'].includes(role))
    return failure(400, 'BadRequestError', 'role is not valid')
  parts.roles.set(`${site} ${user}`, role)
  return { status: 200, body: { role, default: false, permissions: { create: true, edit: true, send: true } } }
}

/** 25 by default, 100 is advised; what a larger wish gets is not said, and here it is 100. */
function paged<Item>(query: URLSearchParams, items: readonly Item[], encode: (item: Item) => object): SandboxResponse {
  const number = Number(query.get('page') ?? 1)
  if (!Number.isSafeInteger(number) || number < 1) return failure(400, 'BadRequestError', 'page')
  const size = pageSize(query.get('per_page'), 25, 100)
  const page = items.slice((number - 1) * size, number * size)
  return {
    status: 200,
    body: {
      page: number,
      per_page: size,
      count: page.length,
      total_count: items.length,
      has_more: number * size < items.length,
      data: page.map(encode),
    },
  }
}

function clickwrapUser(user: SandboxUser): Record<string, unknown> {
  const name = `${user.givenName} ${user.familyName}`
  return {
    id: Number(user.id),
    email: user.email,
    name,
    locale: user.locale,
    time_zone: user.timezone,
    verified: true,
    verified_time: user.createdAt,
    profiles: [
      {
        id: user.email,
        provider: 'local',
        displayName: name,
        emails: [user.email],
        photos: [],
        created_time: user.createdAt,
        updated_time: user.updatedAt,
      },
    ],
    ...user.raw,
  }
}
