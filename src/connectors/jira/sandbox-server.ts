import type { Directory, DirectoryView, SandboxUser } from '#kit/sandbox-directory.ts'
import { pageSize, type SandboxRequest, type SandboxResponse } from '#kit/sandbox.ts'

/** A Jira Data Center under a context path, with the same people. Written from the fact sheet and Atlassian's Server reference. */
export const SERVER_PATH = '/jira'
export const SERVER_TOKEN = 'NDIwMDAwMDAwMDAwOsandboxPersonalToken'
const REST = `${SERVER_PATH}/rest/api/2/`

export type ServerParts = {
  state: Directory
  isPlainUser: boolean
  mayNotBrowse: boolean
  /** Products with the ids of the groups that give their seats. */
  products: readonly { key: string; name: string; seats: number | null; groups: readonly string[] }[]
}

const ok = (body: unknown): SandboxResponse => ({ status: 200, body })
const failure = (status: number, message: string): SandboxResponse => ({
  status,
  body: { errorMessages: [message], errors: {} },
})

/** Undefined for a path that is none of the server's. */
export function server(parts: ServerParts, request: SandboxRequest, view: DirectoryView): SandboxResponse | undefined {
  const { path, query, method, headers } = request
  if (!path.startsWith(`${SERVER_PATH}/`)) return undefined
  if (!path.startsWith(REST)) return { status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>Oops</h1>' }
  if (headers['authorization'] !== `Bearer ${SERVER_TOKEN}`)
    return failure(401, 'You do not have the permission to see the specified issue.')
  const admin = parts.isPlainUser ? failure(403, 'You are not allowed to do that.') : undefined
  const resource = path.slice(REST.length)
  const groupNamed = (name: string | null) => view.groups.find((group) => group.name === name)
  if (method !== 'GET') return admin ?? change(parts, request, resource, view)
  switch (resource) {
    case 'serverInfo':
      return ok({
        baseUrl: 'https://jira.sandbox.example/jira',
        serverTitle: 'Sandbox Jira DC',
        version: '10.3.2',
        deploymentType: 'Server',
      })
    case 'myself':
      return view.users[0] ? ok(serverUser(view.users[0])) : failure(401, 'Nobody')
    case 'user/search': {
      // Nobody is found without a text, and the inactive ones only where they are asked for.
      const wanted = query.get('username') ?? ''
      if (wanted === '') return failure(400, 'username')
      const isShown = ({ active }: SandboxUser) => active || query.get('includeInactive') === 'true'
      const all = parts.mayNotBrowse ? [] : view.users.filter(isShown)
      const start = Number(query.get('startAt') ?? 0)
      return ok(all.slice(start, start + pageSize(query.get('maxResults'), 50, 1_000)).map(serverUser))
    }
    case 'user': {
      const user = view.user(query.get('key') ?? '')
      if (!user) return failure(404, 'The user does not exist.')
      const items = view.groups.filter(({ members }) => members.has(user.id)).map(({ name }) => ({ name, self: '' }))
      const expand = query.get('expand') === 'groups'
      return ok({ ...serverUser(user), groups: { size: items.length, items: expand ? items : [] }, expand: 'groups' })
    }
    case 'groups/picker': {
      const groups = view.groups.slice(0, pageSize(query.get('maxResults'), 20, 1_000))
      return ok({
        header: `Showing ${groups.length} of ${view.groups.length} matching groups`,
        total: view.groups.length,
        groups: groups.map(({ name }) => ({ name, html: name, labels: [] })),
      })
    }
    case 'group/member': {
      const group = groupNamed(query.get('groupname'))
      if (!group) return admin ?? failure(404, 'The group does not exist.')
      const members = [...group.members]
        .flatMap((id) => view.user(id) ?? [])
        .filter(({ active }) => active || query.get('includeInactiveUsers') === 'true')
      const start = Number(query.get('startAt') ?? 0)
      const maxResults = pageSize(query.get('maxResults'), 50, 50)
      const values = members.slice(start, start + maxResults).map(serverUser)
      const isLast = start + values.length >= members.length
      return admin ?? ok({ self: '', maxResults, startAt: start, total: members.length, isLast, values })
    }
    case 'applicationrole':
      return (
        admin ??
        ok(
          parts.products.map(({ key, name, seats, groups }) => ({
            key,
            name,
            groups: groups.map((id) => view.group(id)?.name ?? id),
            defaultGroups: [],
            selectedByDefault: false,
            defined: true,
            numberOfSeats: seats ?? -1,
            remainingSeats: -1,
            userCount: 0,
            hasUnlimitedSeats: seats === null,
            platform: false,
          })),
        )
      )
    default:
      return failure(404, 'dead link')
  }
}

/** Groups and people are named by their names. */
function change(
  { state }: ServerParts,
  { method, query, text }: SandboxRequest,
  resource: string,
  view: DirectoryView,
): SandboxResponse {
  if (resource !== 'group/user' || (method !== 'POST' && method !== 'DELETE')) return failure(404, 'dead link')
  const name = method === 'POST' ? (JSON.parse(text) as { name?: string }).name : query.get('username')
  const group = view.groups.find((one) => one.name === query.get('groupname'))
  const user = view.users.find(({ username }) => username === name)
  if (!group || !user) return failure(404, 'The group or the user does not exist.')
  if (group.members.has(user.id) === (method === 'POST')) return failure(400, 'The membership is so already.')
  if (method === 'POST') state.join(group.id, user.id)
  else state.leave(group.id, user.id)
  return method === 'POST' ? { status: 201, body: { name: group.name, self: '' } } : { status: 200, body: {} }
}

function serverUser(user: SandboxUser): Record<string, unknown> {
  return {
    self: `https://jira.sandbox.example/jira/rest/api/2/user?username=${user.username}`,
    key: user.id,
    name: user.username,
    emailAddress: user.email,
    displayName: `${user.givenName} ${user.familyName}`,
    active: user.active,
    deleted: false,
    timeZone: user.timezone,
    locale: user.locale.replace('-', '_'),
    ...user.raw,
  }
}
