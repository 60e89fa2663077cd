import type { Directory, SandboxUser } from '#kit/sandbox-directory.ts'
import type { SandboxRequest, SandboxResponse } from '#kit/sandbox.ts'

/** What can be changed in a simulated account. Written from Zoom's reference pages and its published error codes. */
export type ZoomChanges = {
  state: Directory
  owner: SandboxUser
  /** Licences that were bought. */
  seats: () => number
  typeOf: (user: SandboxUser) => number
  /** The refusal for a missing scope; undefined when it is there. */
  needs: (scope: string) => SandboxResponse | undefined
  failure: (status: number, code: number, message: string) => SandboxResponse
}

const EMPTY: SandboxResponse = { status: 204, headers: {}, body: '' }

/** @param path below `/v2/`, in its decoded parts. */
export function change(
  changes: ZoomChanges,
  request: SandboxRequest,
  [resource, id, child, member, ...rest]: readonly string[],
): SandboxResponse {
  const { needs, failure } = changes
  const { method } = request
  const unknown = failure(404, 2300, 'This API endpoint is not recognized.')
  if (rest.length > 0) return unknown
  if (resource === 'users') {
    if (method === 'POST' && id === undefined) return needs('user:write:user:admin') ?? invite(changes, request)
    if (id === undefined || member !== undefined) return unknown
    if (method === 'PUT' && child === 'status')
      return needs('user:update:status:admin') ?? withUser(changes, id, (user) => setStatus(changes, user, request))
    if (method === 'PATCH' && child === undefined)
      return needs('user:update:user:admin') ?? withUser(changes, id, (user) => setType(changes, user, request))
    if (method === 'DELETE' && child === undefined)
      return needs('user:delete:user:admin') ?? withUser(changes, id, (user) => remove(changes, user, request))
  }
  if (resource === 'groups' && id !== undefined && child === 'members') {
    if (method === 'POST' && member === undefined)
      return needs('group:write:member:admin') ?? join(changes, id, request)
    if (method === 'DELETE' && member !== undefined)
      return needs('group:delete:member:admin') ?? leave(changes, id, member)
  }
  return unknown
}

/** Who has not accepted an invitation is known by the address. */
function withUser(
  { state, failure }: ZoomChanges,
  id: string,
  run: (user: SandboxUser) => SandboxResponse,
): SandboxResponse {
  const user = state.find(id) ?? state.view.users.find(({ email }) => email.toLowerCase() === id.toLowerCase())
  return user ? run(user) : failure(404, 1001, `User does not exist: ${id}.`)
}

function invite({ state, failure }: ZoomChanges, { text }: SandboxRequest): SandboxResponse {
  const { action, user_info: info } = JSON.parse(text) as { action?: string; user_info?: Record<string, string> }
  const email = info?.['email']?.toLowerCase() ?? ''
  if (action !== 'create' || email === '') return failure(400, 300, 'Invalid field: user_info.')
  if (state.view.users.some((user) => user.email.toLowerCase() === email))
    return failure(409, 1005, `User already in the account: ${email}`)
  state.add({
    id: `invited ${email}`,
    email,
    username: email,
    givenName: info?.['first_name'] ?? '',
    familyName: info?.['last_name'] ?? '',
    managerId: null,
    raw: { id: undefined, status: 'pending', type: 1, verified: 0 },
  })
  return { status: 201, body: { email, type: 1 } }
}

function setStatus(
  { state, owner, failure }: ZoomChanges,
  user: SandboxUser,
  { text }: SandboxRequest,
): SandboxResponse {
  const { action } = JSON.parse(text) as { action?: string }
  if (action !== 'activate' && action !== 'deactivate') return failure(400, 300, 'Invalid field: action.')
  if (user.id === owner.id) return failure(400, 200, 'The account owner cannot be deactivated.')
  state.change(user.id, { active: action === 'activate' })
  return EMPTY
}

function setType(changes: ZoomChanges, user: SandboxUser, { text }: SandboxRequest): SandboxResponse {
  const { state, owner, seats, typeOf, failure } = changes
  const { type } = JSON.parse(text) as { type?: number }
  if (type !== 1 && type !== 2) return failure(400, 300, 'Invalid field: type.')
  if (user.id === owner.id) return failure(400, 1108, 'The type of this user cannot be changed.')
  const taken = state.view.users.filter((one) => typeOf(one) === 2).length
  if (type === 2 && typeOf(user) !== 2 && taken >= seats()) return failure(400, 3412, 'No license is left.')
  state.change(user.id, { raw: { ...user.raw, type } })
  return EMPTY
}

function remove({ state, owner, failure }: ZoomChanges, user: SandboxUser, { query }: SandboxRequest): SandboxResponse {
  const action = query.get('action') ?? 'disassociate'
  const heir = query.get('transfer_email')
  if (action !== 'delete' && action !== 'disassociate') return failure(400, 300, 'Invalid field: action.')
  if (user.id === owner.id) return failure(400, 200, 'The account owner cannot be removed.')
  if (heir !== null && !state.view.users.some(({ email, id }) => email === heir && id !== user.id))
    return failure(404, 1001, `User does not exist: ${heir}.`)
  state.remove(user.id)
  return EMPTY
}

function join({ state, failure }: ZoomChanges, groupId: string, { text }: SandboxRequest): SandboxResponse {
  if (!state.group(groupId)) return failure(404, 4130, 'A group with this ID does not exist.')
  const { members = [] } = JSON.parse(text) as { members?: { id?: string }[] }
  const known = members.flatMap(({ id = '' }) => (state.find(id) ? [id] : []))
  if (known.length === 0) return failure(404, 1001, 'User does not exist.')
  for (const id of known) state.join(groupId, id)
  return { status: 201, body: { ids: known.join(','), added_at: '2026-01-01T00:00:00Z' } }
}

function leave({ state, failure }: ZoomChanges, groupId: string, member: string): SandboxResponse {
  const group = state.group(groupId)
  if (!group?.members.has(member)) return failure(404, 4130, 'A group with this ID does not exist.')
  state.leave(groupId, member)
  return EMPTY
}
