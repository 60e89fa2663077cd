import { z } from 'zod'
import { AppError, isAppError } from '#base/errors.ts'
import {
  defineConnector,
  stream,
  type Context,
  type Probe,
  type Query,
  type SourceField,
  type Surface,
  type VendorClient,
  type VendorRefusal,
} from '#kit/define.ts'
import { windowOf } from '#kit/fact-window.ts'
import { cursor } from '#kit/paginate.ts'
import { badResponse, readJson } from '#kit/read-json.ts'
import { learnPaging } from '#kit/scim/learn-paging.ts'
import { scimFailure } from '#kit/scim/list.ts'
import { SCIM_SOURCE_FIELDS } from '#kit/scim/source-fields.ts'
import { probeScim, scimStreams } from '#kit/scim/streams.ts'
import { instantOf, optionalText, vendorId } from '#kit/values.ts'
import { ACTIONS, HEADERS, HOST, SCIM_ACTIONS, SCIM_HOST } from './actions.ts'
import { AUTH_METHODS, EVENTS_HOST, regionOf } from './auth-methods.ts'
import { GET, ITEM_USES, LIST, SCOPES, SIGN_INS } from './scopes.ts'
import { mapUser, OnePasswordUser, SEAT } from './user.ts'

const USERS = '/v1beta1/accounts/{accountId}/users'

/** 1Password keeps events for so long. */
const KEPT_DAYS = 120

type Page = { results?: unknown[]; next_page_token?: string | null }
type Events = { items?: unknown[]; cursor?: string; has_more?: boolean }

const Someone = z.object({ uuid: vendorId })
const SignIn = z.object({ uuid: vendorId.nullish(), timestamp: z.string(), target_user: Someone })
const ItemUse = z.object({ uuid: vendorId.nullish(), timestamp: z.string(), user: Someone, action: optionalText })
const Introspection = z.object({ account_uuid: optionalText })

const itemsOf = (body: unknown): unknown[] | undefined => {
  const { items } = body as Events
  return Array.isArray(items) ? items : undefined
}

/** An attempt counts when it let somebody in. */
const isSignIn = (event: unknown) => (event as { category?: unknown } | null)?.category === 'success'

const events = {
  kind: 'activity',
  host: EVENTS_HOST,
  pages: cursor({
    param: 'cursor',
    sizeParam: 'limit',
    pageSize: 1_000,
    // The cursor stays good when there is no more.
    next: (body) => ((body as Events).has_more === true ? (body as Events).cursor : null),
  }),
  history: { keepsDays: KEPT_DAYS },
  optional: true,
} as const

/** The first call says the time and the size, all others the cursor alone. */
function asked(context: Context, place: Query): object {
  if (place['cursor'] !== undefined) return { cursor: place['cursor'] }
  const { since, until } = windowOf(context)
  return { limit: place['limit'], start_time: since, end_time: until }
}

const sourceFields: readonly SourceField[] = [
  { name: 'User ID', path: 'id', type: 'text' },
  { name: 'Email', path: 'email', type: 'text', target: 'email', personal: true },
  { name: 'User name (e-mail)', path: '{{ email }}', type: 'text', target: 'username', personal: true },
  { name: 'Name', path: 'display_name', type: 'text', target: 'displayName', personal: true },
  { name: 'State', path: 'state', type: 'text' },
  { name: 'Created', path: 'create_time', type: 'date' },
]

async function probe(client: VendorClient): Promise<Probe> {
  const { accountId = '', signInAddress = '', region } = client.fields ?? {}
  if (region !== undefined && regionOf(signInAddress) !== region)
    throw new AppError('vendor_not_found', {
      message: `The sign-in address ${signInAddress} belongs to another region than the one that is chosen. Choose the one that the address ends with.`,
      detail: { why: 'region' },
    })
  const users = USERS.replace('{accountId}', encodeURIComponent(accountId))
  const get = async (path: string, query: Query = {}) =>
    (await readJson(client, { host: HOST, method: 'GET', path, query, headers: HEADERS })).body
  const { results } = (await get(users, { max_page_size: 1 }).catch(explain(LIST))) as Page
  if (!Array.isArray(results)) throw badResponse('no list')
  const [first] = results as { id?: unknown }[]
  if (typeof first?.id === 'string') await get(`${users}/${encodeURIComponent(first.id)}`).catch(explain(GET))
  await checkEvents(client, accountId)
  return {
    tenantId: accountId,
    tenantName: null,
    tenantDomain: signInAddress.toLowerCase() || null,
    // An OAuth application is nobody's account.
    integrationAccountId: null,
    grantedScopes: null,
  }
}

