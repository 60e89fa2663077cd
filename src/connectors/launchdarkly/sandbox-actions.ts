import type { Directory } from '#kit/sandbox-directory.ts'
import type { SandboxRequest, SandboxResponse } from '#kit/sandbox.ts'

/** What can be changed in a simulated account. Written from LaunchDarkly's OpenAPI description. */
export type LaunchDarklyChanges = {
  state: Directory
  member: (id: string) => object
  team: (key: string) => object
  failure: (status: number, code: string, message: string) => SandboxResponse
}

const ROLES = new Set(['reader', 'writer', 'admin', 'no_access'])
const SEMANTIC_PATCH = 'application/json; domain-model=launchdarkly.semanticpatch'

/** @param path below `/api/v2/`, in its parts. */
export function change(
  changes: LaunchDarklyChanges,
  { method, text, headers }: SandboxRequest,
  [resource, id, child]: readonly string[],
): SandboxResponse {
  const { state, failure, member } = changes
  const missing = failure(404, 'not_found', 'Invalid resource identifier')
  const body: unknown = text === '' ? undefined : JSON.parse(text)
  if (resource === 'members' && id === undefined && method === 'POST') return invite(changes, body)
  if (resource === 'teams' && id !== undefined && method === 'PATCH') {
    if (headers['content-type'] !== SEMANTIC_PATCH) return failure(400, 'invalid_request', 'Send a semantic patch')
    return patchTeam(changes, id, body)
  }
  if (resource !== 'members' || id === undefined) return failure(405, 'method_not_allowed', 'Method not allowed')
  const user = state.find(id)
  if (!user) return missing
  if (method === 'DELETE' && child === undefined) {
    if (user.isAdmin) return failure(403, 'forbidden', 'The owner cannot be removed')
    state.remove(id)
    return { status: 204, headers: {}, body: '' }
  }
  if (method === 'PATCH' && child === undefined) {
    const [operation] = body as { op?: string; path?: string; value?: string }[]
    if (operation?.op !== 'replace' || operation.path !== '/role' || !ROLES.has(operation.value ?? ''))
      return failure(400, 'invalid_request', 'Only the role can be replaced')
    state.change(id, { raw: { ...user.raw, role: operation.value } })
    return { status: 200, body: member(id) }
  }
  if (method === 'POST' && child === 'teams') {
    const { teamKeys = [] } = body as { teamKeys?: string[] }
    if (teamKeys.some((key) => !state.group(key))) return missing
    for (const key of teamKeys) state.join(key, id)
    return { status: 201, body: member(id) }
  }
  return failure(405, 'method_not_allowed', 'Method not allowed')
}

/** All or nothing. */
function invite({ state, failure, member }: LaunchDarklyChanges, body: unknown): SandboxResponse {
  const invited = body as { email?: string; firstName?: string; lastName?: string; role?: string }[]
  if (!Array.isArray(invited) || invited.length === 0 || invited.length > 50)
    return failure(400, 'invalid_request', 'Between 1 and 50 members')
  const isKnown = (email = '') => state.view.users.some((user) => user.email.toLowerCase() === email.toLowerCase())
  if (invited.some(({ email }) => isKnown(email)))
    return failure(400, 'email_already_exists_in_account', 'A member with this email exists')
  if (invited.some(({ role }) => !ROLES.has(role ?? ''))) return failure(400, 'invalid_request', 'Unknown role')
  const items = invited.map(({ email = '', firstName = '', lastName = '', role }) => {
    const user = state.add({
      email,
      username: email,
      givenName: firstName,
      familyName: lastName,
      active: false,
      managerId: null,
      raw: { role },
    })
    return member(user.id)
  })
  return { status: 201, body: { items } }
}

function patchTeam({ state, failure, team }: LaunchDarklyChanges, key: string, body: unknown): SandboxResponse {
  if (!state.group(key)) return failure(404, 'not_found', 'Invalid resource identifier')
  const { instructions = [] } = body as { instructions?: { kind: string; values?: string[] }[] }
  for (const { kind, values = [] } of instructions) {
    if (kind !== 'addMembers' && kind !== 'removeMembers') return failure(400, 'invalid_request', 'Unknown instruction')
    for (const id of values) {
      if (kind === 'addMembers') state.join(key, id)
      else state.leave(key, id)
    }
  }
  return { status: 200, body: team(key) }
}
