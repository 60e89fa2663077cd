import { z } from 'zod'
import { AppError } from '#base/errors.ts'
import {
  defineConnector,
  stream,
  type Context,
  type Probe,
  type Scope,
  type SourceField,
  type VendorClient,
} from '#kit/define.ts'
import { page } from '#kit/paginate.ts'
import { badResponse, readJson } from '#kit/read-json.ts'
import { optionalText, settingText, textOf, vendorId } from '#kit/values.ts'
import { ACTIONS } from './actions.ts'
import { AUTH_METHODS } from './auth-methods.ts'
import { adobeFailure, adobeRefusal, explainCredential } from './errors.ts'
import { AdobeUser, mapAdobeUser } from './user.ts'

const HOST = 'api'
const SCOPE = 'user_management_sdk'

const scopes: readonly Scope[] = [
  {
    id: SCOPE,
    label: 'User Management API',
    serves: 'discovery',
    required: true,
    explains:
      'Lists the users, user groups, product profiles and who has them. Adobe has no scope that only reads: the same one lets a launched workflow change them.',
  },
]

type List = { users?: unknown; groups?: unknown; lastPage?: unknown; result?: unknown }

/** Adobe decides how large a page is, 2,000 users at most, and says with each whether it is the last one. */
const pages = page({
  param: 'page',
  first: 0,
  pageSize: 2_000,
  isLast: (body) => {
    const { lastPage } = body as List
    // A page that does not say so is no proof that the list ends there, and behind its end Adobe repeats the last page.
    if (typeof lastPage !== 'boolean') throw badResponse('a page that does not say whether it is the last')
    return lastPage
  },
})

/** The records of a list; behind the last page, or where there is nothing, Adobe says "Not found" and that it was the last. */
function listOf(body: unknown, name: 'users' | 'groups'): unknown[] | undefined {
  const { [name]: list, lastPage, result } = body as List
  if (Array.isArray(list)) return list as unknown[]
  return list === undefined && lastPage === true && result === 'Not found' ? [] : undefined
}

const ofType = (type: string) => (body: unknown) =>
  listOf(body, 'groups')?.filter((group) => (group as { type?: unknown } | null)?.type === type)

// Names are what the API calls groups by, in users and in every change; ids are not in all of its lists.
const Group = z.object({ groupName: vendorId })
const Profile = Group.extend({ productName: optionalText, licenseQuota: z.unknown().optional() })
const Member = z.object({ id: vendorId })

/** Sent with every request beside the token. */
const headers = ({ settings }: Context) => ({ 'x-api-key': settingText(settings, 'clientId') ?? '' })

/** What the admin typed beside the secret: Adobe wants both with every request. */
function ownFields({ fields }: VendorClient): { clientId: string; orgId: string } {
  const { clientId, organizationId } = fields ?? {}
  if (!clientId || !organizationId)
    throw new AppError('credential_invalid', { detail: { why: 'no client id or no organisation' } })
  return { clientId, orgId: organizationId }
}

/** Adobe has no call that tells whose token it is, so the shortest list is asked for. Its id is what the admin typed. */
async function probe(client: VendorClient): Promise<Probe> {
  const { clientId, orgId } = ownFields(client)
  try {
    const { body } = await readJson(
      client,
      {
        host: HOST,
        method: 'GET',
        path: `/groups/${encodeURIComponent(orgId)}/0`,
        headers: { 'x-api-key': clientId },
      },
      adobeFailure,
    )
    if (listOf(body, 'groups') === undefined) throw badResponse('no list of groups')
  } catch (error) {
    explainCredential(error, client.fields)
  }
  return { tenantId: orgId, tenantName: null, integrationAccountId: null, grantedScopes: null }
}

const sourceFields: readonly SourceField[] = [
  { name: 'Id', path: 'id', type: 'text' },
  { name: 'Email', path: 'email', type: 'text', target: 'email', personal: true },
  { name: 'Username', path: 'username', type: 'text', target: 'username', personal: true },
  { name: 'First name', path: 'firstname', type: 'text', target: 'givenName', personal: true },
  { name: 'Last name', path: 'lastname', type: 'text', target: 'familyName', personal: true },
  { name: 'Country', path: 'country', type: 'text' },
  { name: 'Domain', path: 'domain', type: 'text' },
  { name: 'Identity type', path: 'type', type: 'text' },
  { name: 'Status', path: 'status', type: 'text' },
]

