import { z } from 'zod'
import { AppError } from '#base/errors.ts'
import { defineConnector, stream, type Context, type Probe, type SourceField, type VendorClient } from '#kit/define.ts'
import { page } from '#kit/paginate.ts'
import { badResponse, readJson } from '#kit/read-json.ts'
import { optionalText, settingText, textOf, vendorId } from '#kit/values.ts'
import { ACTIONS } from './actions.ts'
import { mapMember, Member, SEAT, usersOf } from './member.ts'

const HOST = 'api'
const TOKEN_HOST = 'token'

type List = { data?: unknown; has_more?: unknown; total_count?: unknown }

/** More than 100 on a page is advised against; every list says whether there is more. */
const pages = page({
  param: 'page',
  sizeParam: 'per_page',
  pageSize: 100,
  isLast: (body) => {
    const { has_more: more } = body as List
    if (typeof more !== 'boolean') throw badResponse('a page that does not say whether there is more')
    return !more
  },
})

const total = (body: unknown): number | null => {
  const { total_count: count } = body as List
  return typeof count === 'number' ? count : null
}

const Site = z.object({ id: vendorId, account: vendorId.nullish(), name: optionalText, key: optionalText })
type Site = z.infer<typeof Site>

const isThere = (site: unknown) => (site as { deleted?: unknown } | null)?.deleted !== true

/** The sites that the token sees, the first hundred of them. */
async function readSites(client: VendorClient): Promise<Site[]> {
  const { body } = await readJson(client, {
    host: HOST,
    method: 'GET',
    path: '/sites',
    query: { page: 1, per_page: 100 },
  })
  const { data } = body as List
  const sites = z.array(Site).safeParse(Array.isArray(data) ? data.filter(isThere) : undefined)
  if (!sites.success) throw badResponse('no list of sites')
  if (sites.data.length === 0)
    throw new AppError('vendor_forbidden', {
      message:
        'This token sees no site. Make it while you are signed in as a user of the site that is to be read, best of a service account.',
      detail: { why: 'no site' },
    })
  return sites.data
}

/** The site that is read, or the whole account, which takes rights on it. */
function whereToRead(sites: readonly Site[], { settings }: Context): { scope: 'sites' | 'accounts'; scopeId: string } {
  const wanted = settingText(settings, 'siteId')
  if (wanted !== null) {
    if (!sites.some(({ id }) => id === wanted))
      throw new AppError('vendor_forbidden', {
        message:
          'The token does not see the site that the setting "Site ID" names. Correct the number, or leave it empty to read all that the token sees.',
        detail: { why: 'another site' },
      })
    return { scope: 'sites', scopeId: wanted }
  }
  const [only, ...others] = sites
  const account = settingText(settings, 'accountId') ?? only!.account ?? null
  if ((others.length === 0 && settingText(settings, 'accountId') === null) || account === null)
    return { scope: 'sites', scopeId: only!.id }
  return { scope: 'accounts', scopeId: account }
}

const listOf = (scope: 'sites' | 'accounts') => (scope === 'sites' ? 'memberships' : 'members')

async function probe(client: VendorClient, context: Context): Promise<Probe> {
  const sites = await readSites(client)
  whereToRead(sites, context)
  const [first] = sites
  return {
    tenantId: first!.account ?? null,
    tenantName: sites.length === 1 ? textOf(first!.name) : null,
    // The vendor does not tell whose token it is.
    integrationAccountId: null,
    grantedScopes: null,
  }
}

const sourceFields: readonly SourceField[] = [
  // Names as Oomnitza gives them.
  { name: 'Email', path: 'email', type: 'text', target: 'email', personal: true },
  { name: 'Locale', path: 'locale', type: 'text', target: 'locale' },
  { name: 'Name', path: 'name', type: 'text', target: 'displayName', personal: true },
  { name: 'Time Zone', path: 'time_zone', type: 'text', target: 'timezone' },
  { name: 'User Id', path: 'id', type: 'text' },
  { name: 'Verified', path: 'verified', type: 'boolean' },
  { name: 'Verified Time', path: 'verified_time', type: 'date' },
  // And what else is there.
  { name: 'Username', path: '{{ email }}', type: 'text', target: 'username', personal: true },
  { name: 'Role', path: 'role', type: 'text' },
  { name: 'Membership type', path: 'membership_type', type: 'text' },
  { name: 'Joined', path: 'created_time', type: 'date' },
]

