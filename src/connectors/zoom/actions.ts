import { z } from 'zod'
import { isAppError } from '#base/errors.ts'
import { defineAction, type ActionField, type AnyAction, type Sight } from '#kit/action.ts'
import { ACCOUNT, accountId, emailAddress, onAccount, onMembership, onPerson } from '#kit/action-inputs.ts'
import type { AccountRecord, Scope, VendorClient, VendorRefusal } from '#kit/define.ts'
import { fillPath } from '#kit/fill-path.ts'
import { badResponse, readJson } from '#kit/read-json.ts'
import { vendorId } from '#kit/values.ts'
import { PRO } from './user.ts'

const HOST = 'api'
const CREATE = 'user:write:user:admin'
const UPDATE = 'user:update:user:admin'
const STATUS = 'user:update:status:admin'
const DELETE = 'user:delete:user:admin'
const ADD_MEMBER = 'group:write:member:admin'
const REMOVE_MEMBER = 'group:delete:member:admin'

const scope = (id: string, label: string, explains: string): Scope => ({
  id,
  label,
  serves: 'workflows',
  required: false,
  explains,
})

/** What only actions need. Names from Zoom's page of granular scopes. */
export const ACTION_SCOPES: readonly Scope[] = [
  scope(CREATE, 'Create a user', 'Invites people into the account.'),
  scope(UPDATE, 'Update a user', 'Gives licences and takes them back.'),
  scope(STATUS, 'Update a user’s status', 'Deactivates people and activates them again.'),
  scope(DELETE, 'Delete a user', 'Deletes people, or lets them go with their own account.'),
  scope(ADD_MEMBER, 'Add group members', 'Adds people to groups.'),
  scope(REMOVE_MEMBER, 'Delete group members', 'Takes people out of groups.'),
]

const NO_SEAT = 'Zoom has no licence left. Buy one, or take one back from somebody first. Nothing was changed.'

/** By Zoom's error codes; no word of its message is shown. */
const REFUSALS: Readonly<Record<number, string>> = {
  1005: 'Zoom says that this address is a user of the account already. Nothing was changed.',
  1108: 'Zoom does not let the licence of this person change, as for the owner and for managed types. Nothing was changed.',
  1120: 'The invitation is over. Invite the person anew. Nothing was changed.',
  2034: NO_SEAT,
  3412: NO_SEAT,
}

function refused({ body }: VendorRefusal): string | null {
  const code = (body as { code?: unknown } | null | undefined)?.code
  return typeof code === 'number' && Object.hasOwn(REFUSALS, code) ? REFUSALS[code]! : null
}

const Found = z.object({ id: vendorId.nullish(), email: z.string(), group_ids: z.array(vendorId).nullish() })

async function find(client: VendorClient, who: string): Promise<z.infer<typeof Found> | null> {
  try {
    const { body } = await readJson(client, { host: HOST, method: 'GET', path: fillPath('/users/{who}', { who }) })
    const user = Found.safeParse(body)
    if (!user.success) throw badResponse('no user')
    return user.data
  } catch (error) {
    if (isAppError(error, 'vendor_not_found')) return null
    throw error
  }
}

/** Zoom knows people by e-mail where it knows them by id. Who has not accepted yet has no id, and goes by the address. */
async function lookForEmail(client: VendorClient, email: string): Promise<Sight> {
  const user = await find(client, email)
  return user === null ? { is: 'undone', account: null } : { is: 'done', account: user.id ?? user.email.toLowerCase() }
}

/** A user says which groups they are in. */
const membership = (isIn: boolean) => ({
  look: async (client: VendorClient, { account, group }: { account: string; group: string }): Promise<Sight> => {
    const user = await find(client, account)
    if (user?.id !== account) return { is: 'absent' }
    return { is: (user.group_ids ?? []).includes(group) === isIn ? 'done' : 'undone', account }
  },
})

const unlessOwner = ({ role }: AccountRecord) =>
  role === 'owner'
    ? 'The owner of the Zoom account keeps status and licence; name another owner first. Nothing was changed.'
    : null

const LICENCE: ActionField = {
  name: 'licence',
  label: 'Licence',
  help: 'Zoom gives one by its API: Pro.',
  kind: 'licence',
}
const onLicence = {
  input: z.strictObject({ account: accountId, licence: z.literal(PRO.externalId, 'Choose Zoom Pro.') }),
  fields: [ACCOUNT, LICENCE],
} as const
const hasPro = ({ licences }: AccountRecord) => licences.includes(PRO.externalId)

/** Type 2 is a licensed user, 1 a basic one. */
const typed = (type: 1 | 2) => () => ({
  host: HOST,
  method: 'PATCH' as const,
  path: '/users/{account}',
  json: { type },
})

