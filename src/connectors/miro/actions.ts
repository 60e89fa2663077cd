import { z } from 'zod'
import { isAppError } from '#base/errors.ts'
import { defineAction, type AnyAction, type Sight } from '#kit/action.ts'
import { ACCOUNT, accountId, onMembership } from '#kit/action-inputs.ts'
import type { Context, Scope, VendorClient, VendorRefusal } from '#kit/define.ts'
import { fillPath } from '#kit/fill-path.ts'
import { readJson } from '#kit/read-json.ts'
import { patch, scimActions, writeHeaders } from '#kit/scim/actions.ts'
import { LICENCES, mapMember, Member } from './member.ts'

const HOST = 'api'
export const SCIM_HOST = 'scim'
const READ_TEAMS = 'organizations:teams:read'
const WRITE_TEAMS = 'organizations:teams:write'

/** What only actions need. */
export const ACTION_SCOPES: readonly Scope[] = [
  {
    id: WRITE_TEAMS,
    label: 'Change teams',
    serves: 'workflows',
    required: false,
    explains: 'Adds members to the teams of the organisation and takes them out. Enterprise plan only.',
  },
]

async function get(client: VendorClient, path: string): Promise<object | null> {
  try {
    return (await readJson(client, { host: HOST, method: 'GET', path })).body
  } catch (error) {
    if (isAppError(error, 'vendor_not_found')) return null
    throw error
  }
}

/** The member of the organisation, and whether they are in the team. */
const membership = (isIn: boolean) => ({
  look: async (client: VendorClient, input: { account: string; group: string }, context: Context): Promise<Sight> => {
    const places = { orgId: context.settings['orgId'], ...input }
    const member = Member.safeParse(await get(client, fillPath('/v2/orgs/{orgId}/members/{account}', places)))
    if (!member.success || (await get(client, fillPath('/v2/orgs/{orgId}/teams/{group}', places))) === null)
      return { is: 'absent' }
    const held = await get(client, fillPath('/v2/orgs/{orgId}/teams/{group}/members/{account}', places))
    // `non_team` may see a board of the team, and is not in it.
    const isMember = held !== null && (held as { role?: unknown }).role !== 'non_team'
    const record = mapMember(member.data)
    if (isMember === isIn) return { is: 'done', account: record.externalId }
    const hindrance =
      isIn && record.email === null ? 'Miro tells no e-mail address of this member. Nothing was changed.' : null
    return { is: 'undone', account: record.externalId, record, ...(hindrance ? { hindrance } : {}) }
  },
})

function refused({ status }: VendorRefusal): string | null {
  return status === 400 || status === 409
    ? 'Miro does not let this membership change; the last admin of a team, for one, stays in it. Nothing was changed.'
    : null
}

/** By REST only who is in which team can be changed; a member is turned off by SCIM. */
export const ACTIONS: Readonly<Record<string, AnyAction>> = {
  addToTeam: defineAction({
    kind: 'add-to-group',
    label: 'Add to a team',
    explains: 'A member of the organisation becomes a member of the team and sees its boards.',
    consequences: ['Somebody with a free licence may get a paid one.'],
    destructive: false,
    scopes: [READ_TEAMS, WRITE_TEAMS],
    ...onMembership,
    request: (_input, _context, before) => ({
      host: HOST,
      method: 'POST',
      path: '/v2/orgs/{orgId}/teams/{group}/members',
      json: { email: before?.email, role: 'member' },
    }),
    refused,
    readBack: membership(true),
    inverse: { action: 'removeFromTeam', input: ({ account, group }) => ({ account, group }) },
  }),
  removeFromTeam: defineAction({
    kind: 'remove-from-group',
    label: 'Remove from a team',
    explains: 'The member leaves the team; their boards stay in it.',
    consequences: [
      'Access to the boards of the team ends.',
      'Somebody who has not finished signing up leaves the organisation with their last team.',
    ],
    destructive: true,
    scopes: [READ_TEAMS, WRITE_TEAMS],
    ...onMembership,
    request: () => ({ host: HOST, method: 'DELETE', path: '/v2/orgs/{orgId}/teams/{group}/members/{account}' }),
    refused,
    readBack: membership(false),
    inverse: { action: 'addToTeam', input: ({ account, group }) => ({ account, group }) },
  }),
}

/** In Miro's own spelling: the operation with a capital, the flag as a text, members to remove as a list. */
const scim = scimActions(SCIM_HOST, {
  setActive: (active) => ({ op: 'Replace', path: 'active', value: String(active) }),
  removeMember: (account) => ({ op: 'Remove', path: 'members', value: [{ value: account }] }),
})

const licence = z.enum(Object.keys(LICENCES) as (keyof typeof LICENCES)[], 'Choose a licence.')

export const SCIM_ACTIONS: Readonly<Record<string, AnyAction>> = {
  ...scim,
  create: {
    ...scim.create,
    explains: 'Makes a member of the organisation, who joins its default team.',
    consequences: ['The account takes a licence, which Miro picks by the plan.'],
  },
  deactivate: {
    ...scim.deactivate,
    explains: 'The person cannot use Miro any more. Boards and teams stay.',
    consequences: ['The licence is free again.'],
  },
  delete: {
    ...scim.delete,
    explains: 'The member is removed from the organisation.',
    consequences: ['Their boards go to the oldest admin of the team.', 'The licence is free again.'],
  },
  addToGroup: {
    ...scim.addToGroup,
    label: 'Add to a team',
    consequences: ['Somebody who is deactivated becomes active again.', 'A guest gets a Full licence, which costs.'],
  },
  removeFromGroup: { ...scim.removeFromGroup, label: 'Remove from a team' },
  assignLicence: defineAction({
    kind: 'assign-licence',
    label: 'Give a higher licence',
    explains: 'Miro changes the licence of the member at once. It only goes upwards.',
    consequences: ['The licence may cost, and can be given back only by deactivating the member.'],
    destructive: false,
    scopes: [],
    input: z.strictObject({ account: accountId, licence }),
    fields: [ACCOUNT, { name: 'licence', label: 'Licence', help: 'One that your plan has.', kind: 'licence' }],
    request: (input, context) => ({
      host: SCIM_HOST,
      method: 'PATCH',
      path: '/Users/{account}',
      headers: writeHeaders(context),
      json: patch({ op: 'Replace', path: 'userType', value: LICENCES[input.licence] }),
    }),
    readBack: { account: 'users', isDone: ({ licences }, input) => licences.includes(input.licence) },
    inverse: { none: 'Miro takes no licence down; deactivating the member frees it.' },
  }),
}
