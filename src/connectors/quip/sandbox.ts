import { Directory, type DirectoryView, type SandboxGroup, type SandboxUser } from '#kit/sandbox-directory.ts'
import { scimRefusal, scimWrite } from '#kit/sandbox-scim.ts'
import {
  pageSize,
  serveSandbox,
  type Sandbox,
  type SandboxOptions,
  type SandboxRequest,
  type SandboxResponse,
} from '#kit/sandbox.ts'

/** Written from Quip's page on its SCIM API and Salesforce's article on it. */
export type QuipSandboxOptions = SandboxOptions & {
  seed?: number
  users?: number
  groups?: number
  /** How many records a page has at most; Quip does not say. */
  largest?: number
}

const TOKEN = 'quip-sandbox-scim-token'
const BASE = '/2'
const MESSAGE = 'urn:ietf:params:scim:api:messages:2.0'
const CORE = 'urn:ietf:params:scim:schemas:core:2.0'

/** Ids are eleven letters and digits. */
const idOf = (kind: string, number: number) => kind + number.toString(36).toUpperCase().padStart(10, 'A')

/** Starts a Quip site with invented people. */
export function startSandbox(options: QuipSandboxOptions = {}): Promise<Sandbox> {
  const { seed = 12, users = 50, groups = 3 } = options
  const state = new Directory({
    seed,
    users,
    groups,
    userId: (number) => idOf('U', number),
    groupId: (number) => idOf('G', number),
  })
  return serveSandbox(
    {
      state,
      hosts: { scim: BASE },
      credentials: { token: { token: TOKEN } },
      scopes: new Set(),
      shape: {
        list: (body) => (body as { Resources?: unknown[] } | null)?.Resources,
        placeParam: 'startIndex',
        moveTotal: (response, by) => void ((response.body as { totalResults: number }).totalResults += by),
      },
      answer: (request, view) => answer(options, state, request, view),
      // The wait stands in headers of Quip's own names.
      tooMany: (seconds) => ({
        ...scimRefusal(429, undefined, 'Over rate limit'),
        headers: {
          'x-scim-ratelimit-limit': '600',
          'x-scim-ratelimit-remaining': '0',
          'x-scim-ratelimit-reset': String(Math.ceil(Date.now() / 1_000) + seconds),
          'x-scim-retry-after': String(seconds),
        },
      }),
      isRead: () => false,
    },
    options,
  )
}

function answer(
  options: QuipSandboxOptions,
  state: Directory,
  request: SandboxRequest,
  view: DirectoryView,
): SandboxResponse {
  const { path, query, headers, method } = request
  if (!path.startsWith(`${BASE}/`)) return { status: 404, body: { error: 'Not Found', error_code: 404 } }
  if (headers['authorization'] !== `Bearer ${TOKEN}`) return scimRefusal(401, undefined, 'Invalid access token')
  const below = path.slice(BASE.length + 1)
  if (method !== 'GET')
    return scimWrite(
      {
        state,
        encodeUser: scimUser,
        encodeGroup: scimGroup,
        // A deleted user is merely deactivated.
        onDelete: (id) => void state.deactivate(id),
        // The user name is Quip's to choose, and a sent one is ignored.
        onAttributes: (id) => void state.change(id, { username: `quip-${id.toLowerCase()}` }),
      },
      request,
      below,
    )
  const [resource, id, ...rest] = below.split('/').map(decodeURIComponent)
  if (rest.length > 0) return scimRefusal(404, undefined, 'Not found')
  if (resource === 'Users') {
    if (id !== undefined) {
      const user = view.user(id)
      return user ? ok(scimUser(user)) : scimRefusal(404, undefined, 'No such user')
    }
    const filter = query.get('filter')
    const [, email] = /^emails eq "?([^"]+)"?$/.exec(filter ?? '') ?? []
    if (filter !== null && email === undefined) return scimRefusal(400, 'invalidFilter', 'Unsupported filter')
    const wanted = view.users.filter((user) => filter === null || user.email.toLowerCase() === email?.toLowerCase())
    return list(options, query, wanted, scimUser)
  }
  if (resource === 'Groups') {
    if (id === undefined) return list(options, query, view.groups, scimGroup)
    const group = view.group(id)
    return group ? ok(scimGroup(group)) : scimRefusal(404, undefined, 'No such group')
  }
  return scimRefusal(404, undefined, 'Not found')
}

function ok(body: object): SandboxResponse {
  return { status: 200, headers: { 'content-type': 'application/scim+json; charset=utf-8' }, body }
}

function list<Item>(
  { largest = 200 }: QuipSandboxOptions,
  query: URLSearchParams,
  items: readonly Item[],
  encode: (item: Item) => object,
): SandboxResponse {
  const start = Math.max(1, Number(query.get('startIndex') ?? 1))
  if (!Number.isSafeInteger(start)) return scimRefusal(400, 'invalidValue', 'startIndex')
  const page = items.slice(start - 1, start - 1 + pageSize(query.get('count'), Math.min(100, largest), largest))
  return ok({
    schemas: [`${MESSAGE}:ListResponse`],
    totalResults: items.length,
    itemsPerPage: page.length,
    startIndex: start,
    Resources: page.map(encode),
  })
}

function scimUser(user: SandboxUser): Record<string, unknown> {
  return {
    schemas: [`${CORE}:User`],
    id: user.id,
    externalId: `hr-${user.employeeNumber}`,
    userName: user.username,
    name: {
      formatted: `${user.givenName} ${user.familyName}`.trim(),
      givenName: user.givenName,
      familyName: user.familyName,
    },
    emails: [{ value: user.email, primary: true }],
    active: user.active,
    ...user.raw,
  }
}

function scimGroup(group: SandboxGroup): object {
  return {
    schemas: [`${CORE}:Group`],
    id: group.id,
    displayName: group.name,
    members: [...group.members].map((id) => ({ value: id, display: id })),
  }
}
