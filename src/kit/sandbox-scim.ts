import type { Directory, SandboxGroup, SandboxUser } from './sandbox-directory.ts'
import type { SandboxRequest, SandboxResponse } from './sandbox.ts'

/** The writing half of a simulated SCIM 2.0 service. Written from RFC 7643 and RFC 7644; knows nothing of our client. */
export type ScimWrites = {
  state: Directory
  encodeUser: (user: SandboxUser) => object
  encodeGroup: (group: SandboxGroup) => object
  /** What this vendor refuses, before anything is done; undefined lets it pass. */
  refuse?: (change: ScimChange) => SandboxResponse | undefined
  /** What DELETE on a user does; the RFC leaves it to the service whether one can still see it. */
  onDelete?: (id: string) => void
  /** Does more than the common attributes to a user that is made or changed; returns a refusal, or nothing. */
  onAttributes?: (id: string, attributes: Readonly<Record<string, unknown>>) => SandboxResponse | undefined
}

export type ScimChange =
  | { kind: 'create'; attributes: Readonly<Record<string, unknown>> }
  | { kind: 'activate' | 'deactivate' | 'delete'; user: SandboxUser }
  | { kind: 'members'; group: SandboxGroup; add: readonly string[]; remove: readonly string[] }

const TYPE = { 'content-type': 'application/scim+json; charset=utf-8' }
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error'
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'
const USER_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:User'

/** RFC 7644 §3.12: the status is a text. */
export function scimRefusal(status: number, scimType: string | undefined, detail: string): SandboxResponse {
  return { status, headers: TYPE, body: { schemas: [ERROR], scimType, detail, status: String(status) } }
}

const done = (status: number, body: object): SandboxResponse => ({ status, headers: TYPE, body })
const NO_CONTENT: SandboxResponse = { status: 204, headers: {}, body: '' }

/**
 * Answers a request that changes something.
 *
 * @param path below the service's base, such as `Users/2819c223`.
 */
export function scimWrite(writes: ScimWrites, request: SandboxRequest, path: string): SandboxResponse {
  const [resource, id, ...rest] = path.split('/').map(decodeURIComponent)
  if (rest.length > 0) return scimRefusal(404, undefined, 'Not found')
  if (request.method === 'DELETE')
    return resource === 'Users' && id !== undefined ? deleteUser(writes, id) : scimRefusal(404, undefined, 'Not found')
  if (!/^application\/(scim\+)?json/.test(request.headers['content-type'] ?? ''))
    return scimRefusal(415, undefined, 'Send application/scim+json')
  const body = objectIn(request.text)
  if (body === undefined) return scimRefusal(400, 'invalidSyntax', 'The body is not a JSON object')
  if (request.method === 'POST' && resource === 'Users' && id === undefined) return createUser(writes, body)
  if (request.method !== 'PATCH' || id === undefined) return scimRefusal(501, undefined, 'Not implemented')
  const operations = operationsIn(body)
  if (operations === undefined) return scimRefusal(400, 'invalidSyntax', 'This is no PatchOp message')
  if (resource === 'Users') return patchUser(writes, id, operations)
  if (resource === 'Groups') return patchGroup(writes, id, operations)
  return scimRefusal(404, undefined, 'Not found')
}

const text = (value: unknown) => (typeof value === 'string' ? value : '')

type Attributes = Readonly<Record<string, unknown>>
type Operation = { op: string; path: string | undefined; value: unknown }

function objectIn(text: string): Attributes | undefined {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Attributes) : undefined
  } catch {
    return undefined
  }
}

/** RFC 7644 §3.5.2; operations are matched in any case, as most services do. */
function operationsIn(body: Attributes): Operation[] | undefined {
  const { schemas, Operations: operations } = body
  if (!Array.isArray(schemas) || !schemas.includes(PATCH_OP) || !Array.isArray(operations)) return undefined
  const read = (operations as Attributes[]).map(({ op, path, value }) => ({
    op: String(op).toLowerCase(),
    path: typeof path === 'string' ? path : undefined,
    value,
  }))
  return read.length > 0 && read.every(({ op }) => ['add', 'remove', 'replace'].includes(op)) ? read : undefined
}

