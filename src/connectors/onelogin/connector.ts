import { z } from 'zod'
import { AppError, type ErrorCode } from '#base/errors.ts'
import { defineConnector, stream, type Probe, type Scope, type SourceField, type VendorClient } from '#kit/define.ts'
import { cursor, type Paging } from '#kit/paginate.ts'
import { badResponse, readJson } from '#kit/read-json.ts'
import { optionalText, textOf, vendorId } from '#kit/values.ts'
import { LICENCE, mapOneLoginUser, OneLoginUser } from './user.ts'

const HOST = 'api'

const scopes: readonly Scope[] = [
  {
    id: 'Read Users',
    label: 'Read Users',
    serves: 'discovery',
    required: true,
    explains: 'Lists users, groups and roles. A credential with Read All, Manage Users or Manage All may do so too.',
  },
]

const Named = z.object({ id: vendorId, name: optionalText })
const Role = Named.extend({ users: z.array(vendorId).nullish() })
const RoleUser = z.object({ id: vendorId })

type Enveloped = {
  data?: unknown
  pagination?: { after_cursor?: string | null } | null
  status?: { error?: unknown; code?: unknown }
}

/** Version 1 wraps its lists, version 2 and the newer form of version 1 do not. */
function listOf(body: unknown): unknown[] | undefined {
  const list = Array.isArray(body) ? body : (body as Enveloped).data
  return Array.isArray(list) ? list : undefined
}

/** The cursor stands in the envelope, or in a header where there is none. */
const nextCursor = (body: unknown, headers: Readonly<Record<string, string>>) =>
  (Array.isArray(body) ? undefined : (body as Enveloped).pagination?.after_cursor) ?? headers['after-cursor']

const first: Paging = cursor({ param: 'after_cursor', sizeParam: 'limit', pageSize: 50, next: nextCursor })

// Version 2's cursor says the size, too. 650 are allowed; roles with their users inside make large pages.
const second: Paging = cursor({
  param: 'cursor',
  sizeParam: 'limit',
  sizesFirstOnly: true,
  pageSize: 100,
  next: nextCursor,
})

const FAILURES: Readonly<Record<number, ErrorCode>> = {
  400: 'vendor_bad_request',
  401: 'vendor_unauthorized',
  403: 'vendor_forbidden',
  404: 'vendor_not_found',
  429: 'vendor_rate_limited',
  500: 'vendor_unavailable',
}

/** Version 1 says in the body, too, how it went. */
function failure(body: unknown): AppError | null {
  const status = (body as Enveloped).status
  if (Array.isArray(body) || typeof status !== 'object' || status === null || status.error !== true) return null
  const code = Number(status.code)
  return new AppError(FAILURES[code] ?? 'vendor_bad_response', {
    detail: { status: code, why: 'an error in the envelope' },
  })
}

/** `GET /api/1/users/{id}` wraps its one user into a list; the newer form does not. */
function oneOf(body: unknown): unknown {
  return listOf(body)?.[0] ?? ('id' in (body as object) ? body : undefined)
}

const sourceFields: readonly SourceField[] = [
  { name: 'Id', path: 'id', type: 'text' },
  { name: 'Email', path: 'email', type: 'text', target: 'email', personal: true },
  { name: 'Username', path: 'username', type: 'text', target: 'username', personal: true },
  { name: 'First name', path: 'firstname', type: 'text', target: 'givenName', personal: true },
  { name: 'Last name', path: 'lastname', type: 'text', target: 'familyName', personal: true },
  { name: 'State', path: 'state', type: 'number' },
  { name: 'Status', path: 'status', type: 'number' },
  { name: 'Title', path: 'title', type: 'text', target: 'title' },
  { name: 'Department', path: 'department', type: 'text', target: 'department' },
  { name: 'Company', path: 'company', type: 'text' },
  { name: 'Phone', path: 'phone', type: 'text', target: 'phone', personal: true },
  { name: 'Manager', path: 'manager_user_id', type: 'text', target: 'manager' },
  { name: 'Manager (Active Directory)', path: 'manager_ad_id', type: 'text' },
  { name: 'Locale', path: 'locale_code', type: 'text', target: 'locale' },
  { name: 'Group id', path: 'group_id', type: 'text' },
  { name: 'Directory id', path: 'directory_id', type: 'text' },
  { name: 'External id', path: 'external_id', type: 'text' },
  { name: 'SAM account name', path: 'samaccountname', type: 'text', personal: true },
  { name: 'User principal name', path: 'userprincipalname', type: 'text', personal: true },
  { name: 'Distinguished name', path: 'distinguished_name', type: 'text', personal: true },
  { name: 'Last login', path: 'last_login', type: 'date', personal: true },
  { name: 'Activated at', path: 'activated_at', type: 'date' },
  { name: 'Created at', path: 'created_at', type: 'date' },
  { name: 'Updated at', path: 'updated_at', type: 'date' },
  { name: 'Invitation sent at', path: 'invitation_sent_at', type: 'date' },
  { name: 'Password changed at', path: 'password_changed_at', type: 'date', personal: true },
  { name: 'Notes', path: 'notes', type: 'text', personal: true },
]

/** OneLogin tells a credential nothing of its account, so a list of one user proves both the credential and its scope. */
async function probe(client: VendorClient): Promise<Probe> {
  const { body } = await readJson(
    client,
    { host: HOST, method: 'GET', path: '/api/1/users', query: { limit: 1 } },
    failure,
  )
  if (listOf(body) === undefined) throw badResponse('no list')
  return { tenantId: null, tenantName: null, integrationAccountId: null, grantedScopes: null }
}

