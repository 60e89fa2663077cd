import { z } from 'zod'
import { isAppError } from '#base/errors.ts'
import { defineAction, type ActionField, type AnyAction, type Sight, type WriteRequest } from '#kit/action.ts'
import {
  ACCOUNT,
  accountId,
  EMAIL,
  emailAddress,
  FAMILY_NAME,
  familyName,
  GIVEN_NAME,
  givenName,
  GROUP,
  groupId,
  licenceId,
} from '#kit/action-inputs.ts'
import type { Context, VendorClient } from '#kit/define.ts'
import { fillPath } from '#kit/fill-path.ts'
import { badResponse, readJson } from '#kit/read-json.ts'
import { settingText, vendorId } from '#kit/values.ts'
import { adobeFailure } from './errors.ts'

const HOST = 'api'

const clientHeader = ({ settings }: Context) => ({ 'x-api-key': settingText(settings, 'clientId') ?? '' })

const LICENCE: ActionField = {
  name: 'licence',
  label: 'Product profile',
  help: 'As the Admin Console calls it.',
  kind: 'licence',
}
const ADDRESS: ActionField = {
  ...EMAIL,
  help: 'The address that Adobe has for the account: Adobe finds people by it alone.',
}

/** Who is meant: the account by its id, and its address, by which Adobe calls it. */
const someone = { account: accountId, email: emailAddress }

/** One command about one person; Adobe takes up to ten, and tells of each by itself. */
const command = (context: Context, email: string, ...steps: readonly object[]): WriteRequest => ({
  host: HOST,
  method: 'POST',
  path: '/action/{orgId}',
  query: { testOnly: false },
  headers: clientHeader(context),
  json: [{ user: email, do: steps }],
})

const Found = z.object({ user: z.object({ id: vendorId, groups: z.array(z.string()).nullish() }) })

/** The person with an address, and the groups and profiles that they were given themselves; undefined when nobody has it. */
async function find(
  client: VendorClient,
  email: string,
  context: Context,
): Promise<{ id: string; groups: readonly string[] } | undefined> {
  const orgId = settingText(context.settings, 'orgId') ?? ''
  const path = fillPath('/organizations/{orgId}/users/{email}', { orgId, email })
  try {
    const { body } = await readJson(
      client,
      { host: HOST, method: 'GET', path, headers: clientHeader(context) },
      adobeFailure,
    )
    const found = Found.safeParse(body)
    if (!found.success) throw badResponse('no user')
    return { id: found.data.user.id, groups: found.data.user.groups ?? [] }
  } catch (error) {
    if (isAppError(error, 'vendor_not_found')) return undefined
    throw error
  }
}

type Someone = { account: string; email: string }

/** Whether the account is in a group or profile. An address that belongs to somebody else by now is not the account. */
const holding =
  <Input extends Someone>(nameOf: (input: Input) => string, isIn: boolean) =>
  async (client: VendorClient, input: Input, context: Context): Promise<Sight> => {
    const user = await find(client, input.email, context)
    if (user?.id !== input.account) return { is: 'absent' }
    return { is: user.groups.includes(nameOf(input)) === isIn ? 'done' : 'undone', account: input.account }
  }

const KINDS = [
  { value: 'federated', label: 'Federated ID (single sign-on)', step: 'createFederatedID' },
  { value: 'enterprise', label: 'Enterprise ID', step: 'createEnterpriseID' },
  { value: 'adobe', label: 'Adobe ID (invitation)', step: 'addAdobeID' },
] as const

const onLicence = {
  input: z.strictObject({ ...someone, licence: licenceId }),
  fields: [ACCOUNT, ADDRESS, LICENCE],
} as const
const onGroup = { input: z.strictObject({ ...someone, group: groupId }), fields: [ACCOUNT, ADDRESS, GROUP] } as const

