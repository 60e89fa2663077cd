import { z } from 'zod'
import { defineAction, type AnyAction, type Sight } from '../action.ts'
import {
  EMAIL,
  emailAddress,
  FAMILY_NAME,
  familyName,
  GIVEN_NAME,
  givenName,
  onAccount,
  onMembership,
  onPerson,
} from '../action-inputs.ts'
import type { AccountRecord, Context, VendorClient, VendorRefusal } from '../define.ts'
import { fillPath } from '../fill-path.ts'
import { badResponse, readJson } from '../read-json.ts'
import { flagOf, textOf } from '../values.ts'
import { attribute, canonicalResource } from './attributes.ts'
import { listedResources, scimFailure, scimHeaders } from './list.ts'
import { membersOfGroup } from './group.ts'
import { USER_EXPECTED } from './user.ts'

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

/** Headers of a request with a body. */
export const writeHeaders = (context: Context) => ({ ...scimHeaders(context), 'content-type': 'application/scim+json' })

/** RFC 7644 §3.5.2. */
export function patch(...operations: readonly object[]): object {
  return { schemas: [PATCH], Operations: operations }
}

/** Not `active`, whatever the settings call that; "unknown" is no proof. */
const isOff = ({ status }: AccountRecord) => status === 'suspended' || status === 'inactive'

/** RFC 7644 §3.12 by the error's `scimType`; no word of `detail` is shown. */
function refused({ status, body }: VendorRefusal): string | null {
  const type = textOf(attribute(body, 'scimType'))
  if (type === 'uniqueness' || status === 409)
    return 'The app says that an account with this user name or e-mail exists already, perhaps a deactivated one. Nothing was changed.'
  if (type === 'mutability')
    return 'The app does not let this be changed from outside. Perhaps another system, such as the sign-on service, manages it. Nothing was changed.'
  if (status === 501 || status === 405) return 'The app does not offer this over SCIM. Nothing was changed.'
  return null
}

/** Asked for by user name, the one thing that every service which can filter can filter by. */
async function lookForUser(client: VendorClient, host: string, userName: string, context: Context): Promise<Sight> {
  const { body } = await readJson(
    client,
    {
      host,
      method: 'GET',
      path: '/Users',
      // RFC 7644 §3.4.2.2: a value is written as JSON writes it.
      query: { filter: `userName eq ${JSON.stringify(userName)}` },
      headers: scimHeaders(context),
    },
    scimFailure,
  )
  const users = listedResources(body, USER_EXPECTED)
  if (users === undefined) throw badResponse('no list')
  // A service that ignores filters answers with everyone.
  const user = users.find((one) => textOf(attribute(one, 'userName'))?.toLowerCase() === userName.toLowerCase())
  return user === undefined ? { is: 'undone', account: null } : { is: 'done', account: idOf(user) }
}

/** Asked for by address, where the service makes the user name itself. A deactivated one is in the way of a new one. */
async function lookForAddress(
  client: VendorClient,
  host: string,
  { email, filter }: { email: string; filter: string },
  context: Context,
): Promise<Sight> {
  const { body } = await readJson(
    client,
    { host, method: 'GET', path: '/Users', query: { filter, count: 10 }, headers: scimHeaders(context) },
    scimFailure,
  )
  const users = listedResources(body, USER_EXPECTED)
  if (users === undefined) throw badResponse('no list')
  const addressesOf = (user: unknown): unknown[] => {
    const emails = attribute(user, 'emails')
    return Array.isArray(emails) ? emails.map((one) => textOf(attribute(one, 'value'))?.toLowerCase()) : []
  }
  const user = users.find((one) => addressesOf(one).includes(email.toLowerCase()))
  if (user === undefined) return { is: 'undone', account: null }
  const id = idOf(user)
  return flagOf(attribute(user, 'active')) === false
    ? { is: 'undone', account: id, hindrance: 'A deactivated account has this address. Activate that one again.' }
    : { is: 'done', account: id }
}

function idOf(resource: unknown): string | null {
  const id = attribute(canonicalResource(resource, USER_EXPECTED), 'id')
  return typeof id === 'number' ? String(id) : textOf(id)
}

