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

/** Written from Segment's own clients and the pages that the README names. */
export type SegmentSandboxOptions = SandboxOptions & {
  seed?: number
  users?: number
  groups?: number
  /** Groups are for Business. */
  plan?: 'business' | 'team'
  /** Addresses of people who were invited and have not come yet. */
  invited?: readonly string[]
}

export type SegmentSandbox = Sandbox & { invited: Set<string> }

const TOKEN = 'sgp_SandboxPublicApiToken0123456789'
const WORKSPACE = { id: '9aQ1Lj62S4bomZKLF4DPqW', slug: 'sandbox', name: 'Sandbox' }
const DAY_MS = 24 * 60 * 60_000
const KEPT_DAYS = 90
const OWNER = { id: '1WDUuRLxv84rrfCNUwvkrRtkxnS', name: 'Workspace Owner', description: 'Can do everything.' }
const MINIMAL = { id: '1WDUuRLxv84rrfCNUwvkrRtkxnT', name: 'Minimal Workspace Access', description: 'Sees nothing.' }
const SOURCES = { id: '1WDUuRLxv84rrfCNUwvkrRtkxnU', name: 'Source Admin', description: 'Changes sources.' }

/** Starts a workspace in the US region with invented people. */
export async function startSandbox(options: SegmentSandboxOptions = {}): Promise<SegmentSandbox> {
  const { seed = 12, users = 50, groups = 3 } = options
  const state = new Directory({
    seed,
    users,
    groups,
    userId: (number) => `sgJDWk3K21k6LE3tL${String(number).padStart(5, '0')}`,
    groupId: (number) => `2grpWk3K21k6LE3tL${String(number).padStart(5, '0')}`,
  })
  const invited = new Set(options.invited)
  const scopes = new Set(['workspace-owner'])
  const sandbox = await serveSandbox(
    {
      state,
      hosts: { api: '' },
      credentials: { 'api-token': { site: 'api.segmentapis.com', token: TOKEN } },
      scopes,
      shape: {
        list: (body) => {
          const { data = {} } = (body ?? {}) as { data?: Record<string, unknown> }
          return Object.values(data).find((value) => Array.isArray(value))
        },
        placeParam: 'pagination.cursor',
        setNext: (response, place) => void (paginationOf(response).next = place),
        moveTotal: (response, by) => void (paginationOf(response).totalEntries += by),
      },
      answer: (request, view) => answer({ options, scopes, invited, state }, request, view),
      tooMany: (seconds) => ({
        ...failure(429, 'rate-limited', 'Too many requests.'),
        headers: {
          'x-ratelimit-limit': '60',
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(seconds),
        },
      }),
      isRead: () => false,
    },
    options,
  )
  return Object.assign(sandbox, { invited })
}

type Pagination = { current: string; next?: string; totalEntries: number }

const paginationOf = ({ body }: SandboxResponse): Pagination =>
  (body as { data: { pagination: Pagination } }).data.pagination

type Workspace = {
  options: SegmentSandboxOptions
  scopes: ReadonlySet<string>
  invited: Set<string>
  state: Directory
}

function failure(status: number, type: string, message: string): SandboxResponse {
  return { status, body: { errors: [{ type, message, field: null, data: null, status }] } }
}

const ok = (data: object): SandboxResponse => ({ status: 200, body: { data } })

function answer(workspace: Workspace, request: SandboxRequest, view: DirectoryView): SandboxResponse {
  const { options, scopes, invited } = workspace
  const { path, headers, method, query } = request
  if (headers['authorization'] !== `Bearer ${TOKEN}`) return failure(401, 'unauthorized', 'Unauthorized')
  if (path === '/') return ok({ workspace: WORKSPACE })
  if (!scopes.has('workspace-owner')) return failure(403, 'forbidden', 'You need the role Workspace Owner.')
  if (method !== 'GET') return change(workspace, request)
  // Whoever is out of the workspace is in no list.
  const members = view.users.filter(({ active }) => active)
  const [resource, id, child, ...more] = path.slice(1).split('/').map(decodeURIComponent)
  if (more.length > 0) return failure(404, 'not-found', 'Not found')
  if (resource === 'users' && child === undefined) {
    if (id === undefined) return list(query, 'users', members.map(segmentUser))
    const user = members.find((one) => one.id === id)
    return user ? ok({ user: segmentUser(user) }) : failure(404, 'not-found', 'User not found')
  }
  if (resource === 'invites' && id === undefined) return list(query, 'invites', [...invited])
  if (resource === 'roles' && id === undefined) return list(query, 'roles', [OWNER, MINIMAL, SOURCES])
  if (resource === 'audit-events' && id === undefined) return list(query, 'events', eventsBetween(query, members))
  if (resource !== 'groups') return failure(404, 'not-found', 'Not found')
  if (options.plan === 'team') return failure(403, 'forbidden', 'This feature is not on your plan.')
  if (id === undefined)
    return list(
      query,
      'userGroups',
      view.groups.map((group) => ({
        id: group.id,
        name: group.name,
        memberCount: group.members.size,
        permissions: [{ roleId: MINIMAL.id, roleName: MINIMAL.name, resources: [], labels: [] }],
      })),
    )
  const group = view.group(id)
  if (!group) return failure(404, 'not-found', 'Group not found')
  if (child === 'users')
    return list(query, 'users', members.filter((user) => group.members.has(user.id)).map(segmentUser))
  if (child === 'invites')
    return list(
      query,
      'emails',
      [...invited].filter((email) => group.members.has(email)),
    )
  return failure(404, 'not-found', 'Not found')
}

