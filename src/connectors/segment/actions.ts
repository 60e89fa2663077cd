import { z } from 'zod'
import { isAppError } from '#base/errors.ts'
import { defineAction, type AnyAction, type Sight } from '#kit/action.ts'
import { EMAIL, emailAddress, onAccount, onMembership } from '#kit/action-inputs.ts'
import type { Context, VendorClient, VendorRefusal } from '#kit/define.ts'
import { fillPath } from '#kit/fill-path.ts'
import { badResponse, readJson } from '#kit/read-json.ts'
import { settingText } from '#kit/values.ts'
import { HEADERS, HOST, nextOf } from './lists.ts'
import { invitationId, mapSegmentUser, peopleOf, SegmentUser } from './user.ts'

/** More people than any workspace has; a list that goes on behind it proves nothing. */
const MOST_PAGES = 200

const ROLES = ['Minimal Workspace Access', 'Source Read-only', 'Source Admin', 'Workspace Owner'] as const

const refused = ({ status }: VendorRefusal): string | null =>
  status === 422 || status === 400
    ? 'Segment does not accept this: the plan does not have this role, or the person is not in the workspace. Nothing was changed.'
    : null

type Someone = z.infer<typeof SegmentUser>

/** The first of a list of people that fits; undefined when the list was read to its end and has none. */
async function find(
  client: VendorClient,
  path: string,
  fits: (someone: Someone) => boolean,
): Promise<Someone | undefined> {
  let place: string | null | undefined
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = { 'pagination.count': 200, ...(place ? { 'pagination.cursor': place } : {}) }
    const { body } = await readJson(client, { host: HOST, method: 'GET', path, query, headers: HEADERS })
    const people = z.array(SegmentUser).safeParse(peopleOf(body))
    if (!people.success) throw badResponse('no list')
    const found = people.data.find(fits)
    place = nextOf(body)
    if (found || !place) return found
  }
  throw badResponse('a list without an end')
}

const idOf = ({ id, invited }: Someone): string => id ?? invitationId(invited ?? '')

/** By address, among the people and then among the invitations. */
async function lookForPerson(client: VendorClient, address: string): Promise<Sight> {
  const wanted = address.toLowerCase()
  const hasIt = ({ email, invited }: Someone) => (email ?? invited)?.trim().toLowerCase() === wanted
  const found = (await find(client, '/users', hasIt)) ?? (await find(client, '/invites', hasIt))
  return found === undefined ? { is: 'undone', account: null } : { is: 'done', account: idOf(found) }
}

const isInvitation = (account: string) => account.startsWith(invitationId(''))

/** The person or the invitation, as the lists show them; undefined for somebody who is neither. */
async function lookUp(client: VendorClient, account: string): Promise<Someone | undefined> {
  if (isInvitation(account)) return find(client, '/invites', (one) => idOf(one) === account)
  try {
    const path = fillPath('/users/{account}', { account })
    const { body } = await readJson(client, { host: HOST, method: 'GET', path, headers: HEADERS })
    return SegmentUser.parse((body as { data?: { user?: unknown } }).data?.user)
  } catch (error) {
    if (isAppError(error, 'vendor_not_found')) return undefined
    throw error instanceof z.ZodError ? badResponse('no user') : error
  }
}

const membership = (isIn: boolean) => ({
  look: async (client: VendorClient, { account, group }: { account: string; group: string }): Promise<Sight> => {
    const someone = await lookUp(client, account)
    if (someone === undefined) return { is: 'absent' }
    const list = isInvitation(account) ? 'invites' : 'users'
    const member = await find(client, fillPath(`/groups/{group}/${list}`, { group }), (one) => idOf(one) === account)
    return (member !== undefined) === isIn
      ? { is: 'done', account }
      : { is: 'undone', account, record: mapSegmentUser(someone) }
  },
})