const explain =
  (scope: string) =>
  (error: unknown): never => {
    if (isAppError(error, 'vendor_forbidden'))
      throw new AppError('vendor_forbidden', {
        message: `1Password knows the OAuth application, and it may not read the users: it lacks the scope "${scope}" ("${SCOPES.find(({ id }) => id === scope)!.label}"). Make one that has it, in an account of 1Password Business.`,
        detail: { ...error.detail, missing: scope },
        cause: error,
      })
    if (isAppError(error, 'vendor_not_found', 'vendor_bad_request'))
      throw new AppError('vendor_not_found', {
        message:
          '1Password has no account with this ID in this region. Check the account ID and the region; the Users API is for 1Password Business.',
        detail: error.detail,
        cause: error,
      })
    throw error
  }

/** A token that was entered has to be good, and of the same account. */
async function checkEvents(client: VendorClient, accountId: string): Promise<void> {
  const path = '/api/v2/auth/introspect'
  const told = await readJson(client, { host: EVENTS_HOST, method: 'GET', path, headers: HEADERS }).catch(
    (error: unknown) => {
      if (isAppError(error, 'vendor_forbidden') && error.detail['why'] === 'no secret') return null
      if (!isAppError(error, 'vendor_forbidden', 'vendor_unauthorized')) throw error
      throw new AppError('vendor_unauthorized', {
        message:
          '1Password does not know the Events Reporting token, or it has run out. Make a new one, or leave the field empty.',
        detail: error.detail,
        cause: error,
      })
    },
  )
  if (told === null) return
  const introspection = Introspection.safeParse(told.body)
  if (!introspection.success) throw badResponse('no introspection')
  const { account_uuid: account } = introspection.data
  if (account != null && account !== accountId)
    throw new AppError('vendor_unauthorized', {
      message: 'The Events Reporting token belongs to another 1Password account than the OAuth application.',
      detail: { why: 'another account' },
    })
}

/** A token without the feature for an event gets the same 401 as a wrong one; the test has told those apart. */
function refusal({ host, status, body }: VendorRefusal): AppError | null {
  if (host !== EVENTS_HOST || status !== 401) return null
  const { message, Error: nested } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const text = message ?? (nested as { Message?: unknown } | null | undefined)?.Message
  return typeof text === 'string' && /^unauthorized/i.test(text)
    ? new AppError('vendor_forbidden', { detail: { status } })
    : null
}

const { users, groups, memberships } = scimStreams(SCIM_HOST)

const AT_THE_BRIDGE: ReadonlySet<string> = new Set([
  'Active?',
  'Family name',
  'First name',
  'Id',
  'Resource Type',
  'Username',
  'Email',
  'Display name',
  'Created',
  'Last modified',
])

/** People and groups as the SCIM bridge shows them. */
const scimSurface: Surface = {
  streams: { users, groups, memberships },
  actions: SCIM_ACTIONS,
  sourceFields: SCIM_SOURCE_FIELDS.filter(({ name }) => AT_THE_BRIDGE.has(name)),
  licences: [],
  rateLimit: null,
  concurrency: 2,
  failure: scimFailure,
  prepare: async (client, context) => ({
    ...(await learnPaging(client, SCIM_HOST, context)),
    inactiveMeans: 'suspended',
  }),
  probe: (client, context) => probeScim(client, SCIM_HOST, context),
}

