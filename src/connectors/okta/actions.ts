import { z } from 'zod'
import { isAppError } from '#base/errors.ts'
import { defineAction, type ActionField, type AnyAction, type Sight } from '#kit/action.ts'
import { ACCOUNT, accountId, onAccount, onMembership, onPerson } from '#kit/action-inputs.ts'
import type { AccountRecord, Scope, VendorClient, VendorRefusal } from '#kit/define.ts'
import { fillPath } from '#kit/fill-path.ts'
import { badResponse, readJson } from '#kit/read-json.ts'
import { textOf, vendorId } from '#kit/values.ts'

const HOST = 'api'
const USERS = 'okta.users.manage'
const GROUPS = 'okta.groups.manage'
const APPS = 'okta.apps.manage'

/** What only actions need. */
export const ACTION_SCOPES: readonly Scope[] = [
  {
    id: USERS,
    label: 'Manage users',
    serves: 'workflows',
    required: false,
    explains: 'Creates, suspends, deactivates, activates and deletes users.',
  },
  {
    id: GROUPS,
    label: 'Manage group members',
    serves: 'workflows',
    required: false,
    explains: 'Adds people to groups and takes them out.',
  },
  {
    id: APPS,
    label: 'Manage app assignments',
    serves: 'workflows',
    required: false,
    explains: 'Assigns apps to people and takes them away.',
  },
]

const APP: ActionField = { name: 'app', label: 'App', help: 'As it is called in Okta.', kind: 'app' }
const onApp = { input: z.strictObject({ account: accountId, app: accountId }), fields: [ACCOUNT, APP] } as const

/** By Okta's error codes; no word of its summary is shown. */
const REFUSALS: Readonly<Record<string, string>> = {
  E0000001:
    'Okta does not accept this: the person may exist already, an attribute that your organisation requires is missing, or their state does not allow it. Nothing was changed.',
  E0000016: 'Okta says that the person is active already. Nothing was changed.',
  E0000038: 'Okta does not allow this in the present state, or for this kind of group. Nothing was changed.',
  E0000112: 'Okta is still activating this person. Nothing was changed; try again in some minutes.',
}

function refused({ body }: VendorRefusal): string | null {
  const code = textOf((body as { errorCode?: unknown } | null | undefined)?.errorCode)
  return code !== null && Object.hasOwn(REFUSALS, code) ? REFUSALS[code]! : null
}

const has = (...words: string[]) => {
  const statuses = new Set<string | null>(words)
  return ({ vendorStatus }: AccountRecord) => statuses.has(vendorStatus)
}

const isDeactivated = has('DEPROVISIONED')
const isActive = has('ACTIVE', 'PASSWORD_EXPIRED', 'RECOVERY', 'LOCKED_OUT', 'PROVISIONED')

/** A login is looked up where ids are, and at once: a search would lag behind. */
async function lookForLogin(client: VendorClient, login: string): Promise<Sight> {
  try {
    const path = fillPath('/api/v1/users/{login}', { login })
    const { body } = await readJson(client, { host: HOST, method: 'GET', path })
    const user = z.object({ id: vendorId }).safeParse(body)
    if (!user.success) throw badResponse('no user')
    return { is: 'done', account: user.data.id }
  } catch (error) {
    if (isAppError(error, 'vendor_not_found')) return { is: 'undone', account: null }
    throw error
  }
}

/** All groups of a person come in one list. */
async function isMember(client: VendorClient, { account, group }: { account: string; group: string }) {
  const path = fillPath('/api/v1/users/{account}/groups', { account })
  const { body, headers } = await readJson(client, { host: HOST, method: 'GET', path })
  const groups = z.array(z.object({ id: vendorId })).safeParse(body)
  if (!groups.success) throw badResponse('no groups')
  if (groups.data.some(({ id }) => id === group)) return true
  if (/rel="?next"?/.test(headers['link'] ?? '')) throw badResponse('a list of groups that goes on')
  return false
}

const membership = (isIn: boolean) => ({
  look: async (client: VendorClient, input: { account: string; group: string }): Promise<Sight> => ({
    is: (await isMember(client, input)) === isIn ? 'done' : 'undone',
    account: input.account,
  }),
})