/** A group by itself tells its members, whatever lists do. */
async function lookForMember(
  client: VendorClient,
  host: string,
  { account, group }: { account: string; group: string },
  context: Context,
): Promise<boolean> {
  const { body } = await readJson(
    client,
    { host, method: 'GET', path: fillPath('/Groups/{group}', { group }), headers: scimHeaders(context) },
    scimFailure,
  )
  const members = membersOfGroup(body)
  if (members === undefined) throw badResponse('no members')
  return members.some((member) => String(attribute(member, 'value')) === account)
}

/** What a vendor's SCIM service wants otherwise than the RFC's examples have it. */
export type ScimDialect = {
  /** The name of the connector's stream of accounts; `users` unless said otherwise. */
  users?: string
  /** False for a service that has no DELETE for users. */
  deletes?: boolean
  /** The operation that turns an account on or off. */
  setActive?: (active: boolean) => object
  /** The operation that takes a member out of a group. */
  removeMember?: (account: string) => object
  /** Further attributes of a new user. */
  newUser?: Readonly<Record<string, unknown>>
}

type ScimActions = Readonly<
  Record<'create' | 'deactivate' | 'reactivate' | 'addToGroup' | 'removeFromGroup', AnyAction>
>

/**
 * What can be changed through any SCIM 2.0 service (RFC 7644 §3.3, §3.5.2, §3.6).
 *
 * @param host the named host whose address ends before `/Users`.
 */
export function scimActions(host: string, dialect: ScimDialect & { deletes: false }): ScimActions
export function scimActions(host: string, dialect?: ScimDialect): ScimActions & { readonly delete: AnyAction }
export function scimActions(host: string, dialect: ScimDialect = {}): ScimActions {
  const { users = 'users', deletes = true, newUser = {} } = dialect
  const setActive = dialect.setActive ?? ((active) => ({ op: 'replace', path: 'active', value: active }))
  const removeMember =
    dialect.removeMember ?? ((account) => ({ op: 'remove', path: `members[value eq ${JSON.stringify(account)}]` }))
  const membership = (isIn: boolean) => ({
    look: async (client: VendorClient, input: { account: string; group: string }, context: Context): Promise<Sight> => {
      const isMember = await lookForMember(client, host, input, context)
      return { is: isMember === isIn ? 'done' : 'undone', account: input.account }
    },
  })
  const deletion = defineAction({
    kind: 'delete',
    label: 'Delete the account',
    explains: 'The account is gone, where the app does not merely deactivate it. Deactivating first is safer.',
    consequences: ['What the account owns is handed over or lost, as the app has it.', 'The seat is free again.'],
    destructive: true,
    scopes: [],
    ...onAccount,
    request: (_input, context) => ({
      host,
      method: 'DELETE',
      path: '/Users/{account}',
      headers: scimHeaders(context),
    }),
    refused,
    // That it is off is not that it is gone.
    readBack: { account: users, isDone: () => false, gone: 'done' },
    inverse: { none: 'A deleted account cannot be brought back over SCIM; a new one would not have its content.' },
  })
  return {
    create: defineAction({
      kind: 'create',
      label: 'Create an account',
      explains: 'Makes an active account for a person. Most apps send them a mail.',
      consequences: ['In most apps the account takes a seat.'],
      destructive: false,
      scopes: [],
      input: z.strictObject({
        email: emailAddress,
        givenName,
        familyName,
        userName: z.string().trim().min(1).max(320).optional(),
      }),
      fields: [
        EMAIL,
        GIVEN_NAME,
        FAMILY_NAME,
        {
          name: 'userName',
          label: 'User name',
          help: 'The e-mail address unless said otherwise; most apps want that.',
          kind: 'text',
          optional: true,
        },
      ],
      request: ({ email, givenName: first, familyName: last, userName = email }, context) => ({
        host,
        method: 'POST',
        path: '/Users',
        headers: writeHeaders(context),
        json: {
          schemas: [USER],
          userName,
          name: { givenName: first, familyName: last, formatted: `${first} ${last}` },
          displayName: `${first} ${last}`,
          emails: [{ value: email, type: 'work', primary: true }],
          active: true,
          ...newUser,
        },
      }),
      refused,
      readBack: {
        look: (client, { email, userName = email }, context) => lookForUser(client, host, userName, context),
      },
      inverse: { action: deletes ? 'delete' : 'deactivate', input: (_input, account) => ({ account }) },
    }),
    deactivate: defineAction({
      kind: 'deactivate',
      label: 'Deactivate the account',
      explains: 'The person cannot use the app any more. The account stays and can be activated again.',
      consequences: ['In most apps the seat is free again.', 'Some apps take the account out of its groups.'],
      destructive: true,
      scopes: [],
      ...onAccount,
      request: (_input, context) => ({
        host,
        method: 'PATCH',
        path: '/Users/{account}',
        headers: writeHeaders(context),
        json: patch(setActive(false)),
      }),
      refused,
      readBack: { account: users, isDone: isOff },
      inverse: { action: 'reactivate', input: ({ account }) => ({ account }) },
    }),
    reactivate: defineAction({
      kind: 'reactivate',
      label: 'Activate the account again',
      explains: 'A deactivated account can be used again.',
      consequences: ['In most apps it takes a seat again.'],
      destructive: false,
      scopes: [],
      ...onAccount,
      request: (_input, context) => ({
        host,
        method: 'PATCH',
        path: '/Users/{account}',
        headers: writeHeaders(context),
        json: patch(setActive(true)),
      }),
      refused,
      readBack: { account: users, isDone: ({ status }) => status === 'active' },
      inverse: { action: 'deactivate', input: ({ account }) => ({ account }) },
    }),
    ...(deletes ? { delete: deletion } : {}),
    addToGroup: defineAction({
      kind: 'add-to-group',
      label: 'Add to a group',
      explains: 'The account becomes a member of the group, and gets what the group gives.',
      consequences: [],
      destructive: false,
      scopes: [],
      ...onMembership,
      request: ({ account }, context) => ({
        host,
        method: 'PATCH',
        path: '/Groups/{group}',
        headers: writeHeaders(context),
        json: patch({ op: 'add', path: 'members', value: [{ value: account }] }),
      }),
      refused,
      readBack: membership(true),
      inverse: { action: 'removeFromGroup', input: ({ account, group }) => ({ account, group }) },
    }),
    removeFromGroup: defineAction({
      kind: 'remove-from-group',
      label: 'Remove from a group',
      explains: 'The account is no member of the group any more, and loses what the group gives.',
      consequences: ['Access that comes from the group ends.'],
      destructive: true,
      scopes: [],
      ...onMembership,
      request: ({ account }, context) => ({
        host,
        method: 'PATCH',
        path: '/Groups/{group}',
        headers: writeHeaders(context),
        json: patch(removeMember(account)),
      }),
      refused,
      readBack: membership(false),
      inverse: { action: 'addToGroup', input: ({ account, group }) => ({ account, group }) },
    }),
  }
}

