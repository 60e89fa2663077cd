import { z } from 'zod'
import { defineAction, type AnyAction, type Sight } from '#kit/action.ts'
import { EMAIL, emailAddress, onAccount, onMembership } from '#kit/action-inputs.ts'
import type { Context, VendorClient, VendorRefusal } from '#kit/define.ts'
import { fillPath } from '#kit/fill-path.ts'
import { badResponse, readJson } from '#kit/read-json.ts'
import { textOf, vendorId } from '#kit/values.ts'
import type { Way } from './cloud.ts'
import { CONFIGURATION } from './scopes.ts'

const Groups = z.array(z.object({ groupId: vendorId }))
const Found = z.array(z.object({ accountId: vendorId, emailAddress: z.string().nullish() }))

const groupRefused = ({ status }: VendorRefusal): string | null =>
  status === 400
    ? 'Jira does not let this membership be changed. Groups that an identity provider fills are changed there. Nothing was changed.'
    : null

/** Who is in which group: by OAuth and with every kind of token, for whoever administers the site. */
export function groupActions({ host, base, scoped }: Way): Readonly<Record<string, AnyAction>> {
  const path = `${base}/rest/api/3/group/user`
  const scopes = scoped ? [CONFIGURATION] : []
  const membership = (isIn: boolean) => ({
    look: async (client: VendorClient, { account, group }: Membership, context: Context): Promise<Sight> => {
      const { body } = await readJson(client, {
        host,
        method: 'GET',
        path: fillPath(`${base}/rest/api/3/user/groups`, context.settings),
        query: { accountId: account },
      })
      const groups = Groups.safeParse(body)
      if (!groups.success) throw badResponse('no groups')
      return { is: groups.data.some(({ groupId }) => groupId === group) === isIn ? 'done' : 'undone', account }
    },
  })
  return {
    addToGroup: defineAction({
      kind: 'add-to-group',
      label: 'Add to a group',
      explains:
        'The person becomes a member of the group, and gets what the group gives: rights, or a seat of a product.',
      consequences: ['Where the group gives access to a product, a seat is taken.'],
      destructive: false,
      scopes,
      ...onMembership,
      request: ({ account, group }) => ({
        host,
        method: 'POST',
        path,
        query: { groupId: group },
        json: { accountId: account },
      }),
      refused: groupRefused,
      readBack: membership(true),
      inverse: { action: 'removeFromGroup', input: ({ account, group }) => ({ account, group }) },
    }),
    removeFromGroup: defineAction({
      kind: 'remove-from-group',
      label: 'Remove from a group',
      explains: 'The person is no member of the group any more, and loses what the group gives.',
      consequences: [
        'Rights that come from the group end.',
        'Where it was the last group that gave access to a product, the seat is free again.',
      ],
      destructive: true,
      scopes,
      ...onMembership,
      request: ({ account, group }) => ({
        host,
        method: 'DELETE',
        path,
        query: { groupId: group, accountId: account },
      }),
      refused: groupRefused,
      readBack: membership(false),
      inverse: { action: 'addToGroup', input: ({ account, group }) => ({ account, group }) },
    }),
  }
}

type Membership = { account: string; group: string }

const PRODUCTS = ['jira-software', 'jira-servicedesk', 'jira-core', 'jira-product-discovery'] as const

/** Atlassian lets nothing but a token without scopes do these. */
export const SITE_ACTIONS: Readonly<Record<string, AnyAction>> = {
  invite: defineAction({
    kind: 'invite',
    label: 'Invite a person',
    explains: 'Atlassian sends the person an invitation to the site, with access to the product.',
    consequences: ['A seat of the product is taken.'],
    destructive: false,
    scopes: [],
    input: z.strictObject({ email: emailAddress, product: z.enum(PRODUCTS, 'Choose a product.') }),
    fields: [
      EMAIL,
      {
        name: 'product',
        label: 'Product',
        help: 'What the person gets access to.',
        kind: 'choice',
        choices: [
          { value: 'jira-software', label: 'Jira' },
          { value: 'jira-servicedesk', label: 'Jira Service Management' },
          { value: 'jira-core', label: 'Jira Work Management' },
          { value: 'jira-product-discovery', label: 'Jira Product Discovery' },
        ],
      },
    ],
    request: ({ email, product }) => ({
      host: 'site',
      method: 'POST',
      path: '/rest/api/3/user',
      json: { emailAddress: email, products: [product] },
    }),
    refused: ({ status }) =>
      status === 400
        ? 'Jira does not invite this person: there is no seat left, the site does not have the product, or the person has an account without access to the site, which Atlassian Administration gives. Nothing was changed.'
        : null,
    readBack: { look: (client, { email }) => lookForPerson(client, email) },
    inverse: { action: 'removeFromSite', input: (_input, account) => ({ account }) },
  }),
  removeFromSite: defineAction({
    kind: 'delete',
    label: 'Remove from the site',
    explains: 'The person cannot use the site any more. Their Atlassian account stays, and what they wrote as well.',
    consequences: [
      'The seats of all products of the site are free again.',
      'Group memberships and project roles are lost; whoever is invited again begins without them.',
    ],
    destructive: true,
    scopes: [],
    ...onAccount,
    request: ({ account }) => ({
      host: 'site',
      method: 'DELETE',
      path: '/rest/api/3/user',
      query: { accountId: account },
    }),
    refused: ({ status }) =>
      status === 400 ? 'Jira does not let this person be removed from the site. Nothing was changed.' : null,
    readBack: { account: 'users', isDone: () => false, gone: 'done' },
    inverse: { none: 'Who was removed has to be invited again, and gets groups and roles anew.' },
  }),
}

/** Jira finds people by address only where their address may be seen; others stay unverified. */
async function lookForPerson(client: VendorClient, email: string): Promise<Sight> {
  const { body } = await readJson(client, {
    host: 'site',
    method: 'GET',
    path: '/rest/api/3/user/search',
    query: { query: email },
  })
  const found = Found.safeParse(body)
  if (!found.success) throw badResponse('no list')
  const person = found.data.find(({ emailAddress }) => textOf(emailAddress)?.toLowerCase() === email.toLowerCase())
  return person === undefined ? { is: 'undone', account: null } : { is: 'done', account: person.accountId }
}