export const ACTIONS: Readonly<Record<string, AnyAction>> = {
  invite: defineAction({
    kind: 'invite',
    label: 'Invite a person',
    explains:
      'Segment sends an invitation to the workspace, with one role. Whoever has a Segment account is added at once.',
    consequences: [],
    destructive: false,
    scopes: [],
    input: z.strictObject({ email: emailAddress, role: z.enum(ROLES, 'Choose a role.') }),
    fields: [
      EMAIL,
      {
        name: 'role',
        label: 'Role',
        help: 'Free and Team plans have Workspace Owner and Source Admin only.',
        kind: 'choice',
        choices: ROLES.map((value) => ({ value, label: value })),
      },
    ],
    request: ({ email, role }, context) => ({
      host: HOST,
      method: 'POST',
      path: '/invites',
      headers: HEADERS,
      json: {
        invites: [
          {
            email,
            permissions: [
              {
                roleId: roleIds(context)[role] ?? role,
                resources: [{ id: settingText(context.settings, 'workspaceId'), type: 'WORKSPACE' }],
                labels: [],
              },
            ],
          },
        ],
      },
    }),
    refused,
    readBack: { look: (client, { email }) => lookForPerson(client, email) },
    inverse: { action: 'remove', input: (_input, account) => ({ account }) },
  }),
  remove: defineAction({
    kind: 'delete',
    label: 'Remove from the workspace',
    explains:
      'The person cannot use this workspace any more, or their invitation is taken back. Their Segment account stays.',
    consequences: ['Roles and groups in this workspace are lost; whoever is invited again gets them anew.'],
    destructive: true,
    scopes: [],
    ...onAccount,
    // A workspace keeps an owner, and its tokens may end with theirs.
    unless: ({ isAdmin }) =>
      isAdmin ? 'Owners of the workspace are not removed from here. Take the role away in Segment first.' : null,
    request: ({ account }) => ({
      host: HOST,
      method: 'DELETE',
      headers: HEADERS,
      ...(isInvitation(account)
        ? { path: '/invites', query: { emails: account.slice(invitationId('').length) } }
        : { path: '/users', query: { userIds: account } }),
    }),
    refused,
    readBack: {
      look: async (client, { account }) => {
        const found = await find(client, isInvitation(account) ? '/invites' : '/users', (one) => idOf(one) === account)
        return found === undefined ? { is: 'done', account } : { is: 'undone', account, record: mapSegmentUser(found) }
      },
    },
    inverse: { none: 'Who was removed has to be invited again, and gets roles and groups anew.' },
  }),
  addToGroup: defineAction({
    kind: 'add-to-group',
    label: 'Add to a group',
    explains: 'The person becomes a member of the group, and gets the roles that it gives.',
    consequences: [],
    destructive: false,
    scopes: [],
    ...onMembership,
    request: (_input, _context, before) => ({
      host: HOST,
      method: 'POST',
      path: '/groups/{group}/users',
      headers: HEADERS,
      json: { emails: [before?.email] },
    }),
    refused,
    readBack: membership(true),
    inverse: { action: 'removeFromGroup', input: ({ account, group }) => ({ account, group }) },
  }),
  removeFromGroup: defineAction({
    kind: 'remove-from-group',
    label: 'Remove from a group',
    explains: 'The person is no member of the group any more, and loses the roles that it gives.',
    consequences: ['Access that comes from the group ends.'],
    destructive: true,
    scopes: [],
    ...onMembership,
    request: (_input, _context, before) => ({
      host: HOST,
      method: 'DELETE',
      path: '/groups/{group}/users',
      query: { emails: before?.email ?? undefined },
      headers: HEADERS,
    }),
    refused,
    readBack: membership(false),
    inverse: { action: 'addToGroup', input: ({ account, group }) => ({ account, group }) },
  }),
}

/** The ids that this workspace's roles have, by name; `prepare` looked them up. */
function roleIds({ settings }: Context): Readonly<Record<string, string>> {
  return JSON.parse(settingText(settings, 'roleIds') ?? '{}') as Record<string, string>
}
