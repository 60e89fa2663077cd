import type { Directory, SandboxUser } from '#kit/sandbox-directory.ts'
import type { SandboxRequest, SandboxResponse } from '#kit/sandbox.ts'

/** What can be changed in a simulated organisation. Written from Okta's OpenAPI description. */
export type OktaChanges = {
  state: Directory
  apps: readonly ChangeableApp[]
  /** The refusal for a missing scope; undefined when it is there. */
  needs: (scope: string) => SandboxResponse | undefined
  encode: (user: SandboxUser) => object
  failure: (status: number, errorCode: string, errorSummary: string) => SandboxResponse
}

export type ChangeableApp = {
  id: string
  users: Readonly<Record<string, string>>
  /** Who has it because a group of theirs has it. */
  viaGroup?: readonly string[]
}

const EMPTY: SandboxResponse = { status: 204, headers: {}, body: '' }
const ok = (body: object): SandboxResponse => ({ status: 200, body })

export const statusOf = (user: SandboxUser): string =>
  typeof user.raw['status'] === 'string' ? user.raw['status'] : user.active ? 'ACTIVE' : 'DEPROVISIONED'

/** @param path below `/api/v1/`, in its decoded parts. */
export function change(changes: OktaChanges, request: SandboxRequest, path: readonly string[]): SandboxResponse {
  const { failure } = changes
  const [resource, id, child, other, ...rest] = path
  const { method } = request
  if (resource === 'users' && rest.length === 0) {
    const refused = changes.needs('okta.users.manage')
    if (refused) return refused
    if (method === 'POST' && id === undefined) return createUser(changes, request)
    if (method === 'POST' && child === 'lifecycle' && other !== undefined) return moveUser(changes, id!, other)
    if (method === 'DELETE' && child === undefined) return deleteUser(changes, id!)
  }
  if (resource === 'groups' && child === 'users' && other !== undefined && rest.length === 0) {
    const refused = changes.needs('okta.groups.manage')
    if (refused) return refused
    if (method === 'PUT' || method === 'DELETE') return changeMember(changes, id!, other, method === 'PUT')
  }
  if (resource === 'apps' && child === 'users' && rest.length === 0) {
    const refused = changes.needs('okta.apps.manage')
    if (refused) return refused
    if (method === 'POST' && other === undefined) return assign(changes, id!, request)
    if (method === 'DELETE' && other !== undefined) return unassign(changes, id!, other)
  }
  return failure(405, 'E0000022', 'The endpoint does not support the provided HTTP method')
}

/** The app assignment of one person; undefined when there is none. */
export function assignmentOf(app: ChangeableApp, user: SandboxUser): object | undefined {
  const status = app.users[user.id]
  if (status === undefined) return undefined
  return {
    id: user.id,
    scope: app.viaGroup?.includes(user.id) ? 'GROUP' : 'USER',
    status,
    created: '2024-01-01T00:00:00.000Z',
    credentials: { userName: user.email },
    profile: {},
  }
}

const missing = ({ failure }: OktaChanges, what: string) =>
  failure(404, 'E0000007', `Not found: Resource not found: ${what}`)
const invalid = ({ failure }: OktaChanges, what: string) => failure(400, 'E0000001', `Api validation failed: ${what}`)

function createUser(changes: OktaChanges, { text, query }: SandboxRequest): SandboxResponse {
  const { state } = changes
  const { profile } = JSON.parse(text) as { profile?: Record<string, string> }
  const { login, email, firstName, lastName } = profile ?? {}
  if (!login || !email || !firstName || !lastName) return invalid(changes, 'profile')
  if (state.view.users.some((user) => user.email.toLowerCase() === login.toLowerCase()))
    return invalid(changes, 'login: An object with this field already exists in the current organization')
  const user = state.add({
    email,
    username: login,
    givenName: firstName,
    familyName: lastName,
    managerId: null,
    // Without a password they have to begin with the link of the mail.
    raw: { status: query.get('activate') === 'false' ? 'STAGED' : 'PROVISIONED' },
  })
  return ok(changes.encode(user))
}

/** What a status may become, and by what. */
const MOVES: Readonly<Record<string, { from: (status: string) => boolean; to: string }>> = {
  suspend: { from: (status) => status === 'ACTIVE', to: 'SUSPENDED' },
  unsuspend: { from: (status) => status === 'SUSPENDED', to: 'ACTIVE' },
  deactivate: { from: (status) => status !== 'DEPROVISIONED', to: 'DEPROVISIONED' },
  activate: { from: (status) => status === 'STAGED' || status === 'DEPROVISIONED', to: 'PROVISIONED' },
}

function setStatus({ state, apps }: OktaChanges, user: SandboxUser, status: string): void {
  state.change(user.id, { active: status !== 'DEPROVISIONED', raw: { ...user.raw, status } })
  // Whoever is deactivated is deprovisioned from all apps.
  if (status === 'DEPROVISIONED') for (const { users } of apps) delete (users as Record<string, string>)[user.id]
}

function moveUser(changes: OktaChanges, id: string, by: string): SandboxResponse {
  const user = changes.state.find(id)
  if (!user) return missing(changes, `${id} (User)`)
  const move = MOVES[by]
  if (!move) return missing(changes, by)
  if (!move.from(statusOf(user))) {
    return by === 'activate'
      ? changes.failure(403, 'E0000016', 'Activation failed because the user is already active')
      : invalid(changes, `Cannot ${by} a user whose status is ${statusOf(user)}`)
  }
  setStatus(changes, user, move.to)
  return ok({})
}

/** The first time deactivates, the second deletes. */
function deleteUser(changes: OktaChanges, id: string): SandboxResponse {
  const user = changes.state.find(id)
  if (!user) return missing(changes, `${id} (User)`)
  if (statusOf(user) === 'DEPROVISIONED') changes.state.remove(id)
  else setStatus(changes, user, 'DEPROVISIONED')
  return EMPTY
}

function changeMember(changes: OktaChanges, groupId: string, userId: string, isIn: boolean): SandboxResponse {
  const { state, failure } = changes
  const group = state.group(groupId)
  if (!group) return missing(changes, `${groupId} (UserGroup)`)
  if (!state.find(userId)) return missing(changes, `${userId} (User)`)
  // Who is in the built-in group of everyone is for Okta to say.
  if (group.name === 'Everyone')
    return failure(403, 'E0000038', 'This operation is not allowed in the user’s current status.')
  if (isIn) state.join(groupId, userId)
  else state.leave(groupId, userId)
  return EMPTY
}

function assign(changes: OktaChanges, appId: string, { text }: SandboxRequest): SandboxResponse {
  const { state, apps } = changes
  const app = apps.find(({ id }) => id === appId)
  if (!app) return missing(changes, `${appId} (AppInstance)`)
  const { id = '' } = JSON.parse(text) as { id?: string }
  const user = state.find(id)
  if (!user) return missing(changes, `${id} (User)`)
  ;(app.users as Record<string, string>)[id] = 'ACTIVE'
  return ok(assignmentOf(app, user)!)
}

function unassign(changes: OktaChanges, appId: string, userId: string): SandboxResponse {
  const app = changes.apps.find(({ id }) => id === appId)
  if (app?.users[userId] === undefined) return missing(changes, `${userId} (AppUser)`)
  // Through a group they get it back at once.
  if (!app.viaGroup?.includes(userId)) delete (app.users as Record<string, string>)[userId]
  return EMPTY
}
