import type { Directory, DirectoryView, SandboxGroup, SandboxUser } from '#kit/sandbox-directory.ts'
import { scimWrite } from '#kit/sandbox-scim.ts'
import { pageSize, type SandboxRequest, type SandboxResponse } from '#kit/sandbox.ts'

const ROOT = '/scim/v2'
const MESSAGE = 'urn:ietf:params:scim:api:messages:2.0'
const CORE = 'urn:ietf:params:scim:schemas:core:2.0'
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const GUEST = 'urn:ietf:params:scim:schemas:extension:slack:guest:2.0:User'

type Workspace = { token: string; isPaid: boolean; state: Directory }

function error(status: number, detail: string): SandboxResponse {
  return { status, body: { schemas: [`${MESSAGE}:Error`], detail, status } }
}

const ok = (body: object): SandboxResponse => ({ status: 200, body })

/** Slack's SCIM 2.0: people, bots and groups; a page has as many as are asked for, 1,000 at most. */
export function scimAnswer(
  request: SandboxRequest,
  view: DirectoryView,
  { token, isPaid, state }: Workspace,
): SandboxResponse {
  const { path, query, headers, method } = request
  if (headers['authorization'] !== `Bearer ${token}`) return error(401, 'invalid_authentication')
  if (!isPaid) return error(403, 'feature_not_enabled')
  const below = path.slice(ROOT.length + 1)
  if (method !== 'GET') {
    const encoders = {
      encodeUser: (user: SandboxUser) => scimUser(user, state.view),
      encodeGroup: (group: SandboxGroup) => scimGroup(group, state.view),
    }
    // DELETE sets to deactivated, and nobody is ever erased.
    return scimWrite({ state, ...encoders, onDelete: (id) => void state.deactivate(id) }, request, below)
  }
  const [resource, id, ...rest] = below.split('/')
  if (rest.length > 0) return error(404, 'not_found')
  if (resource === 'ServiceProviderConfig' && id === undefined)
    return ok({
      schemas: [`${CORE}:ServiceProviderConfig`],
      patch: { supported: true },
      bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
      filter: { supported: true, maxResults: 1_000 },
    })
  if (resource === 'Users') {
    if (id === undefined) {
      const filter = query.get('filter')
      const [, email] = /^email eq "([^"]+)"$/.exec(filter ?? '') ?? []
      if (filter !== null && email === undefined) return error(400, 'invalid_filter')
      const wanted = view.users.filter((one) => filter === null || one.email.toLowerCase() === email?.toLowerCase())
      return list(query, wanted, (user) => scimUser(user, view))
    }
    const user = view.user(id)
    return user ? ok(scimUser(user, view)) : error(404, 'user_not_found')
  }
  if (resource === 'Groups') {
    if (id === undefined) return list(query, view.groups, (group) => scimGroup(group, view))
    const group = view.group(id)
    return group ? ok(scimGroup(group, view)) : error(404, 'group_not_found')
  }
  return error(404, 'not_found')
}

function list<Item>(query: URLSearchParams, items: readonly Item[], encode: (item: Item) => object): SandboxResponse {
  const start = Math.max(1, Number(query.get('startIndex') ?? 1))
  if (!Number.isSafeInteger(start)) return error(400, 'invalid startIndex')
  const page = items.slice(start - 1, start - 1 + pageSize(query.get('count'), 10, 1_000))
  return ok({
    totalResults: items.length,
    itemsPerPage: page.length,
    startIndex: start,
    schemas: [`${MESSAGE}:ListResponse`],
    Resources: page.map(encode),
  })
}

function scimUser(user: SandboxUser, view: DirectoryView): Record<string, unknown> {
  const manager = user.managerId === null ? undefined : view.user(user.managerId)
  return {
    schemas: [`${CORE}:User`, ENTERPRISE, ...(user.isGuest ? [GUEST] : [])],
    id: user.id,
    externalId: user.employeeNumber,
    meta: { created: user.createdAt, location: `https://api.slack.com/scim/v2/Users/${user.id}` },
    userName: user.username,
    nickName: user.username,
    name: { givenName: user.givenName, familyName: user.familyName },
    displayName: `${user.givenName} ${user.familyName}`.trim(),
    profileUrl: `https://sandbox.slack.com/team/${user.username}`,
    title: user.title,
    timezone: user.timezone,
    active: user.active,
    // Bots have addresses of Slack's own.
    emails: [{ value: user.email === '' ? `${user.id.toLowerCase()}@slack-bots.com` : user.email, primary: true }],
    phoneNumbers: [{ value: user.phone, type: 'work' }],
    roles: user.isAdmin ? [{ value: 'admin', primary: true }] : [],
    userType: 'Employee',
    locale: user.locale,
    groups: view.groups
      .filter(({ members }) => members.has(user.id))
      .map(({ id, name }) => ({ value: id, display: name })),
    [ENTERPRISE]: {
      employeeNumber: user.employeeNumber,
      costCenter: `CC-${user.department}`,
      organization: 'Example',
      division: 'Europe',
      department: user.department,
      ...(manager ? { manager: { managerId: manager.id } } : {}),
    },
    ...(user.isGuest ? { [GUEST]: { type: 'multi' } } : {}),
    ...user.raw,
  }
}

function scimGroup(group: SandboxGroup, view: DirectoryView): object {
  return {
    schemas: [`${CORE}:Group`],
    id: group.id,
    displayName: group.name,
    members: [...group.members].flatMap((id) => {
      const user = view.user(id)
      return user === undefined ? [] : [{ value: id, display: user.username }]
    }),
    meta: { created: '2024-01-01T00:00:00Z', location: `https://api.slack.com/scim/v2/Groups/${group.id}` },
  }
}
