import { z } from 'zod'
import { AppError, isAppError } from '#base/errors.ts'
import { defineAction, type AnyAction, type Sight } from '#kit/action.ts'
import { onMembership } from '#kit/action-inputs.ts'
import {
  stream,
  type AccountRecord,
  type AnyStream,
  type Context,
  type FieldValue,
  type Probe,
  type Query,
  type SourceField,
  type Surface,
  type VendorClient,
} from '#kit/define.ts'
import { offset, singlePage } from '#kit/paginate.ts'
import { badResponse, readJson } from '#kit/read-json.ts'
import { fieldsOf, optionalText, settingText, splitName, textOf, vendorId } from '#kit/values.ts'
import { jiraRefusal } from './errors.ts'
import { hostOf } from './locate.ts'
import { Product, seatsOf } from './product.ts'
import { STATUS } from './user.ts'

/** Jira Data Center: a server of the company's own, with the second version of the interface. */
export const SERVER_HOST = 'server'
const API = '/rest/api/2'

/** Users have a key that stays and a user name that may change; groups have their name. */
const ServerUser = z.object({
  key: vendorId,
  name: optionalText,
  emailAddress: optionalText,
  displayName: optionalText,
  active: z.boolean().nullish(),
  timeZone: optionalText,
  locale: optionalText,
})
const Group = z.object({ name: vendorId })
const Member = z.object({ key: vendorId })
const Server = z.object({ baseUrl: optionalText, serverTitle: optionalText })
const WithGroups = ServerUser.extend({ groups: z.object({ items: z.array(Group) }) })

const bareList = (body: unknown): unknown[] | undefined => (Array.isArray(body) ? body : undefined)
const pages = (pageSize: number) => offset({ param: 'startAt', sizeParam: 'maxResults', pageSize })
/** A dot is everyone; without it nobody is found. */
const EVERYONE = { username: '.', includeInactive: true }

function mapServerUser(user: z.infer<typeof ServerUser>): AccountRecord {
  const displayName = textOf(user.displayName)
  return {
    externalId: user.key,
    email: textOf(user.emailAddress),
    username: textOf(user.name),
    displayName,
    ...splitName(displayName),
    status: user.active == null ? 'unknown' : STATUS[`${user.active}`],
    vendorStatus: user.active == null ? null : `active ${user.active}`,
    role: null,
    isAdmin: false,
    isServiceAccount: false,
    isGuest: false,
    lastActiveAt: null,
    createdAt: null,
    licences: [],
    fields: fieldsOf({ timezone: user.timeZone, locale: user.locale }),
  }
}

const sourceFields: readonly SourceField[] = [
  { name: 'User key', path: 'key', type: 'text' },
  { name: 'Username', path: 'name', type: 'text', target: 'username', personal: true },
  { name: 'Email', path: 'emailAddress', type: 'text', target: 'email', personal: true },
  { name: 'Display name', path: 'displayName', type: 'text', target: 'displayName', personal: true },
  { name: 'Active?', path: 'active', type: 'boolean' },
  { name: 'Time zone', path: 'timeZone', type: 'text', target: 'timezone' },
  { name: 'Language', path: 'locale', type: 'text', target: 'locale' },
]

const membersOf = {
  kind: 'memberships',
  host: SERVER_HOST,
  request: `GET ${API}/group/member`,
  pages: pages(50),
  records: (body: unknown) => (body as { values?: unknown[] }).values,
  raw: Member,
  scopes: [],
  optional: true,
} as const

const streams: Readonly<Record<string, AnyStream>> = {
  users: stream({
    kind: 'accounts',
    host: SERVER_HOST,
    request: `GET ${API}/user/search`,
    query: () => EVERYONE,
    pages: pages(200),
    records: bareList,
    id: 'key',
    raw: ServerUser,
    map: mapServerUser,
    one: {
      request: `GET ${API}/user`,
      query: (key) => ({ key }),
      record: (body) => (Object.hasOwn(body as object, 'key') ? body : undefined),
    },
    scopes: [],
  }),
  groups: stream({
    kind: 'groups',
    host: SERVER_HOST,
    request: `GET ${API}/groups/picker`,
    // There is no paging: what is more than the server gives at once shows in its total, and then nothing counts as gone.
    query: () => ({ maxResults: 1_000 }),
    pages: singlePage(),
    records: (body) => (body as { groups?: unknown[] }).groups,
    id: 'name',
    raw: Group,
    map: ({ name }) => ({ kind: 'group', externalId: name, name, description: null }),
    total: (body) => (body as { total?: number }).total ?? null,
    scopes: [],
  }),
  groupMembers: stream({
    ...membersOf,
    forEach: 'groups',
    query: ({ parentId }) => ({ groupname: parentId, includeInactiveUsers: true }),
    map: ({ key }, { parentId = '' }) => ({ kind: 'group', entitlementExternalId: parentId, accountExternalId: key }),
  }),
  products: stream({
    kind: 'licences',
    host: SERVER_HOST,
    request: `GET ${API}/applicationrole`,
    pages: singlePage(),
    records: bareList,
    id: 'key',
    raw: Product,
    map: (product) => ({
      kind: 'licence',
      externalId: product.key,
      name: textOf(product.name) ?? product.key,
      description: null,
      seats: seatsOf(product),
    }),
    scopes: [],
    optional: true,
  }),
  seats: stream({
    ...membersOf,
    forEach: 'products',
    partitions: ({ settings, parentId = '' }) =>
      (seatGroups(settings)[parentId] ?? []).map((groupname) => ({ groupname })),
    map: ({ key }, { parentId = '' }) => ({ kind: 'licence', entitlementExternalId: parentId, accountExternalId: key }),
  }),
}