/** Everything that changes goes to one address; the scope is the one without which nothing can be read either. */
export const ACTIONS: Readonly<Record<string, AnyAction>> = {
  create: defineAction({
    kind: 'create',
    label: 'Add a person',
    explains:
      'Adds a person to the organisation: with a federated or enterprise ID at once, with an Adobe ID by invitation.',
    consequences: ['No licence is taken before a product profile is given.', 'The country can never be changed.'],
    destructive: false,
    scopes: [],
    input: z.strictObject({
      email: emailAddress,
      givenName,
      familyName,
      country: z.string('Enter the country.').regex(/^[A-Z]{2}$/, 'Two capital letters, such as DE.'),
      identity: z.enum(['federated', 'enterprise', 'adobe'], 'Choose the kind of identity.'),
    }),
    fields: [
      EMAIL,
      GIVEN_NAME,
      FAMILY_NAME,
      { name: 'country', label: 'Country', help: 'Two letters, such as DE.', kind: 'text' },
      {
        name: 'identity',
        label: 'Identity',
        help: 'Federated and enterprise IDs need a domain that the organisation has claimed.',
        kind: 'choice',
        choices: KINDS.map(({ value, label }) => ({ value, label })),
      },
    ],
    request: ({ email, givenName: firstname, familyName: lastname, country, identity }, context) =>
      command(context, email, {
        [KINDS.find(({ value }) => value === identity)!.step]: { email, firstname, lastname, country },
      }),
    readBack: {
      look: async (client, { email }, context) => {
        const user = await find(client, email, context)
        return user === undefined ? { is: 'undone', account: null } : { is: 'done', account: user.id }
      },
    },
    inverse: { action: 'remove', input: ({ email }, account) => ({ account, email }) },
  }),
  remove: defineAction({
    kind: 'delete',
    label: 'Remove from the organisation',
    explains:
      'The person is no user of the organisation any more. The identity itself, and its files, are not deleted.',
    consequences: ['All product profiles and groups are lost, and their licences are free again.'],
    destructive: true,
    scopes: [],
    input: z.strictObject(someone),
    fields: [ACCOUNT, ADDRESS],
    request: ({ email }, context) => command(context, email, { removeFromOrg: { deleteAccount: false } }),
    readBack: {
      // Adobe says "success" for somebody who is not there as well.
      look: async (client, { account, email }, context) => {
        const user = await find(client, email, context)
        return { is: user?.id === account ? 'undone' : 'done', account }
      },
    },
    inverse: { none: 'Add the person again and give the profiles again; Adobe keeps no record of them.' },
  }),
  assignLicence: defineAction({
    kind: 'assign-licence',
    label: 'Give a product profile',
    explains: 'The person gets the product profile, and with it the products.',
    consequences: ['A licence is taken; where none is left, the person is in the profile without one.'],
    destructive: false,
    scopes: [],
    ...onLicence,
    request: ({ email, licence }, context) => command(context, email, { add: { group: [licence] } }),
    readBack: { look: holding(({ licence }) => licence, true) },
    inverse: { action: 'removeLicence', input: ({ account, email, licence }) => ({ account, email, licence }) },
  }),
  removeLicence: defineAction({
    kind: 'remove-licence',
    label: 'Take a product profile away',
    explains: 'The person loses the product profile, unless a user group gives it as well.',
    consequences: ['The licence is free again.', 'Apps of the profile stop working for the person.'],
    destructive: true,
    scopes: [],
    ...onLicence,
    request: ({ email, licence }, context) => command(context, email, { remove: { group: [licence] } }),
    readBack: { look: holding(({ licence }) => licence, false) },
    inverse: { action: 'assignLicence', input: ({ account, email, licence }) => ({ account, email, licence }) },
  }),
  addToGroup: defineAction({
    kind: 'add-to-group',
    label: 'Add to a user group',
    explains: 'The person becomes a member of the user group, and gets the profiles that it gives.',
    consequences: ['Profiles of the group may take licences.'],
    destructive: false,
    scopes: [],
    ...onGroup,
    request: ({ email, group }, context) => command(context, email, { add: { group: [group] } }),
    readBack: { look: holding(({ group }) => group, true) },
    inverse: { action: 'removeFromGroup', input: ({ account, email, group }) => ({ account, email, group }) },
  }),
  removeFromGroup: defineAction({
    kind: 'remove-from-group',
    label: 'Remove from a user group',
    explains: 'The person is no member of the user group any more, and loses the profiles that it alone gave.',
    consequences: ['Licences that came from the group are free again.'],
    destructive: true,
    scopes: [],
    ...onGroup,
    request: ({ email, group }, context) => command(context, email, { remove: { group: [group] } }),
    readBack: { look: holding(({ group }) => group, false) },
    inverse: { action: 'addToGroup', input: ({ account, email, group }) => ({ account, email, group }) },
  }),
}