/** Users, user groups and product profiles of one Adobe organisation, by the User Management API. */
export default defineConnector({
  id: 'adobe-creative-cloud',
  name: 'Adobe Creative Cloud',
  version: 1,
  category: 'Design',
  isPrimarySource: false,
  description: 'Reads the users of an Adobe organisation with their admin roles, user groups and product profiles.',
  capabilities: ['discovery', 'workflows'],
  dataPoints: [
    'Users with identity type and country',
    'Product profiles as licences: how many there are, and who has one',
    'User groups and who is in them',
    'Administrators and developers',
  ],
  personalData: ['Name', 'E-mail', 'User name', 'Country'],
  supportedPlans: ['Teams', 'Enterprise'],
  similarApps: ['miro', 'google-workspace', 'zoom'],
  links: [
    { label: 'Developer Console', url: 'https://developer.adobe.com/console' },
    {
      label: 'User Management API',
      url: 'https://adobe-apiplatform.github.io/umapi-documentation/en/',
    },
    {
      label: 'End of Service Account (JWT)',
      url: 'https://developer.adobe.com/developer-console/docs/guides/authentication/ServerToServerAuthentication/migration/',
    },
  ],
  prerequisites: [
    'You are a System Administrator of the Adobe organisation.',
    'A project in the Adobe Developer Console with the User Management API and the credential OAuth Server-to-Server.',
    'The organization ID, which ends in @AdobeOrg. A company with several Admin Consoles makes one connection for each.',
  ],
  hosts: {
    [HOST]: {
      label: 'User Management API',
      help: 'Leave it as it is.',
      url: 'https://usermanagement.adobe.io/v2/usermanagement',
    },
    'sign-in': {
      label: 'Adobe sign-in (IMS)',
      help: 'Leave it as it is.',
      url: 'https://ims-na1.adobelogin.com',
    },
  },
  auth: AUTH_METHODS,
  settings: [
    {
      name: 'companyDomains',
      label: 'Your mail domains',
      secret: false,
      optional: true,
      help: 'With commas between them. A personal Adobe ID with another domain counts as a guest; without this nobody does.',
      placeholder: 'acme.com, acme.io',
    },
  ],
  scopes,
  streams: {
    users: stream({
      kind: 'accounts',
      host: HOST,
      request: 'GET /users/{orgId}/{page}',
      headers,
      pages,
      records: (body) => listOf(body, 'users'),
      // Whoever is disabled or was removed is not listed.
      currentOnly: true,
      raw: AdobeUser,
      map: mapAdobeUser,
      one: {
        // By address only. It may belong to somebody else by now, with another id.
        request: 'GET /organizations/{orgId}/users/{email}',
        by: 'email',
        record: (body, id) => {
          const { user } = body as { user?: { id?: unknown } | null }
          if (typeof user?.id === 'string' && user.id !== id) throw new AppError('vendor_not_found')
          return user
        },
      },
      scopes: [SCOPE],
    }),
    userGroups: stream({
      kind: 'groups',
      host: HOST,
      request: 'GET /groups/{orgId}/{page}',
      headers,
      pages,
      records: ofType('USER_GROUP'),
      id: 'groupName',
      raw: Group,
      map: ({ groupName }) => ({ kind: 'group', externalId: groupName, name: groupName, description: null }),
      scopes: [SCOPE],
    }),
    groupUsers: stream({
      kind: 'memberships',
      forEach: 'userGroups',
      host: HOST,
      request: 'GET /users/{orgId}/{page}/{parentId}',
      query: () => ({ excludeGroups: true }),
      headers,
      pages,
      records: (body) => listOf(body, 'users'),
      raw: Member,
      map: ({ id }, { parentId = '' }) => ({ kind: 'group', entitlementExternalId: parentId, accountExternalId: id }),
      scopes: [SCOPE],
    }),
    profiles: stream({
      kind: 'licences',
      host: HOST,
      request: 'GET /groups/{orgId}/{page}',
      headers,
      pages,
      records: ofType('PRODUCT_PROFILE'),
      id: 'groupName',
      raw: Profile,
      map: ({ groupName, productName, licenseQuota }) => ({
        kind: 'licence',
        externalId: groupName,
        name: groupName,
        description: textOf(productName),
        seats: seatsOf(licenseQuota),
      }),
      scopes: [SCOPE],
    }),
    profileUsers: stream({
      kind: 'memberships',
      forEach: 'profiles',
      host: HOST,
      request: 'GET /users/{orgId}/{page}/{parentId}',
      // With those who have the profile through a user group, and without those for whom no licence was left.
      query: () => ({ excludeGroups: true, directOnly: false, status: 'active' }),
      headers,
      pages,
      records: (body) => listOf(body, 'users'),
      raw: Member,
      map: ({ id }, { parentId = '' }) => ({ kind: 'licence', entitlementExternalId: parentId, accountExternalId: id }),
      scopes: [SCOPE],
    }),
  },
  sourceFields,
  licences: [],
  // For users, per client. Groups are 5 a minute, and a 429 says itself how long to wait.
  rateLimit: { requests: 25, perMs: 60_000 },
  concurrency: 1,
  actions: ACTIONS,
  failure: adobeFailure,
  refusal: adobeRefusal,
  prepare: async (client) => ownFields(client),
  probe,
  validation:
    'In the Admin Console: Users > Users. The number there must equal the active accounts here; technical accounts are in neither. Read is GET /users/{organisation}/{page} of the User Management API, which lists active users only: whoever is not in it any more is inactive. Licences: Products > a product > a profile: its users with a licence are the holders here.',
})

/** How many licences a profile was given: a number as text, or a word where there is no limit. */
function seatsOf(quota: unknown): number | null {
  return typeof quota === 'string' && /^\d{1,9}$/.test(quota) ? Number(quota) : null
}