const done = ok({ status: 'SUCCESS' })

/** Invitations, people and members, each by the address; people leave by their id. */
function change(
  { options, invited, state }: Workspace,
  { path, method, query, text }: SandboxRequest,
): SandboxResponse {
  const body = text === '' ? {} : (JSON.parse(text) as { invites?: Invite[]; emails?: string[] })
  const emails = body.emails ?? query.getAll('emails')
  const [resource, id, child] = path.slice(1).split('/').map(decodeURIComponent)
  if (resource === 'invites' && method === 'POST') {
    const invites = body.invites ?? []
    const isRight = ({ email, permissions }: Invite) =>
      email !== '' &&
      permissions.every(
        ({ roleId, resources }) =>
          [OWNER, MINIMAL, SOURCES].some((role) => role.id === roleId) &&
          resources.every((one) => one.id === WORKSPACE.id && one.type === 'WORKSPACE'),
      )
    if (invites.length === 0 || !invites.every(isRight)) return failure(422, 'validation', 'Invalid invitation')
    for (const { email } of invites) invited.add(email)
    return { status: 201, body: { data: { emails: invites.map(({ email }) => email) } } }
  }
  if (resource === 'invites' && method === 'DELETE')
    return emails.every((email) => invited.delete(email)) ? done : failure(404, 'not-found', 'No such invitation')
  if (resource === 'users' && method === 'DELETE' && id === undefined) {
    const ids = query.getAll('userIds')
    if (ids.length === 0 || !ids.every((one) => state.find(one))) return failure(404, 'not-found', 'User not found')
    for (const one of ids) state.remove(one)
    return done
  }
  if (resource !== 'groups' || child !== 'users') return failure(404, 'not-found', 'Not found')
  if (options.plan === 'team') return failure(403, 'forbidden', 'This feature is not on your plan.')
  const group = state.group(id ?? '')
  if (!group) return failure(404, 'not-found', 'Group not found')
  const members = emails.map((email) => state.view.users.find((user) => user.email === email)?.id ?? email)
  if (members.some((member) => !state.find(member) && !invited.has(member)))
    return failure(422, 'validation', 'Not in the workspace')
  for (const member of members) {
    if (method === 'POST') state.join(group.id, member)
    else state.leave(group.id, member)
  }
  return method === 'POST' ? ok({ userGroup: { id: group.id, name: group.name } }) : done
}

type Invite = { email: string; permissions: { roleId: string; resources: { id: string; type: string }[] }[] }

/** The size is a must, and 1,000 at most. */
function list(query: URLSearchParams, name: string, items: readonly unknown[]): SandboxResponse {
  const count = query.get('pagination.count')
  const start = offsetAt(query.get('pagination.cursor'))
  if (count === null || start === null) return failure(422, 'validation', 'Invalid pagination')
  const end = start + pageSize(count, 200, 1_000)
  const next = end < items.length ? { next: placeOf(end) } : {}
  return ok({
    [name]: items.slice(start, end),
    pagination: { current: placeOf(start), ...next, totalEntries: items.length },
  })
}

/** One change of every third person on each of some days, newest first, and one that Segment made by itself. */
function eventsBetween(query: URLSearchParams, members: readonly SandboxUser[]): object[] {
  const noon = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS / 2
  const since = Math.max(Date.parse(query.get('startTime') ?? ''), Date.now() - KEPT_DAYS * DAY_MS) || 0
  const until = Date.parse(query.get('endTime') ?? '') || Date.now()
  return members
    .filter((_, at) => at % 3 === 0)
    .flatMap((user, at) =>
      [at % 7, 20 + (at % 30)].map((days) => ({ user, time: noon - days * DAY_MS + at * 1_000, days })),
    )
    .filter(({ time }) => time >= since && time < until)
    .toSorted((one, other) => other.time - one.time)
    .flatMap(({ user, time, days }) => {
      const event = {
        id: `evt-${user.id}-${days}`,
        timestamp: new Date(time).toISOString(),
        type: 'User Added To User Group',
        actor: user.id,
        actorEmail: user.email,
        resourceId: WORKSPACE.id,
        resourceType: 'WORKSPACE',
        resourceName: WORKSPACE.name,
      }
      return days === 0
        ? [event, { ...event, id: `${event.id}-own`, actor: 'Segment', actorEmail: undefined }]
        : [event]
    })
}

function segmentUser(user: SandboxUser): Record<string, unknown> {
  const role = user.isAdmin ? OWNER : SOURCES
  return {
    id: user.id,
    name: `${user.givenName} ${user.familyName}`,
    email: user.email,
    permissions: [
      {
        roleId: role.id,
        roleName: role.name,
        resources: [{ id: WORKSPACE.id, type: user.isAdmin ? 'WORKSPACE' : 'SOURCE', labels: [] }],
        labels: [],
      },
    ],
    ...user.raw,
  }
}