export const ACTIONS: Readonly<Record<string, AnyAction>> = {
  invite: defineAction({
    kind: 'invite',
    label: 'Invite a user',
    explains: 'Zoom sends an invitation. The person is pending until they accept it, with a basic licence.',
    consequences: ['Somebody who belongs to another Zoom account has to leave that one to accept.'],
    destructive: false,
    scopes: [CREATE],
    ...onPerson,
    request: ({ email, givenName, familyName }) => ({
      host: HOST,
      method: 'POST',
      path: '/users',
      json: { action: 'create', user_info: { email, first_name: givenName, last_name: familyName, type: 1 } },
    }),
    refused,
    readBack: { look: (client, { email }) => lookForEmail(client, email) },
    inverse: { action: 'unlink', input: (_input, account) => ({ account }) },
  }),
  deactivate: defineAction({
    kind: 'deactivate',
    label: 'Deactivate the user',
    explains: 'The person cannot sign in to Zoom any more. Meetings, recordings and settings stay.',
    consequences: ['Meetings that the person hosts do not start.'],
    destructive: true,
    scopes: [STATUS],
    ...onAccount,
    unless: (user) =>
      user.vendorStatus === 'pending'
        ? 'The person has not accepted the invitation: unlink them instead. Nothing was changed.'
        : unlessOwner(user),
    request: () => ({ host: HOST, method: 'PUT', path: '/users/{account}/status', json: { action: 'deactivate' } }),
    refused,
    readBack: { account: 'users', isDone: ({ vendorStatus }) => vendorStatus === 'inactive' },
    inverse: { action: 'activate', input: ({ account }) => ({ account }) },
  }),
  activate: defineAction({
    kind: 'reactivate',
    label: 'Activate the user',
    explains: 'A deactivated person can sign in again, with what they had.',
    consequences: [],
    destructive: false,
    scopes: [STATUS],
    ...onAccount,
    request: () => ({ host: HOST, method: 'PUT', path: '/users/{account}/status', json: { action: 'activate' } }),
    refused,
    readBack: { account: 'users', isDone: ({ vendorStatus }) => vendorStatus === 'active' },
    inverse: { action: 'deactivate', input: ({ account }) => ({ account }) },
  }),
  unlink: defineAction({
    kind: 'delete',
    label: 'Unlink the user',
    explains:
      'The person leaves the company’s account and keeps a free Zoom account of their own. An invitation is taken back.',
    consequences: ['Meetings and recordings go with the person.', 'The licence is free again.'],
    destructive: true,
    scopes: [DELETE],
    ...onAccount,
    unless: unlessOwner,
    request: () => ({ host: HOST, method: 'DELETE', path: '/users/{account}', query: { action: 'disassociate' } }),
    refused,
    readBack: { account: 'users', isDone: () => false, gone: 'done' },
    inverse: { none: 'The person would have to be invited again, and to accept.' },
  }),
  delete: defineAction({
    kind: 'delete',
    label: 'Delete the user',
    explains:
      'The user is deleted for good. What they own goes to somebody else of the account, if an address is given.',
    consequences: ['Without an address, meetings, webinars and recordings are lost.', 'The licence is free again.'],
    destructive: true,
    scopes: [DELETE],
    input: z.strictObject({ account: accountId, transferTo: emailAddress.optional() }),
    fields: [
      ACCOUNT,
      {
        name: 'transferTo',
        label: 'Hand over to',
        help: 'Address of a user of the account who gets meetings, webinars and recordings.',
        kind: 'email',
        optional: true,
      },
    ],
    unless: unlessOwner,
    request: ({ transferTo }) => ({
      host: HOST,
      method: 'DELETE',
      path: '/users/{account}',
      query: {
        action: 'delete',
        ...(transferTo === undefined
          ? {}
          : { transfer_email: transferTo, transfer_meeting: true, transfer_webinar: true, transfer_recording: true }),
      },
    }),
    refused,
    readBack: { account: 'users', isDone: () => false, gone: 'done' },
    inverse: { none: 'Zoom does not bring back a deleted user.' },
  }),
  assignLicence: defineAction({
    kind: 'assign-licence',
    label: 'Give a licence',
    explains: 'The person becomes a licensed user, without the limits of a basic one.',
    consequences: ['It takes one of the licences that were bought.'],
    destructive: false,
    scopes: [UPDATE],
    ...onLicence,
    request: typed(2),
    refused,
    readBack: { account: 'users', isDone: hasPro },
    inverse: { action: 'removeLicence', input: ({ account, licence }) => ({ account, licence }) },
  }),
  removeLicence: defineAction({
    kind: 'remove-licence',
    label: 'Take the licence back',
    explains: 'The person stays in the account as a basic user.',
    consequences: [
      'The licence is free again.',
      'Meetings of the person end after 40 minutes, and cloud recordings are not made.',
    ],
    destructive: true,
    scopes: [UPDATE],
    ...onLicence,
    unless: unlessOwner,
    request: typed(1),
    refused,
    readBack: { account: 'users', isDone: (user) => !hasPro(user) },
    inverse: { action: 'assignLicence', input: ({ account, licence }) => ({ account, licence }) },
  }),
  addToGroup: defineAction({
    kind: 'add-to-group',
    label: 'Add to a group',
    explains: 'The settings of the group hold for the person.',
    consequences: [],
    destructive: false,
    scopes: [ADD_MEMBER],
    ...onMembership,
    request: ({ account }) => ({
      host: HOST,
      method: 'POST',
      path: '/groups/{group}/members',
      json: { members: [{ id: account }] },
    }),
    refused,
    readBack: membership(true),
    inverse: { action: 'removeFromGroup', input: ({ account, group }) => ({ account, group }) },
  }),
  removeFromGroup: defineAction({
    kind: 'remove-from-group',
    label: 'Remove from a group',
    explains: 'The settings of the group do not hold for the person any more.',
    consequences: ['What the group had switched on for the person goes back to the account’s own settings.'],
    destructive: true,
    scopes: [REMOVE_MEMBER],
    ...onMembership,
    request: () => ({ host: HOST, method: 'DELETE', path: '/groups/{group}/members/{account}' }),
    refused,
    readBack: membership(false),
    inverse: { action: 'addToGroup', input: ({ account, group }) => ({ account, group }) },
  }),
}