/** Statuses of a row that is still there and gives nothing any more. */
const NOT_ASSIGNED: ReadonlySet<string | null> = new Set(['DEPROVISIONED', 'INACTIVE', 'REVOKED', 'UNASSIGNED'])

const assignment = (isAssigned: boolean) => ({
  look: async (client: VendorClient, { account, app }: { account: string; app: string }): Promise<Sight> => {
    const path = fillPath('/api/v1/apps/{app}/users/{account}', { account, app })
    let row: { status?: unknown; scope?: unknown } | null = null
    try {
      row = (await readJson(client, { host: HOST, method: 'GET', path })).body
    } catch (error) {
      if (!isAppError(error, 'vendor_not_found')) throw error
    }
    const isThere = row !== null && !NOT_ASSIGNED.has(textOf(row.status))
    if (isThere === isAssigned) return { is: 'done', account }
    return isThere && row?.scope === 'GROUP'
      ? {
          is: 'undone',
          account,
          hindrance:
            'The person has this app through a group, and Okta would give it back at once. Take them out of the group instead. Nothing was changed.',
        }
      : { is: 'undone', account }
  },
})

/** Calls from Okta's OpenAPI description; which status allows which is said there in words. */
export const ACTIONS: Readonly<Record<string, AnyAction>> = {
  create: defineAction({
    kind: 'create',
    label: 'Create a user',
    explains: 'Makes a user with the e-mail address as login, and lets Okta send the activation mail.',
    consequences: [
      'The user takes a licence of Okta once activated.',
      'Group rules may assign groups and apps at once.',
    ],
    destructive: false,
    scopes: [USERS],
    ...onPerson,
    request: ({ email, givenName, familyName }) => ({
      host: HOST,
      method: 'POST',
      path: '/api/v1/users',
      query: { activate: true },
      json: { profile: { firstName: givenName, lastName: familyName, email, login: email } },
    }),
    refused,
    readBack: { look: (client, { email }) => lookForLogin(client, email) },
    // To delete takes two steps, and to have made somebody does not justify the second.
    inverse: { action: 'deactivate', input: (_input, account) => ({ account }) },
  }),
  suspend: defineAction({
    kind: 'deactivate',
    label: 'Suspend the user',
    explains: 'The person cannot sign in to Okta and to what is behind it. Groups and apps stay as they are.',
    consequences: ['Sessions that apps have begun by themselves may live on.', 'The licence of Okta stays taken.'],
    destructive: true,
    scopes: [USERS],
    ...onAccount,
    unless: (user) =>
      has('ACTIVE')(user) ? null : 'Okta suspends only users whose status is Active. Nothing was changed.',
    request: () => ({ host: HOST, method: 'POST', path: '/api/v1/users/{account}/lifecycle/suspend' }),
    refused,
    readBack: { account: 'users', isDone: has('SUSPENDED') },
    inverse: { action: 'unsuspend', input: ({ account }) => ({ account }) },
  }),
  unsuspend: defineAction({
    kind: 'reactivate',
    label: 'Unsuspend the user',
    explains: 'A suspended person can sign in again, with the same groups and apps.',
    consequences: [],
    destructive: false,
    scopes: [USERS],
    ...onAccount,
    unless: (user) => (has('SUSPENDED')(user) ? null : 'The user is not suspended. Nothing was changed.'),
    request: () => ({ host: HOST, method: 'POST', path: '/api/v1/users/{account}/lifecycle/unsuspend' }),
    refused,
    readBack: { account: 'users', isDone: has('ACTIVE') },
    inverse: { action: 'suspend', input: ({ account }) => ({ account }) },
  }),
  deactivate: defineAction({
    kind: 'deactivate',
    label: 'Deactivate the user',
    explains: 'The person loses Okta and every app behind it. The user stays in the directory as deactivated.',
    consequences: [
      'All app assignments end; apps with provisioning may delete what the person has there.',
      'The password is gone: who is activated again starts with a new one.',
      'The licence of Okta is free again.',
    ],
    destructive: true,
    scopes: [USERS],
    ...onAccount,
    request: () => ({
      host: HOST,
      method: 'POST',
      path: '/api/v1/users/{account}/lifecycle/deactivate',
      query: { sendEmail: false },
    }),
    refused,
    readBack: { account: 'users', isDone: isDeactivated },
    inverse: { action: 'activate', input: ({ account }) => ({ account }) },
  }),
  activate: defineAction({
    kind: 'reactivate',
    label: 'Activate the user',
    explains: 'Okta sends the person a mail to begin, or to begin again. App assignments that are gone stay gone.',
    consequences: ['The user takes a licence of Okta once they have begun.'],
    destructive: false,
    scopes: [USERS],
    ...onAccount,
    unless: (user) =>
      has('STAGED', 'DEPROVISIONED')(user)
        ? null
        : 'Okta activates only staged and deactivated users. A suspended one is unsuspended. Nothing was changed.',
    request: () => ({
      host: HOST,
      method: 'POST',
      path: '/api/v1/users/{account}/lifecycle/activate',
      query: { sendEmail: true },
    }),
    refused,
    readBack: { account: 'users', isDone: isActive },
    inverse: { action: 'deactivate', input: ({ account }) => ({ account }) },
  }),
  delete: defineAction({
    kind: 'delete',
    label: 'Delete the user',
    explains: 'A deactivated user is removed from Okta for good, with the profile.',
    consequences: ['The user, their profile and their history in Okta are lost.'],
    destructive: true,
    scopes: [USERS],
    ...onAccount,
    unless: (user) =>
      isDeactivated(user)
        ? null
        : 'Okta deletes only users that are deactivated. Deactivate first. Nothing was changed.',
    request: () => ({
      host: HOST,
      method: 'DELETE',
      path: '/api/v1/users/{account}',
      query: { sendEmail: false },
    }),
    refused,
    readBack: { account: 'users', isDone: () => false, gone: 'done' },
    inverse: { none: 'Okta does not bring back a deleted user.' },
  }),
  addToGroup: defineAction({
    kind: 'add-to-group',
    label: 'Add to a group',
    explains: 'The person becomes a member of the group and gets the apps that are assigned to it.',
    consequences: ['Apps of the group may make an account for the person.'],
    destructive: false,
    scopes: [GROUPS],
    ...onMembership,
    request: () => ({ host: HOST, method: 'PUT', path: '/api/v1/groups/{group}/users/{account}' }),
    refused,
    readBack: membership(true),
    inverse: { action: 'removeFromGroup', input: ({ account, group }) => ({ account, group }) },
  }),
  removeFromGroup: defineAction({
    kind: 'remove-from-group',
    label: 'Remove from a group',
    explains: 'The person is no member of the group any more and loses the apps that came with it.',
    consequences: ['Apps of the group may deactivate the account of the person.'],
    destructive: true,
    scopes: [GROUPS],
    ...onMembership,
    request: () => ({ host: HOST, method: 'DELETE', path: '/api/v1/groups/{group}/users/{account}' }),
    refused,
    readBack: membership(false),
    inverse: { action: 'addToGroup', input: ({ account, group }) => ({ account, group }) },
  }),
  assignApp: defineAction({
    kind: 'assign-app',
    label: 'Assign an app',
    explains: 'The person can open the app through Okta. Apps with provisioning make an account for them.',
    consequences: ['The app may take a seat.'],
    destructive: false,
    scopes: [APPS],
    ...onApp,
    request: ({ account }) => ({
      host: HOST,
      method: 'POST',
      path: '/api/v1/apps/{app}/users',
      json: { id: account, scope: 'USER' },
    }),
    refused,
    readBack: assignment(true),
    inverse: { action: 'removeApp', input: ({ account, app }) => ({ account, app }) },
  }),
  removeApp: defineAction({
    kind: 'remove-app',
    label: 'Take an app away',
    explains: 'The person cannot open the app through Okta any more.',
    consequences: [
      'The profile that the app had for the person in Okta is lost.',
      'An app with provisioning deactivates the account of the person there.',
    ],
    destructive: true,
    scopes: [APPS],
    ...onApp,
    request: () => ({
      host: HOST,
      method: 'DELETE',
      path: '/api/v1/apps/{app}/users/{account}',
      query: { sendEmail: false },
    }),
    refused,
    readBack: assignment(false),
    inverse: { action: 'assignApp', input: ({ account, app }) => ({ account, app }) },
  }),
}
