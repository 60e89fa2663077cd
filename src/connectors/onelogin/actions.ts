import { z } from 'zod'
import { defineAction, type ActionField, type AnyAction, type Sight } from '#kit/action.ts'
import { ACCOUNT, accountId, onAccount, onPerson } from '#kit/action-inputs.ts'
import type { AccountRecord, VendorClient, VendorRefusal } from '#kit/define.ts'
import { badResponse, readJson } from '#kit/read-json.ts'
import { textOf, vendorId } from '#kit/values.ts'
import { failure, listOf } from './answers.ts'
import { MANAGE_USERS } from './scopes.ts'
import { LICENCE } from './user.ts'

const HOST = 'api'

const ROLE: ActionField = { name: 'role', label: 'Role', help: 'As it is called in OneLogin.', kind: 'role' }
const onRole = { input: z.strictObject({ account: accountId, role: accountId }), fields: [ACCOUNT, ROLE] } as const

const SEAT: ActionField = { name: 'licence', label: 'Licence', help: 'That of OneLogin itself.', kind: 'licence' }
const onLicence = {
  input: z.strictObject({
    account: accountId,
    licence: z.literal(LICENCE.externalId, 'OneLogin has this licence only.'),
  }),
  fields: [ACCOUNT, SEAT],
} as const

/** By status alone: OneLogin's words are not shown. */
function refused({ status }: VendorRefusal): string | null {
  return status === 422
    ? 'OneLogin does not accept this: the person may exist already, an attribute that your account requires is missing, or their state does not allow it. Nothing was changed.'
    : null
}

const hasStatus = (code: string) => (record: AccountRecord) => record.vendorStatus === code
const hasLicence = ({ licences }: AccountRecord) => licences.includes(LICENCE.externalId)
const hasRole = (record: AccountRecord, role: string) =>
  record.entitlements?.some(({ kind, externalId }) => kind === 'role' && externalId === role) ?? false

async function lookForAddress(client: VendorClient, email: string): Promise<Sight> {
  const { body } = await readJson(
    client,
    { host: HOST, method: 'GET', path: '/api/1/users', query: { email, limit: 50 } },
    failure,
  )
  const users = z.array(z.object({ id: vendorId, email: z.unknown() })).safeParse(listOf(body))
  if (!users.success) throw badResponse('no list of users')
  // A server that ignored the filter would answer with everybody.
  const user = users.data.find((one) => textOf(one.email)?.toLowerCase() === email.toLowerCase())
  return user === undefined ? { is: 'undone', account: null } : { is: 'done', account: user.id }
}

