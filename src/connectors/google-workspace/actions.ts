import { z } from 'zod'
import { isAppError } from '#base/errors.ts'
import { defineAction, type AnyAction, type Sight } from '#kit/action.ts'
import { ACCOUNT, accountId, licenceId, onAccount, onMembership, onPerson } from '#kit/action-inputs.ts'
import type { AccountRecord, Scope, VendorClient, VendorRefusal } from '#kit/define.ts'
import { fillPath } from '#kit/fill-path.ts'
import { firstPassword } from '#kit/first-password.ts'
import { badResponse, readJson } from '#kit/read-json.ts'
import { productOf } from './products.ts'
import { LICENCES, MEMBERS, USERS } from './scopes.ts'
import { GoogleUser, mapGoogleUser } from './user.ts'

const DIRECTORY = 'directory'
const LICENSING = 'licensing'
const BASE = '/admin/directory/v1'

const WRITE_USERS = USERS.replace('.readonly', '')
const WRITE_MEMBERS = MEMBERS.replace('.readonly', '')

/** What only actions need. */
export const ACTION_SCOPES: readonly Scope[] = [
  {
    id: WRITE_USERS,
    label: 'Manage users',
    serves: 'workflows',
    required: false,
    explains: 'Creates, suspends, restores and deletes users.',
    includes: [USERS],
  },
  {
    id: WRITE_MEMBERS,
    label: 'Manage group members',
    serves: 'workflows',
    required: false,
    explains: 'Adds people to groups and takes them out.',
    includes: [MEMBERS],
  },
]

function refused({ host, status }: VendorRefusal): string | null {
  if (status === 412 && host === LICENSING)
    return 'Google has no free licence of this plan, or the person has another plan of the same product. Nothing was changed.'
  if (status === 412)
    return 'Google does not allow this in the present state, or the company has no free licence for another user. Nothing was changed.'
  if (status === 409) return 'Google says that this is there already, perhaps as an alias. Nothing was changed.'
  return null
}

/** One thing by its address; null when Google does not have it. */
async function find(client: VendorClient, host: string, path: string): Promise<object | null> {
  try {
    return (await readJson(client, { host, method: 'GET', path })).body
  } catch (error) {
    if (isAppError(error, 'vendor_not_found')) return null
    throw error
  }
}

/** @param key an id, or an address, which may be an alias of somebody else. */
async function findUser(client: VendorClient, key: string): Promise<AccountRecord | null> {
  const body = await find(client, DIRECTORY, fillPath(`${BASE}/users/{key}`, { key }))
  if (body === null) return null
  const user = GoogleUser.safeParse(body)
  if (!user.success) throw badResponse('no user')
  return mapGoogleUser(user.data)
}

async function lookForAddress(client: VendorClient, email: string): Promise<Sight> {
  const user = await findUser(client, email)
  if (user === null) return { is: 'undone', account: null }
  if (user.email?.toLowerCase() === email.toLowerCase()) return { is: 'done', account: user.externalId }
  return {
    is: 'undone',
    account: null,
    hindrance: 'This address is an alias of another user. Nothing was changed.',
  }
}

/** What an account holds, read by the address that Google wants there. */
const holding = <Input extends { account: string }>(isHeld: boolean, host: string, path: (input: Input) => string) => ({
  look: async (client: VendorClient, input: Input): Promise<Sight> => {
    const record = await findUser(client, input.account)
    if (record?.externalId !== input.account || record.email === null) return { is: 'absent' }
    const isThere = (await find(client, host, fillPath(path(input), { ...input, email: record.email }))) !== null
    return isThere === isHeld
      ? { is: 'done', account: input.account }
      : { is: 'undone', account: input.account, record }
  },
})

const onLicence = {
  input: z.strictObject({ account: accountId, licence: licenceId }),
  fields: [ACCOUNT, { name: 'licence', label: 'Licence', help: 'The plan, as it was read.', kind: 'licence' }],
} as const
type OnLicence = z.infer<typeof onLicence.input>

/** Where the holders of a plan are. */
const holders = ({ licence }: OnLicence) =>
  fillPath('/apps/licensing/v1/product/{product}/sku/{licence}/user', { product: productOf(licence), licence })
const holder = (input: OnLicence) => `${holders(input)}/{email}`

const patchUser = (change: object) => () => ({
  host: DIRECTORY,
  method: 'PATCH' as const,
  path: `${BASE}/users/{account}`,
  json: change,
})