/** Users, their status and licence, groups and roles of a OneLogin account. */
export default defineConnector({
  id: 'onelogin',
  name: 'OneLogin',
  version: 1,
  category: 'Identity',
  isPrimarySource: true,
  description: 'Reads the users of OneLogin with their status, licence, group and roles.',
  capabilities: ['discovery'],
  dataPoints: ['Users with status, last sign-in, title and department', 'Licences', 'Roles and who has them', 'Groups'],
  personalData: ['Name', 'E-mail', 'Phone', 'Last sign-in', 'Manager'],
  supportedPlans: ['Advanced', 'Professional', 'Expert'],
  similarApps: ['okta', 'google-workspace', 'scim'],
  links: [
    {
      label: 'API credentials',
      url: 'https://developers.onelogin.com/api-docs/1/getting-started/working-with-api-credentials',
    },
    { label: 'Get Users', url: 'https://developers.onelogin.com/api-docs/1/users/get-users' },
    { label: 'List Roles', url: 'https://developers.onelogin.com/api-docs/2/roles/list-roles' },
  ],
  prerequisites: [
    'You are an account owner or a super user of OneLogin.',
    'An API credential pair with the scope Read Users: Developers > API Credentials > New Credential.',
  ],
  hosts: {
    [HOST]: {
      label: 'OneLogin address',
      help: 'Only where the subdomain does not answer: https://api.us.onelogin.com or https://api.eu.onelogin.com',
      url: 'https://{subdomain}.onelogin.com',
    },
  },
  auth: [
    {
      id: 'client-credentials',
      scopesAtVendor: true,
      label: 'API credential pair',
      help: 'OneLogin Administration > Developers > API Credentials > New Credential, scope Read Users. The secret can be looked up there later.',
      fields: [
        {
          name: 'subdomain',
          label: 'Subdomain',
          secret: false,
          help: 'What stands before .onelogin.com in the address.',
          placeholder: 'acme',
          normalise: 'host-part',
          pattern: {
            source: '^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$',
            message: 'Only the part before .onelogin.com: letters, digits and dashes.',
          },
        },
        { name: 'clientId', label: 'Client ID', secret: false, help: '' },
        { name: 'clientSecret', label: 'Client secret', secret: true, help: '' },
      ],
      scheme: {
        kind: 'oauth2-client-credentials',
        host: HOST,
        path: '/auth/oauth2/v2/token',
        clientIdField: 'clientId',
        clientSecretField: 'clientSecret',
        clientAuth: 'onelogin',
        body: 'json',
        prefix: 'Bearer ',
      },
    },
  ],
  settings: [],
  scopes,
  streams: {
    users: stream({
      kind: 'accounts',
      host: HOST,
      request: 'GET /api/1/users',
      pages: first,
      records: listOf,
      raw: OneLoginUser,
      map: mapOneLoginUser,
      total: (_body, headers) => totalCount(headers),
      one: { request: 'GET /api/1/users/{id}', record: oneOf },
      scopes: ['Read Users'],
    }),
    groups: stream({
      kind: 'groups',
      tellsMembers: false,
      host: HOST,
      request: 'GET /api/1/groups',
      pages: first,
      records: listOf,
      raw: Named,
      // Who is in it, every user says: a user has one group at most.
      map: ({ id, name }) => ({ kind: 'group', externalId: id, name: textOf(name) ?? id, description: null }),
      scopes: ['Read Users'],
    }),
    roles: stream({
      kind: 'groups',
      gives: 'role',
      host: HOST,
      request: 'GET /api/2/roles',
      query: () => ({ fields: 'id,name,users' }),
      pages: second,
      records: listOf,
      raw: Role,
      map: ({ id, name, users }) => ({
        kind: 'role',
        externalId: id,
        name: textOf(name) ?? id,
        description: null,
        ...(users == null ? {} : { members: users }),
      }),
      total: (_body, headers) => totalCount(headers),
      scopes: ['Read Users'],
    }),
    // Only for roles that were listed without their users.
    roleUsers: stream({
      kind: 'memberships',
      forEach: 'roles',
      host: HOST,
      request: 'GET /api/2/roles/{parentId}/users',
      pages: second,
      records: listOf,
      raw: RoleUser,
      map: ({ id }, { parentId = '' }) => ({ kind: 'role', entitlementExternalId: parentId, accountExternalId: id }),
      scopes: ['Read Users'],
    }),
  },
  sourceFields,
  licences: [LICENCE],
  // Of version 1, per account, over all tokens; the limit of version 2 is not published.
  rateLimit: { requests: 5_000, perMs: 3_600_000 },
  concurrency: 2,
  failure,
  probe,
  validation:
    'Read is GET /api/1/users. Without a licence (state 0, 2, 3) here: compare with Activity > Reports, "Unlicensed users". Active: Users > Users, filtered by Status = Active, shows status 1 only, whereas active here are the statuses 1, 3, 4, 5, 7 and 8; compare with the accounts whose vendor status is 1. Status 0 is inactive, 2 suspended.',
})

/** Where the list is not wrapped, its size stands in a header. */
function totalCount(headers: Readonly<Record<string, string>>): number | null {
  const total = headers['total-count']
  return total !== undefined && /^\d{1,15}$/.test(total) ? Number(total) : null
}
