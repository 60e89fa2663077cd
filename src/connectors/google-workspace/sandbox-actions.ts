import type { Directory, DirectoryView, SandboxUser } from '#kit/sandbox-directory.ts'
import type { SandboxRequest, SandboxResponse } from '#kit/sandbox.ts'

/** What can be changed in a simulated company. Written from Google's discovery documents and its page "Manage users". */
export type GoogleChanges = {
  state: Directory
  held: readonly HeldLicence[]
  /** The refusal for a missing scope; undefined when one of them is there. */
  needs: (scope: string) => SandboxResponse | undefined
  encode: (user: SandboxUser, view: DirectoryView) => object
  failure: (code: number, domain: string, reason: string, message: string, status: string) => SandboxResponse
}

export type HeldLicence = { product: string; sku: string; name: string; holders: Set<string>; seats?: number }

const EMPTY: SandboxResponse = { status: 204, headers: {}, body: '' }
const ok = (body: object): SandboxResponse => ({ status: 200, body })

const missing = ({ failure }: Pick<GoogleChanges, 'failure'>, what: string) =>
  failure(404, 'global', 'notFound', `Resource Not Found: ${what}`, 'NOT_FOUND')
const invalid = ({ failure }: GoogleChanges, what: string) =>
  failure(400, 'global', 'invalid', `Invalid Input: ${what}`, 'INVALID_ARGUMENT')

/** @param path below the Directory API's base, in its decoded parts. */
export function changeDirectory(
  changes: GoogleChanges,
  request: SandboxRequest,
  [resource, id, child, member, ...rest]: readonly string[],
): SandboxResponse {
  const { needs } = changes
  const { method } = request
  if (rest.length > 0) return missing(changes, 'path')
  if (resource === 'users' && member === undefined) {
    const refused = needs('admin.directory.user')
    if (refused) return refused
    if (method === 'POST' && id === undefined) return createUser(changes, request)
    if (method === 'POST' && id !== undefined && child === 'undelete') return undelete(changes, id)
    if (method === 'PATCH' && id !== undefined && child === undefined) return patchUser(changes, id, request)
    if (method === 'DELETE' && id !== undefined && child === undefined) return deleteUser(changes, id)
  }
  if (resource === 'groups' && id !== undefined && child === 'members') {
    const refused = needs('admin.directory.group.member')
    if (refused) return refused
    if (method === 'POST' && member === undefined) return addMember(changes, id, request)
    if (method === 'DELETE' && member !== undefined) return removeMember(changes, id, member)
  }
  return missing(changes, 'path')
}

/** One member of a group by itself; who is in it by way of another group is none. */
export function memberOf(
  { failure }: Pick<GoogleChanges, 'failure'>,
  view: DirectoryView,
  groupId: string,
  id: string,
) {
  const group = view.group(groupId)
  const user = view.user(id) ?? view.users.find(({ email }) => email === id)
  return group && user && group.members.has(user.id)
    ? ok({
        kind: 'admin#directory#member',
        id: user.id,
        email: user.email,
        role: 'MEMBER',
        type: 'USER',
        status: 'ACTIVE',
      })
    : missing({ failure }, 'memberKey')
}

/** Licences: `{product}/sku/{sku}/user` and one by its holder's address; also to look at. */
export function changeLicence(
  changes: GoogleChanges,
  { method, text }: SandboxRequest,
  [product, , sku, , who]: readonly string[],
): SandboxResponse {
  const { state, held, failure } = changes
  const plan = held.find((one) => one.product === product && one.sku === sku)
  if (!plan) return invalid(changes, 'skuId')
  const row = (userId: string) =>
    ok({ kind: 'licensing#licenseAssignment', productId: product, skuId: sku, skuName: plan.name, userId })
  if (method === 'POST' && who === undefined) {
    const { userId = '' } = JSON.parse(text) as { userId?: string }
    if (!state.view.users.some(({ email }) => email === userId)) return missing(changes, 'userId')
    const isTaken = held.some((one) => one.product === product && one.holders.has(userId))
    if (isTaken || plan.holders.size >= (plan.seats ?? Infinity))
      return failure(
        412,
        'global',
        'conditionNotMet',
        'User already has a license, or none is left',
        'FAILED_PRECONDITION',
      )
    plan.holders.add(userId)
    return row(userId)
  }
  if (who === undefined || !plan.holders.has(who)) return missing(changes, 'License assignment')
  if (method === 'GET') return row(who)
  if (method !== 'DELETE') return invalid(changes, 'method')
  plan.holders.delete(who)
  return ok({})
}

function createUser(changes: GoogleChanges, { text }: SandboxRequest): SandboxResponse {
  const { state, encode, failure } = changes
  const { primaryEmail, name, password } = JSON.parse(text) as {
    primaryEmail?: string
    name?: { givenName?: string; familyName?: string }
    password?: string
  }
  if (!primaryEmail || !name?.givenName || !name.familyName) return invalid(changes, 'name')
  if (password === undefined || password.length < 8 || password.length > 100) return invalid(changes, 'password')
  if (!primaryEmail.endsWith('@example.com'))
    return failure(404, 'global', 'notFound', 'Domain not found.', 'NOT_FOUND')
  if (state.view.users.some(({ email }) => email.toLowerCase() === primaryEmail.toLowerCase()))
    return failure(409, 'global', 'duplicate', 'Entity already exists.', 'ALREADY_EXISTS')
  const user = state.add({
    email: primaryEmail,
    username: primaryEmail,
    givenName: name.givenName,
    familyName: name.familyName,
    managerId: null,
  })
  return ok(encode(user, state.view))
}

function patchUser(changes: GoogleChanges, id: string, { text }: SandboxRequest): SandboxResponse {
  const { state, encode } = changes
  if (!state.find(id)) return missing(changes, 'userKey')
  const { suspended } = JSON.parse(text) as { suspended?: boolean }
  if (typeof suspended !== 'boolean') return invalid(changes, 'suspended')
  state.change(id, { active: !suspended })
  return ok(encode(state.user(id), state.view))
}

/** A deleted user has no licence. */
function deleteUser(changes: GoogleChanges, id: string): SandboxResponse {
  const { state, held } = changes
  const user = state.find(id)
  if (!user) return missing(changes, 'userKey')
  state.remove(id)
  for (const { holders } of held) holders.delete(user.email)
  return EMPTY
}

function undelete(changes: GoogleChanges, id: string): SandboxResponse {
  const { state } = changes
  if (state.find(id)) return invalid(changes, 'user is not deleted')
  try {
    state.restore(id)
    return EMPTY
  } catch {
    return missing(changes, 'userKey')
  }
}

function addMember(changes: GoogleChanges, groupId: string, { text }: SandboxRequest): SandboxResponse {
  const { state, failure } = changes
  const { email = '' } = JSON.parse(text) as { email?: string }
  const group = state.group(groupId)
  const user = state.view.users.find((one) => one.email.toLowerCase() === email.toLowerCase())
  if (!group || !user) return missing(changes, group ? 'memberKey' : 'groupKey')
  if (group.members.has(user.id)) return failure(409, 'global', 'duplicate', 'Member already exists.', 'ALREADY_EXISTS')
  state.join(groupId, user.id)
  return memberOf(changes, state.view, groupId, user.id)
}

function removeMember(changes: GoogleChanges, groupId: string, id: string): SandboxResponse {
  const group = changes.state.group(groupId)
  if (!group?.members.has(id)) return missing(changes, 'memberKey')
  changes.state.leave(groupId, id)
  return EMPTY
}