function seatGroups(settings: Context['settings']): Readonly<Record<string, readonly string[]>> {
  return JSON.parse(settingText(settings, 'seatGroups') ?? '{}') as Record<string, string[]>
}

const get = async (client: VendorClient, name: string, query: Query = {}): Promise<object> =>
  (await readJson(client, { host: SERVER_HOST, method: 'GET', path: `${API}/${name}`, query })).body

/** The groups whose members hold a seat, by product; nothing for whoever does not administer the server. */
async function prepare(client: VendorClient): Promise<Readonly<Record<string, FieldValue>>> {
  try {
    const products = z
      .array(z.object({ key: vendorId, groups: z.array(z.string()).nullish() }))
      .safeParse(await get(client, 'applicationrole'))
    if (!products.success) throw badResponse('no products')
    const groups = Object.fromEntries(products.data.map((product) => [product.key, product.groups ?? []]))
    return { seatGroups: JSON.stringify(groups) }
  } catch (error) {
    if (!isAppError(error, 'vendor_forbidden')) throw error
    return { seatGroups: '{}' }
  }
}

async function probe(client: VendorClient): Promise<Probe> {
  const server = Server.safeParse(await get(client, 'serverInfo').catch(explainServer))
  if (!server.success) throw badResponse('no server')
  const me = Member.safeParse(await get(client, 'myself'))
  if (!me.success) throw badResponse('no user')
  const users = await get(client, 'user/search', { ...EVERYONE, maxResults: 1 })
  if (!Array.isArray(users)) throw badResponse('no list')
  if (users.length === 0)
    throw new AppError('vendor_forbidden', {
      message:
        'Jira lists nobody for this token, so nothing can be read. Its owner needs the global permission "Browse users".',
      detail: { why: 'nobody' },
    })
  const domain = hostOf(server.data.baseUrl)
  return {
    // A server has no number of its own that it tells.
    tenantId: domain,
    tenantName: textOf(server.data.serverTitle),
    tenantDomain: domain,
    integrationAccountId: me.data.key,
    grantedScopes: null,
  }
}

function explainServer(error: unknown): never {
  if (!isAppError(error, 'vendor_not_found', 'vendor_bad_response')) throw error
  throw new AppError(error.code, {
    message:
      'What is at this address does not answer like Jira Data Center. Type the address as the browser shows it on the dashboard, with the path in front of /secure if there is one.',
    detail: error.detail,
    cause: error,
  })
}

type Membership = { account: string; group: string }

const membership = (isIn: boolean) => ({
  look: async (client: VendorClient, { account, group }: Membership): Promise<Sight> => {
    const user = WithGroups.safeParse(await get(client, 'user', { key: account, expand: 'groups' }))
    if (!user.success) throw badResponse('no groups')
    const record = mapServerUser(user.data)
    const isMember = user.data.groups.items.some(({ name }) => name === group)
    return isMember === isIn ? { is: 'done', account } : { is: 'undone', account, record }
  },
})

const ACTIONS: Readonly<Record<string, AnyAction>> = {
  addToGroup: defineAction({
    kind: 'add-to-group',
    label: 'Add to a group',
    explains:
      'The person becomes a member of the group, and gets what the group gives: rights, or a seat of a product.',
    consequences: ['Where the group gives access to a product, a seat is taken.'],
    destructive: false,
    scopes: [],
    ...onMembership,
    request: ({ group }, _context, before) => ({
      host: SERVER_HOST,
      method: 'POST',
      path: `${API}/group/user`,
      query: { groupname: group },
      json: { name: before?.username },
    }),
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
    scopes: [],
    ...onMembership,
    request: ({ group }, _context, before) => ({
      host: SERVER_HOST,
      method: 'DELETE',
      path: `${API}/group/user`,
      query: { groupname: group, username: before?.username ?? undefined },
    }),
    readBack: membership(false),
    inverse: { action: 'addToGroup', input: ({ account, group }) => ({ account, group }) },
  }),
}

/** Users, groups and seats of one server. */
export const serverSurface: Surface = {
  streams,
  actions: ACTIONS,
  sourceFields,
  licences: [],
  // Set by the server's administrator, and told by a 429.
  rateLimit: null,
  concurrency: 2,
  refusal: jiraRefusal,
  prepare,
  probe,
}