/**
 * Of a service whose DELETE merely deactivates and that makes or bends user names itself (Slack, Quip): nothing is deleted,
 * and a new account is found by its address.
 *
 * @param options.filter how this service is asked for the users with an address.
 * @param options.userName what is sent as the user name of a new account.
 */
export function scimActionsByAddress(
  host: string,
  { filter, userName }: { filter: (email: string) => string; userName: (email: string) => string },
): Readonly<Record<'create' | 'deactivate' | 'reactivate' | 'addToGroup' | 'removeFromGroup', AnyAction>> {
  const { create: _create, delete: _delete, ...others } = scimActions(host)
  return {
    ...others,
    create: defineAction({
      kind: 'create',
      label: 'Create an account',
      explains: 'Makes an active account for a person; the app chooses the user name.',
      consequences: ['The account takes a seat.'],
      destructive: false,
      scopes: [],
      ...onPerson,
      request: ({ email, givenName: first, familyName: last }, context) => ({
        host,
        method: 'POST',
        path: '/Users',
        headers: writeHeaders(context),
        json: {
          schemas: [USER],
          userName: userName(email),
          name: { givenName: first, familyName: last, formatted: `${first} ${last}` },
          displayName: `${first} ${last}`,
          emails: [{ value: email, type: 'work', primary: true }],
          active: true,
        },
      }),
      refused,
      readBack: {
        look: (client, { email }, context) => lookForAddress(client, host, { email, filter: filter(email) }, context),
      },
      inverse: { action: 'deactivate', input: (_input, account) => ({ account }) },
    }),
  }
}
