import { z } from 'zod'
import { defineAction, type AnyAction, type Sight } from '#kit/action.ts'
import {
  ACCOUNT,
  accountId,
  EMAIL,
  emailAddress,
  FAMILY_NAME,
  familyName,
  GIVEN_NAME,
  givenName,
  onAccount,
  onMembership,
} from '#kit/action-inputs.ts'
import type { AccountRecord, Scope, VendorClient, VendorRefusal } from '#kit/define.ts'
import { badResponse, readJson } from '#kit/read-json.ts'
import { textOf, vendorId } from '#kit/values.ts'

const HOST = 'api'
const ADMIN = 'admin'
/** OAuth clients can have `reader` and `writer`; neither manages members. */
const METHODS = ['token']
const common = { scopes: [ADMIN], methods: METHODS } as const

/** What only actions need. */
export const ACTION_SCOPES: readonly Scope[] = [
  {
    id: ADMIN,
    label: 'Admin',
    serves: 'workflows',
    required: false,
    explains:
      'Invites and removes members, changes their roles and teams. It is the role that the access token is given.',
    includes: ['reader'],
    methods: METHODS,
  },
]

const ROLES = [
  { value: 'reader', label: 'Reader' },
  { value: 'writer', label: 'Writer' },
  { value: 'admin', label: 'Admin' },
  { value: 'no_access', label: 'No access' },
] as const
const role = z.enum(
  ROLES.map(({ value }) => value),
  'Choose a role.',
)

const HEADERS = { 'ld-api-version': '20240415' }
const PATCH = { ...HEADERS, 'content-type': 'application/json; domain-model=launchdarkly.semanticpatch' }

/** By LaunchDarkly's error codes; no word of its message is shown. */
const REFUSALS: Readonly<Record<string, string>> = {
  email_already_exists_in_account: 'LaunchDarkly says that this address is a member already. Nothing was changed.',
  email_taken_in_different_account:
    'This address belongs to another LaunchDarkly account, and can be in one only. Nothing was changed.',
  optimistic_locking_error: 'Somebody else changed this at the same moment. Nothing was changed; try again.',
}

function refused({ body }: VendorRefusal): string | null {
  const code = textOf((body as { code?: unknown } | null | undefined)?.code)
  return code !== null && Object.hasOwn(REFUSALS, code) ? REFUSALS[code]! : null
}

const Found = z.object({ items: z.array(z.object({ _id: vendorId, email: z.string() })) })

async function lookForEmail(client: VendorClient, email: string): Promise<Sight> {
  const query = { filter: `email:${email}`, limit: 20 }
  const { body } = await readJson(client, {
    host: HOST,
    method: 'GET',
    path: '/api/v2/members',
    query,
    headers: HEADERS,
  })
  const found = Found.safeParse(body)
  if (!found.success) throw badResponse('no list')
  const member = found.data.items.find((one) => one.email.toLowerCase() === email.toLowerCase())
  return member === undefined ? { is: 'undone', account: null } : { is: 'done', account: member._id }
}

const isIn = ({ entitlements = [] }: AccountRecord, group: string) =>
  entitlements.some(({ kind, externalId }) => kind === 'group' && externalId === group)

const baseRole = ({ fields }: AccountRecord) => fields['baseRole']

const OWNER = "LaunchDarkly's owner is changed and removed in LaunchDarkly itself. Nothing was changed."
const unlessOwner = (member: AccountRecord) => (baseRole(member) === 'owner' ? OWNER : null)

/** Calls from LaunchDarkly's OpenAPI description. A member cannot be disabled there: they are removed, or have no access. */
export const ACTIONS: Readonly<Record<string, AnyAction>> = {
  invite: defineAction({
    ...common,
    kind: 'invite',
    label: 'Invite a member',
    explains: 'LaunchDarkly sends an invitation to the address.',
    consequences: ['The invitation takes a seat.'],
    destructive: false,
    input: z.strictObject({ email: emailAddress, givenName, familyName, role }),
    fields: [
      EMAIL,
      GIVEN_NAME,
      FAMILY_NAME,
      { name: 'role', label: 'Role', help: 'What the member may do.', kind: 'choice', choices: ROLES },
    ],
    request: ({ email, givenName: firstName, familyName: lastName, role: base }) => ({
      host: HOST,
      method: 'POST',
      path: '/api/v2/members',
      headers: HEADERS,
      json: [{ email, firstName, lastName, role: base }],
    }),
    refused,
    readBack: { look: (client, { email }) => lookForEmail(client, email) },
    inverse: { action: 'remove', input: (_input, account) => ({ account }) },
  }),
  changeRole: defineAction({
    ...common,
    kind: 'change-role',
    label: 'Change the role',
    explains: 'The member gets another base role. "No access" is the nearest that LaunchDarkly has to a suspension.',
    consequences: ['Custom roles of the member count only beside "No access".', 'The seat stays taken.'],
    destructive: true,
    input: z.strictObject({ account: accountId, role }),
    fields: [ACCOUNT, { name: 'role', label: 'Role', help: 'The new base role.', kind: 'choice', choices: ROLES }],
    unless: unlessOwner,
    request: ({ role: value }) => ({
      host: HOST,
      method: 'PATCH',
      path: '/api/v2/members/{account}',
      headers: HEADERS,
      json: [{ op: 'replace', path: '/role', value }],
    }),
    refused,
    readBack: { account: 'members', isDone: (member, input) => baseRole(member) === input.role },
    inverse: {
      action: 'changeRole',
      input: ({ account }, _account, before) => {
        const known = role.safeParse(before && baseRole(before))
        return known.success ? { account, role: known.data } : null
      },
    },
  }),
  remove: defineAction({
    ...common,
    kind: 'delete',
    label: 'Remove the member',
    explains: 'The member is deleted from the account. Flags and projects stay.',
    consequences: ['The seat is free again.', 'Personal access tokens of the member end.'],
    destructive: true,
    ...onAccount,
    unless: unlessOwner,
    request: () => ({ host: HOST, method: 'DELETE', path: '/api/v2/members/{account}', headers: HEADERS }),
    refused,
    readBack: { account: 'members', isDone: () => false, gone: 'done' },
    inverse: { none: 'A removed member can only be invited anew, with another id and without teams and tokens.' },
  }),
  addToTeam: defineAction({
    ...common,
    kind: 'add-to-group',
    label: 'Add to a team',
    explains: 'The member gets the roles of the team.',
    consequences: [],
    destructive: false,
    ...onMembership,
    request: ({ group }) => ({
      host: HOST,
      method: 'POST',
      path: '/api/v2/members/{account}/teams',
      headers: HEADERS,
      json: { teamKeys: [group] },
    }),
    refused,
    readBack: { account: 'members', isDone: (member, { group }) => isIn(member, group) },
    inverse: { action: 'removeFromTeam', input: ({ account, group }) => ({ account, group }) },
  }),
  removeFromTeam: defineAction({
    ...common,
    kind: 'remove-from-group',
    label: 'Remove from a team',
    explains: 'The member loses the roles that came with the team.',
    consequences: ['Access that comes from the team ends.'],
    destructive: true,
    ...onMembership,
    request: ({ account }) => ({
      host: HOST,
      method: 'PATCH',
      path: '/api/v2/teams/{group}',
      headers: PATCH,
      json: { instructions: [{ kind: 'removeMembers', values: [account] }] },
    }),
    refused,
    readBack: { account: 'members', isDone: (member, { group }) => !isIn(member, group) },
    inverse: { action: 'addToTeam', input: ({ account, group }) => ({ account, group }) },
  }),
}