/** The people of a 1Password account: by its Users API, or by the SCIM bridge. */
export default defineConnector({
  id: '1password',
  name: '1Password',
  version: 1,
  category: 'Security',
  isPrimarySource: false,
  description:
    'Reads the people of a 1Password Business account with their state and, with an events token, their last sign-in and use.',
  capabilities: ['discovery', 'provisioning', 'workflows'],
  dataPoints: [
    'People with their state (Users API)',
    'Last sign-in and last use of an item (Events Reporting token)',
    'Seats',
    'Groups and who is in them (SCIM bridge)',
  ],
  personalData: ['Name', 'E-mail', 'Last sign-in', 'Last use'],
  supportedPlans: ['Business', 'Enterprise'],
  similarApps: ['okta', 'onelogin', 'google-workspace'],
  links: [
    { label: 'Users API', url: 'https://developer.1password.com/docs/users-api/' },
    { label: 'Events Reporting', url: 'https://developer.1password.com/docs/events-api/' },
    { label: 'SCIM bridge', url: 'https://support.1password.com/scim/' },
  ],
  prerequisites: [
    '1Password Business or Enterprise, of which you are an owner, an administrator or a member of the Security group.',
    'An OAuth application, which needs neither your password nor two-factor authentication to be off; or a SCIM bridge of your own.',
    'If your 1Password lets in certain addresses only: the outgoing address of this Rollcall, which the settings show.',
  ],
  hosts: {
    [HOST]: {
      label: 'Users API',
      help: 'Follows from the region; leave it as it is.',
      url: 'https://api.1password.{region}',
      onlyFor: ['users-api'],
    },
    [EVENTS_HOST]: {
      label: 'Events API',
      help: 'Follows from the region. For 1Password Enterprise: https://events.ent.1password.com',
      url: 'https://events.1password.{region}',
      onlyFor: ['users-api'],
    },
    [SCIM_HOST]: {
      label: 'SCIM base URL',
      help: 'Your own bridge with /scim at its end; "/Users" is put behind it.',
      onlyFor: ['scim-bridge'],
    },
  },
  auth: AUTH_METHODS,
  settings: [],
  scopes: SCOPES,
  actions: ACTIONS,
  streams: {
    users: stream({
      kind: 'accounts',
      host: HOST,
      request: `GET ${USERS}`,
      headers: HEADERS,
      pages: cursor({
        param: 'page_token',
        sizeParam: 'max_page_size',
        pageSize: 200,
        next: (body) => (body as Page).next_page_token,
      }),
      records: (body) => (body as Page).results,
      raw: OnePasswordUser,
      map: mapUser,
      one: {
        request: `GET ${USERS}/{id}`,
        record: (body) => (Object.hasOwn(body as object, 'id') ? body : undefined),
      },
      scopes: [LIST, GET],
    }),
    signIns: stream({
      ...events,
      request: 'POST /api/v2/signinattempts',
      json: asked,
      records: (body) => itemsOf(body)?.filter(isSignIn),
      raw: SignIn,
      map: ({ uuid, timestamp, target_user: user }) => ({
        accountExternalId: user.uuid,
        at: instantOf(timestamp) ?? '',
        grade: 'login',
        ...(uuid == null ? {} : { externalId: uuid }),
      }),
      scopes: [SIGN_INS],
    }),
    itemUses: stream({
      ...events,
      request: 'POST /api/v2/itemusages',
      json: asked,
      records: itemsOf,
      raw: ItemUse,
      map: ({ uuid, timestamp, user, action }) => ({
        accountExternalId: user.uuid,
        at: instantOf(timestamp) ?? '',
        grade: 'action',
        ...(uuid == null ? {} : { externalId: uuid }),
        ...(action ? { action } : {}),
      }),
      scopes: [ITEM_USES],
    }),
  },
  surfaces: { 'scim-bridge': scimSurface },
  sourceFields,
  licences: [SEAT],
  // Of the events; nothing is published for users.
  rateLimit: { requests: 600, perMs: 60_000 },
  concurrency: 2,
  refusal,
  prepare: async ({ fields }) => ({ accountId: fields?.['accountId'] ?? null }),
  probe,
  validation:
    'In 1Password: People. Those listed there as active are the active accounts here, suspended ones the suspended. Read is GET /v1beta1/accounts/{id}/users: ACTIVE is active, SUSPENDED is suspended, and whoever the list does not have any more is inactive. Seats here are the active people; guests count as one too.',
})