/** The users of Ironclad Clickwrap, formerly PactSafe. Ironclad's contract product (CLM) is another one, with another API. */
export default defineConnector({
  id: 'ironclad-clickwrap',
  name: 'Ironclad Clickwrap',
  version: 1,
  category: 'Legal',
  isPrimarySource: false,
  description:
    'Reads the users of an Ironclad Clickwrap site or account with their role and sites. Not for Ironclad CLM.',
  capabilities: ['discovery', 'workflows'],
  dataPoints: ['Users with e-mail, locale and time zone', 'Role on the site', 'Sites and who is on them', 'Seats'],
  personalData: ['Name', 'E-mail', 'Time zone'],
  supportedPlans: ['Every plan with API access'],
  similarApps: ['adobe-creative-cloud', 'quip', 'slack'],
  links: [
    { label: 'Access token', url: 'https://clickwrap-developer.ironcladapp.com/docs/getting-your-access-token' },
    {
      label: 'Site memberships',
      url: 'https://clickwrap-developer.ironcladapp.com/reference/list-all-site-memberships-1',
    },
  ],
  prerequisites: [
    'A user of the site, best a service account: a token may what its user may, and when the user is removed it goes over to the owner of the site, or ends.',
    'An API key of that user: User Profile > API Keys > + > Register. Client secret and access token are shown once.',
    'To read all sites of an account at once, a user of the account and not of one site alone.',
  ],
  hosts: {
    [HOST]: { label: 'Clickwrap API', help: 'Leave it as it is.', url: 'https://api.pactsafe.com/v1.1' },
    [TOKEN_HOST]: {
      label: 'Token address',
      help: 'Where a client ID and secret are exchanged for an access token: see "Create/Regenerate Access Token" in the API reference of your Clickwrap. It is not published outside of it, so it has to be entered.',
      onlyFor: ['client-credentials'],
    },
  },
  auth: [
    {
      id: 'token',
      label: 'Access token',
      help: 'In Clickwrap: your initials at the bottom left > User Profile > API Keys > + > Register. Copy the access token; it is shown once.',
      fields: [
        {
          name: 'token',
          label: 'Access token',
          secret: true,
          help: 'With or without the word "Bearer" in front.',
          pattern: {
            source: '^(?:[Bb]earer )?[A-Za-z0-9._~+/=-]{8,}$',
            message: 'Paste the access token alone, without blanks in it.',
          },
        },
      ],
      scheme: { kind: 'header', header: 'Authorization', prefix: 'Bearer ', field: 'token' },
    },
    {
      id: 'client-credentials',
      label: 'Client ID and client secret',
      help: 'In Clickwrap: your initials at the bottom left > User Profile > API Keys. The secret is shown once, when the key is registered. The token address has to be entered as well; where you do not have it, take the access token.',
      fields: [
        { name: 'clientId', label: 'Client ID', secret: false, help: 'In the list of your API keys.' },
        { name: 'clientSecret', label: 'Client secret', secret: true, help: '' },
      ],
      scheme: {
        kind: 'oauth2-client-credentials',
        host: TOKEN_HOST,
        path: '',
        clientIdField: 'clientId',
        clientSecretField: 'clientSecret',
        clientAuth: 'body',
        body: 'form',
        prefix: 'Bearer ',
      },
    },
  ],
  settings: [
    {
      name: 'siteId',
      label: 'Site ID',
      secret: false,
      optional: true,
      help: 'To read one site only: the number in its address. Left empty, all that the token sees is read.',
      placeholder: '16489',
      pattern: { source: '^\\d{1,12}$', message: 'A site ID is a number.' },
    },
    {
      name: 'accountId',
      label: 'Account ID',
      secret: false,
      optional: true,
      help: 'Only where the token belongs to more than one account.',
      pattern: { source: '^\\d{1,12}$', message: 'An account ID is a number.' },
    },
  ],
  scopes: [],
  streams: {
    users: stream({
      kind: 'accounts',
      host: HOST,
      // `/sites/{id}/memberships`, or `/accounts/{id}/members` for all sites at once; see `prepare`.
      request: 'GET /{scope}/{scopeId}/{list}',
      pages,
      records: usersOf,
      // Whoever was removed is not listed.
      currentOnly: true,
      raw: Member,
      map: mapMember,
      total,
      one: {
        // There is no call for one user, so the list is asked for with a filter, which the vendor may not keep to.
        request: 'GET /{scope}/{scopeId}/{list}',
        query: (id, { settings }) => ({
          page: 1,
          per_page: 100,
          filter: `${settings['scope'] === 'sites' ? 'user' : 'id'}==${id}`,
        }),
        record: (body, id) => {
          const users = usersOf(body)
          if (users === undefined) return undefined
          const user = users.find((one) => String((one as { id?: unknown } | null)?.id) === id)
          if (user !== undefined) return user
          // Among all of them, and there is no more: gone. Among the first hundred of many: nobody knows.
          if ((body as List).has_more === false) throw new AppError('vendor_not_found')
          throw badResponse('a filter that was not kept to')
        },
      },
      scopes: [],
    }),
    sites: stream({
      kind: 'groups',
      host: HOST,
      request: 'GET /sites',
      pages,
      records: (body) => {
        const { data } = body as List
        return Array.isArray(data) ? data.filter(isThere) : undefined
      },
      raw: Site,
      map: ({ id, name, key }) => ({
        kind: 'group',
        externalId: id,
        name: textOf(name) ?? textOf(key) ?? id,
        description: null,
      }),
      scopes: [],
    }),
    siteUsers: stream({
      kind: 'memberships',
      forEach: 'sites',
      host: HOST,
      request: 'GET /sites/{parentId}/memberships',
      pages,
      records: usersOf,
      raw: z.object({ id: vendorId }),
      map: ({ id }, { parentId = '' }) => ({ kind: 'group', entitlementExternalId: parentId, accountExternalId: id }),
      scopes: [],
    }),
  },
  sourceFields,
  licences: [SEAT],
  // Of one token.
  rateLimit: { requests: 2_000, perMs: 60_000 },
  concurrency: 2,
  actions: ACTIONS,
  async prepare(client, context) {
    const where = whereToRead(await readSites(client), context)
    return { ...where, list: listOf(where.scope) }
  },
  probe,
  validation:
    'In Clickwrap: Site Settings > Users. The number of users must equal the active and invited accounts here: verified is active, not verified is invited, and whoever is not listed any more is inactive. Signers, who accept contracts, are not users and are not read. Read is GET /sites/{id}/memberships, or GET /accounts/{id}/members for all sites at once.',
})
