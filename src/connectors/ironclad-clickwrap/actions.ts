import { z } from 'zod'
import { defineAction, type ActionField, type AnyAction, type Sight } from '#kit/action.ts'
import { ACCOUNT, accountId, groupId } from '#kit/action-inputs.ts'
import type { VendorClient } from '#kit/define.ts'
import { fillPath } from '#kit/fill-path.ts'
import { badResponse, readJson } from '#kit/read-json.ts'
import { mapMember, Member, usersOf } from './member.ts'

const HOST = 'api'

const SITE: ActionField = { name: 'group', label: 'Site', help: 'On which site the role counts.', kind: 'group' }
const ROLE: ActionField = {
  name: 'role',
  label: 'Role',
  help: 'What the user is on that site from then on.',
  kind: 'choice',
  choices: [
    { value: 'member', label: 'Member' },
    { value: 'admin', label: 'Admin' },
    { value: 'owner', label: 'Owner' },
  ],
}

/** The memberships of a site have no address of their own, so the list is gone through; a site has few. */
const MOST_PAGES = 50

async function lookForRole(
  client: VendorClient,
  { account, group, role }: { account: string; group: string; role: string },
): Promise<Sight> {
  const path = fillPath('/sites/{group}/memberships', { group })
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { body } = await readJson(client, { host: HOST, method: 'GET', path, query: { page, per_page: 100 } })
    const users = usersOf(body)
    if (users === undefined) throw badResponse('no list of memberships')
    const user = users.find((one) => String((one as { id?: unknown } | null)?.id) === account)
    if (user !== undefined) {
      const record = mapMember(Member.parse(user))
      return record.role === role ? { is: 'done', account } : { is: 'undone', account, record }
    }
    if ((body as { has_more?: unknown }).has_more !== true) return { is: 'absent' }
  }
  throw badResponse('a list of memberships that does not end')
}

/** The one thing that the API lets change. Inviting and removing are done in the web application. */
export const ACTIONS: Readonly<Record<string, AnyAction>> = {
  changeRole: defineAction({
    kind: 'change-role',
    label: 'Change the role on a site',
    explains: 'Makes the user a member, an admin or the owner of one site. Single permissions are not touched.',
    consequences: ['What only the former role allowed, the user cannot do any more.'],
    destructive: true,
    scopes: [],
    input: z.strictObject({
      account: accountId,
      group: groupId,
      role: z.enum(['member', 'admin', 'owner'], 'Choose member, admin or owner.'),
    }),
    fields: [ACCOUNT, SITE, ROLE],
    // Nothing but the role: whether a permission that is not named keeps its value is not documented.
    request: ({ role }) => ({
      host: HOST,
      method: 'PATCH',
      path: '/sites/{group}/memberships/{account}',
      json: { role },
    }),
    readBack: { look: lookForRole },
    inverse: {
      action: 'changeRole',
      input: ({ account, group }, _account, before) =>
        before?.role == null ? null : { account, group, role: before.role },
    },
  }),
}