/** What can be changed with the scope Manage Users; people with admin rights are out of its reach. */
export const ACTIONS: Readonly<Record<string, AnyAction>> = {
  create: defineAction({
    kind: 'create',
    label: 'Create a user',
    explains: 'Makes an active, licensed user with the e-mail address as user name. OneLogin sends no mail by itself.',
    consequences: ['The user takes a licence of OneLogin.', 'Mappings may give roles, and with them apps, at once.'],
    destructive: false,
    scopes: [MANAGE_USERS],
    ...onPerson,
    request: ({ email, givenName, familyName }) => ({
      host: HOST,
      method: 'POST',
      path: '/api/2/users',
      query: { mappings: 'async', validate_policy: true },
      json: { email, username: email, firstname: givenName, lastname: familyName, state: 1, status: 1 },
    }),
    refused,
    readBack: { look: (client, { email }) => lookForAddress(client, email) },
    // To have made somebody does not justify a deletion.
    inverse: { action: 'suspend', input: (_input, account) => ({ account }) },
  }),
  suspend: defineAction({
    kind: 'deactivate',
    label: 'Suspend the user',
    explains: 'The person cannot sign in to OneLogin and to what is behind it. Roles and apps stay as they are.',
    consequences: ['The licence stays taken.', 'Sessions that are open end by themselves, and not at once.'],
    destructive: true,
    scopes: [MANAGE_USERS],
    ...onAccount,
    request: () => ({ host: HOST, method: 'PUT', path: '/api/2/users/{account}', json: { status: 2 } }),
    refused,
    readBack: { account: 'users', isDone: hasStatus('2') },
    inverse: { action: 'activate', input: ({ account }) => ({ account }) },
  }),
  activate: defineAction({
    kind: 'reactivate',
    label: 'Activate the user',
    explains: 'A suspended or locked person can sign in again.',
    consequences: [],
    destructive: false,
    scopes: [MANAGE_USERS],
    ...onAccount,
    request: () => ({ host: HOST, method: 'PUT', path: '/api/2/users/{account}', json: { status: 1 } }),
    refused,
    readBack: { account: 'users', isDone: hasStatus('1') },
    inverse: { action: 'suspend', input: ({ account }) => ({ account }) },
  }),
  removeLicence: defineAction({
    kind: 'remove-licence',
    label: 'Take the licence away',
    explains: 'Makes the person unlicensed. They stay a user, and cannot sign in any more.',
    consequences: ['The licence is free again.', 'The person cannot sign in to OneLogin and to what is behind it.'],
    destructive: true,
    scopes: [MANAGE_USERS],
    ...onLicence,
    request: () => ({ host: HOST, method: 'PUT', path: '/api/1/users/{account}/set_state', json: { state: 3 } }),
    refused,
    readBack: { account: 'users', isDone: (record) => !hasLicence(record) },
    inverse: { action: 'assignLicence', input: ({ account, licence }) => ({ account, licence }) },
  }),
  assignLicence: defineAction({
    kind: 'assign-licence',
    label: 'Give a licence',
    explains: 'Approves the person, who then takes a licence of OneLogin.',
    consequences: ['A licence is taken.'],
    destructive: false,
    scopes: [MANAGE_USERS],
    ...onLicence,
    request: () => ({ host: HOST, method: 'PUT', path: '/api/1/users/{account}/set_state', json: { state: 1 } }),
    refused,
    readBack: { account: 'users', isDone: hasLicence },
    inverse: { action: 'removeLicence', input: ({ account, licence }) => ({ account, licence }) },
  }),
  addRole: defineAction({
    kind: 'add-to-group',
    label: 'Give a role',
    explains: 'The person gets the role, and the apps that come with it.',
    consequences: ['Apps of the role are assigned, and may take licences.'],
    destructive: false,
    scopes: [MANAGE_USERS],
    ...onRole,
    // The body is a bare list.
    request: ({ account }) => ({
      host: HOST,
      method: 'POST',
      path: '/api/2/roles/{role}/users',
      json: [Number(account)],
    }),
    refused,
    readBack: { account: 'users', isDone: (record, { role }) => hasRole(record, role) },
    inverse: { action: 'removeRole', input: ({ account, role }) => ({ account, role }) },
  }),
  removeRole: defineAction({
    kind: 'remove-from-group',
    label: 'Take a role away',
    explains: 'The person loses the role, and the apps that come with it alone.',
    consequences: ['Access that comes from the role ends.', 'A mapping may give the role back.'],
    destructive: true,
    scopes: [MANAGE_USERS],
    ...onRole,
    request: ({ account }) => ({
      host: HOST,
      method: 'DELETE',
      path: '/api/2/roles/{role}/users',
      json: [Number(account)],
    }),
    refused,
    readBack: { account: 'users', isDone: (record, { role }) => !hasRole(record, role) },
    inverse: { action: 'addRole', input: ({ account, role }) => ({ account, role }) },
  }),
  delete: defineAction({
    kind: 'delete',
    label: 'Delete the user',
    explains: 'The user is gone from OneLogin, with roles and apps. Suspending is safer.',
    consequences: [
      'The licence is free again.',
      'A user of a directory comes back with the next sync of that directory.',
    ],
    destructive: true,
    scopes: [MANAGE_USERS],
    ...onAccount,
    request: () => ({ host: HOST, method: 'DELETE', path: '/api/2/users/{account}' }),
    refused,
    readBack: { account: 'users', isDone: () => false, gone: 'done' },
    inverse: { none: 'OneLogin does not bring a deleted user back; a new one would have another id.' },
  }),
}