/** Calls from Google's discovery documents of the Directory API and the License Manager. */
export const ACTIONS: Readonly<Record<string, AnyAction>> = {
  create: defineAction({
    kind: 'create',
    label: 'Create a user',
    explains:
      'Makes a user with this address. The first password is random and told to nobody: reset it in the Admin console, or let the person sign in through the sign-on service.',
    consequences: ['With automatic licensing the user takes a licence at once.'],
    destructive: false,
    scopes: [WRITE_USERS],
    ...onPerson,
    request: ({ email, givenName, familyName }) => ({
      host: DIRECTORY,
      method: 'POST',
      path: `${BASE}/users`,
      json: {
        primaryEmail: email,
        name: { givenName, familyName },
        password: firstPassword(),
        changePasswordAtNextLogin: true,
      },
    }),
    refused,
    readBack: { look: (client, { email }) => lookForAddress(client, email) },
    inverse: { action: 'delete', input: (_input, account) => ({ account }) },
  }),
  suspend: defineAction({
    kind: 'deactivate',
    label: 'Suspend the user',
    explains: 'The person cannot sign in to Google and to what is behind it. Mail, files and groups stay.',
    consequences: ['The licence stays taken.', 'New mail to the address is refused.'],
    destructive: true,
    scopes: [WRITE_USERS],
    ...onAccount,
    request: patchUser({ suspended: true }),
    refused,
    readBack: { account: 'users', isDone: ({ vendorStatus }) => vendorStatus === 'suspended' },
    inverse: { action: 'restore', input: ({ account }) => ({ account }) },
  }),
  restore: defineAction({
    kind: 'reactivate',
    label: 'Restore the user',
    explains: 'A suspended person can sign in again, with what they had.',
    consequences: [],
    destructive: false,
    scopes: [WRITE_USERS],
    ...onAccount,
    unless: ({ vendorStatus }) =>
      vendorStatus === 'archived'
        ? 'An archived user is brought back in the Admin console. Nothing was changed.'
        : null,
    request: patchUser({ suspended: false }),
    refused,
    readBack: { account: 'users', isDone: ({ vendorStatus }) => vendorStatus === 'active' },
    inverse: { action: 'suspend', input: ({ account }) => ({ account }) },
  }),
  delete: defineAction({
    kind: 'delete',
    label: 'Delete the user',
    explains: 'The user is deleted, and can be brought back for 20 days.',
    consequences: [
      'Mail and files that were not handed over before are lost after 20 days.',
      'The licence is free again.',
      'The person is out of all groups.',
    ],
    destructive: true,
    scopes: [WRITE_USERS],
    ...onAccount,
    request: () => ({ host: DIRECTORY, method: 'DELETE', path: `${BASE}/users/{account}` }),
    refused,
    readBack: { account: 'users', isDone: () => false, gone: 'done' },
    inverse: { action: 'undelete', input: ({ account }) => ({ account }) },
  }),
  undelete: defineAction({
    kind: 'reactivate',
    label: 'Bring back a deleted user',
    explains:
      'Within 20 days a deleted user comes back with mail and files, in the top organisational unit and without groups.',
    consequences: ['The user takes a licence again.'],
    destructive: false,
    scopes: [WRITE_USERS],
    ...onAccount,
    request: () => ({
      host: DIRECTORY,
      method: 'POST',
      path: `${BASE}/users/{account}/undelete`,
      json: { orgUnitPath: '/' },
    }),
    refused,
    readBack: {
      look: async (client, { account }) => {
        const user = await findUser(client, account)
        return user?.externalId === account ? { is: 'done', account } : { is: 'undone', account }
      },
    },
    inverse: { action: 'delete', input: ({ account }) => ({ account }) },
  }),
  addToGroup: defineAction({
    kind: 'add-to-group',
    label: 'Add to a group',
    explains: 'The person becomes a member of the group: its mail, and what is shared with it.',
    consequences: [],
    destructive: false,
    scopes: [WRITE_MEMBERS],
    ...onMembership,
    request: (_input, _context, before) => ({
      host: DIRECTORY,
      method: 'POST',
      path: `${BASE}/groups/{group}/members`,
      json: { email: before?.email, role: 'MEMBER' },
    }),
    refused,
    readBack: holding(true, DIRECTORY, () => `${BASE}/groups/{group}/members/{account}`),
    inverse: { action: 'removeFromGroup', input: ({ account, group }) => ({ account, group }) },
  }),
  removeFromGroup: defineAction({
    kind: 'remove-from-group',
    label: 'Remove from a group',
    explains: 'The person is no direct member of the group any more. Who is in it by way of another group stays.',
    consequences: ['Mail of the group and what is shared with it end for the person.'],
    destructive: true,
    scopes: [WRITE_MEMBERS],
    ...onMembership,
    request: () => ({ host: DIRECTORY, method: 'DELETE', path: `${BASE}/groups/{group}/members/{account}` }),
    refused,
    readBack: holding(false, DIRECTORY, () => `${BASE}/groups/{group}/members/{account}`),
    inverse: { action: 'addToGroup', input: ({ account, group }) => ({ account, group }) },
  }),
  assignLicence: defineAction({
    kind: 'assign-licence',
    label: 'Give a licence',
    explains: 'The person gets a licence of the plan.',
    consequences: ['It takes one of the licences that were bought, or adds one to the bill, as your contract has it.'],
    destructive: false,
    scopes: [LICENCES],
    ...onLicence,
    request: (input, _context, before) => ({
      host: LICENSING,
      method: 'POST',
      path: holders(input),
      json: { userId: before?.email },
    }),
    refused,
    readBack: holding<OnLicence>(true, LICENSING, holder),
    inverse: { action: 'removeLicence', input: ({ account, licence }) => ({ account, licence }) },
  }),
  removeLicence: defineAction({
    kind: 'remove-licence',
    label: 'Take a licence back',
    explains: 'The person has the plan no more. Where licences are given automatically it may come back by itself.',
    consequences: ['The licence is free again.', 'Services of the plan, such as mail, stop for the person.'],
    destructive: true,
    scopes: [LICENCES],
    ...onLicence,
    // A plan of the call is made without the address.
    request: (input, _context, before) => ({
      host: LICENSING,
      method: 'DELETE',
      path: fillPath(holder(input), { email: before?.email ?? input.account }),
    }),
    refused,
    readBack: holding<OnLicence>(false, LICENSING, holder),
    inverse: { action: 'assignLicence', input: ({ account, licence }) => ({ account, licence }) },
  }),
}