function createUser(writes: ScimWrites, attributes: Attributes): SandboxResponse {
  const { state } = writes
  const { schemas, userName } = attributes
  if (!Array.isArray(schemas) || !schemas.includes(USER_SCHEMA))
    return scimRefusal(400, 'invalidSyntax', 'A user names the schema of users')
  if (typeof userName !== 'string' || userName === '') return scimRefusal(400, 'invalidValue', 'userName is required')
  const emails = attributes['emails']
  const email = Array.isArray(emails) ? String((emails[0] as Attributes)['value']) : userName
  const isTaken = state.view.users.some(
    (user) =>
      user.username.toLowerCase() === userName.toLowerCase() || user.email.toLowerCase() === email.toLowerCase(),
  )
  if (isTaken) return scimRefusal(409, 'uniqueness', 'A user with this userName exists')
  const refused = writes.refuse?.({ kind: 'create', attributes })
  if (refused) return refused
  const name = attributes['name'] as Attributes | undefined
  const user = state.add({
    username: userName,
    email,
    givenName: text(name?.['givenName']),
    familyName: text(name?.['familyName']),
    active: attributes['active'] !== false,
    managerId: null,
  })
  const unfit = writes.onAttributes?.(user.id, attributes)
  if (unfit) {
    state.remove(user.id)
    return unfit
  }
  return done(201, writes.encodeUser(state.user(user.id)))
}

function deleteUser({ state, refuse, onDelete }: ScimWrites, id: string): SandboxResponse {
  const user = state.find(id)
  if (!user) return scimRefusal(404, undefined, `Resource ${id} not found`)
  const refused = refuse?.({ kind: 'delete', user })
  if (refused) return refused
  if (onDelete) onDelete(id)
  else state.remove(id)
  return NO_CONTENT
}

function patchUser(writes: ScimWrites, id: string, operations: readonly Operation[]): SandboxResponse {
  const { state, refuse, onAttributes } = writes
  const user = state.find(id)
  if (!user) return scimRefusal(404, undefined, `Resource ${id} not found`)
  const attributes: Record<string, unknown> = {}
  for (const { op, path, value } of operations) {
    if (op === 'remove') return scimRefusal(400, 'mutability', 'This attribute is not removed')
    if (path === undefined) Object.assign(attributes, value)
    else attributes[path] = value
  }
  if ('active' in attributes) {
    // Some clients send texts here, and services take them.
    const active = String(attributes['active']).toLowerCase()
    if (active !== 'true' && active !== 'false') return scimRefusal(400, 'invalidValue', 'active is true or false')
    const refused = refuse?.({ kind: active === 'true' ? 'activate' : 'deactivate', user })
    if (refused) return refused
    state.change(id, { active: active === 'true' })
    delete attributes['active']
  }
  if (Object.keys(attributes).length > 0) {
    const refused = onAttributes
      ? onAttributes(id, attributes)
      : scimRefusal(400, 'invalidPath', 'This path is not supported')
    if (refused) return refused
  }
  return done(200, writes.encodeUser(state.user(id)))
}

function patchGroup(writes: ScimWrites, id: string, operations: readonly Operation[]): SandboxResponse {
  const { state, refuse, encodeGroup } = writes
  const group = state.group(id)
  if (!group) return scimRefusal(404, undefined, `Resource ${id} not found`)
  const add: string[] = []
  const remove: string[] = []
  for (const { op, path, value } of operations) {
    const [, only] = /^members\[value eq "([^"]+)"\]$/i.exec(path ?? '') ?? []
    const listed = Array.isArray(value) ? (value as Attributes[]).map((member) => String(member['value'])) : []
    if (op === 'add' && path?.toLowerCase() === 'members') add.push(...listed)
    else if (op === 'remove' && only !== undefined) remove.push(only)
    else if (op === 'remove' && path?.toLowerCase() === 'members' && listed.length > 0) remove.push(...listed)
    else return scimRefusal(400, 'invalidPath', 'This path is not supported')
  }
  if (add.some((member) => !state.find(member))) return scimRefusal(400, 'invalidValue', 'There is no such member')
  const refused = refuse?.({ kind: 'members', group, add, remove })
  if (refused) return refused
  for (const member of add) state.join(id, member)
  for (const member of remove) state.leave(id, member)
  return done(200, encodeGroup(group))
}
