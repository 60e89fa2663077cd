import { z } from 'zod'
import { AppError, isAppError } from '#base/errors.ts'
import type { CredentialField } from '#kit/auth.ts'
import { defineConnector, stream, type Probe, type Scope, type SourceField, type VendorClient } from '#kit/define.ts'
import { offset } from '#kit/paginate.ts'
import { badResponse, readJson } from '#kit/read-json.ts'
import { requireScopes } from '#kit/scopes.ts'
import { optionalText, textOf, vendorId } from '#kit/values.ts'
import { ACTION_SCOPES, ACTIONS } from './actions.ts'
import { mapMember, Member, SEAT } from './member.ts'

const HOST = 'api'
/** The newest dated version; a token is pinned to the one of its birth otherwise. */
const HEADERS = { 'ld-api-version': '20240415' }
const PAGE_SIZE = 50
/** Keeps the access alive; nobody's choice. */
const ALWAYS = 'offline_access'

const scopes: readonly Scope[] = [
  {
    id: 'reader',
    label: 'Reader',
    serves: 'discovery',
    required: true,
    explains: 'Lists members, teams and custom roles. For an access token it is the role that the token is given.',
  },
]

const SITE: CredentialField = {
  name: 'site',
  label: 'Region',
  secret: false,
  help: 'Where you sign in to LaunchDarkly.',
  choices: [
    { value: 'app.launchdarkly.com', label: 'Commercial (app.launchdarkly.com)' },
    { value: 'app.eu.launchdarkly.com', label: 'European Union (app.eu.launchdarkly.com)' },
    { value: 'app.launchdarkly.us', label: 'United States federal (app.launchdarkly.us)' },
  ],
}

const Team = z.object({ key: vendorId, name: optionalText, description: optionalText })
const Role = z.object({ _id: vendorId, key: optionalText, name: optionalText, description: optionalText })
const Caller = z.object({
  accountId: vendorId,
  memberId: vendorId.nullish(),
  serviceToken: z.boolean().nullish(),
  scopes: z.array(z.string()).nullish(),
})

const itemsOf = (body: unknown) => (body as { items?: unknown[] }).items
const totalOf = (body: unknown) => {
  const { totalCount } = body as { totalCount?: unknown }
  return typeof totalCount === 'number' ? totalCount : null
}
const pages = offset({ param: 'offset', sizeParam: 'limit', pageSize: PAGE_SIZE })

const sourceFields: readonly SourceField[] = [
  { name: 'Id', path: '_id', type: 'text' },
  { name: 'Email', path: 'email', type: 'text', target: 'email', personal: true },
  { name: 'User name (e-mail)', path: '{{ email }}', type: 'text', target: 'username', personal: true },
  { name: 'First name', path: 'firstName', type: 'text', target: 'givenName', personal: true },
  { name: 'Last name', path: 'lastName', type: 'text', target: 'familyName', personal: true },
  { name: 'Role', path: 'role', type: 'text' },
  { name: 'Invitation pending?', path: '_pendingInvite', type: 'boolean' },
  { name: 'E-mail verified?', path: '_verified', type: 'boolean' },
  { name: 'Pending e-mail', path: '_pendingEmail', type: 'text', personal: true },
  { name: 'Multi-factor authentication', path: 'mfa', type: 'text' },
  { name: 'Last seen', path: '_lastSeen', type: 'date', personal: true },
  { name: 'Created', path: 'creationDate', type: 'date' },
  { name: 'First team', path: 'teams[0].name', type: 'text' },
]

/** Wider ones read as well. */
const READS: ReadonlySet<string> = new Set(['reader', 'writer', 'admin'])

async function probe(client: VendorClient): Promise<Probe> {
  const get = (path: string, query = {}) =>
    readJson(client, { host: HOST, method: 'GET', path, query, headers: HEADERS })
  const caller = Caller.safeParse((await get('/api/v2/caller-identity').catch(explainRegion)).body)
  if (!caller.success) throw badResponse('no caller')
  const { accountId, memberId, serviceToken, scopes: told } = caller.data
  // Only OAuth grants have scopes; an empty list says nothing.
  const granted =
    told == null || told.length === 0
      ? null
      : [
          ...new Set([
            ...told.filter((one) => one !== ALWAYS),
            ...(told.some((one) => READS.has(one)) ? ['reader'] : []),
          ]),
        ]
  requireScopes('LaunchDarkly', scopes, granted)
  const { body } = await get('/api/v2/members', { limit: 1 }).catch(explainRole)
  if (itemsOf(body) === undefined) throw badResponse('no list')
  return {
    tenantId: accountId,
    tenantName: null,
    integrationAccountId: serviceToken === true ? null : (memberId ?? null),
    grantedScopes: granted,
  }
}

/** A token of another region is as unknown as a wrong one. */
function explainRegion(error: unknown): never {
  if (!isAppError(error, 'vendor_unauthorized')) throw error
  throw new AppError('vendor_unauthorized', {
    message:
      'LaunchDarkly does not know this credential. Check that it was made in the region that is chosen, and that it is an access token: SDK keys, mobile keys and client-side IDs do not work here.',
    detail: error.detail,
    cause: error,
  })
}

/** Whoever may say who they are and yet not list members has too little a role; LaunchDarkly answers that with 401 or 403. */
function explainRole(error: unknown): never {
  if (!isAppError(error, 'vendor_unauthorized', 'vendor_forbidden')) throw error
  throw new AppError('vendor_forbidden', {
    message:
      'LaunchDarkly knows the credential, and it may not list members, so nothing can be read. Give the token the role "reader" (or the OAuth scope "reader").',
    detail: error.detail,
    cause: error,
  })
}

/** Members, teams and custom roles of a LaunchDarkly account. */
export default defineConnector({
  id: 'launchdarkly',
  name: 'LaunchDarkly',
  version: 1,
  category: 'Development',
  isPrimarySource: false,
  description: 'Reads the members of a LaunchDarkly account with role, teams and last activity.',
  capabilities: ['discovery', 'workflows'],
  dataPoints: [
    'Members with status, role, multi-factor authentication and last activity',
    'Pending invitations',
    'Teams and custom roles, and who has them',
    'Seats',
  ],
  personalData: ['Name', 'E-mail', 'Last activity'],
  supportedPlans: ['Developer', 'Foundation', 'Enterprise', 'Guardian'],
  similarApps: ['postman', 'segment', 'jira'],
  links: [
    { label: 'API access tokens', url: 'https://launchdarkly.com/docs/home/account/api' },
    { label: 'List account members', url: 'https://launchdarkly.com/docs/api/account-members/get-members' },
  ],
  prerequisites: [
    'A service token with the role Reader: Account settings > Authorization > Create token. A personal token ends with the person.',
    'Teams are on some plans only; without them everything else is read.',
  ],
  hosts: {
    [HOST]: {
      label: 'LaunchDarkly address',
      help: 'Follows from the region; leave it as it is.',
      url: 'https://{site}',
    },
  },
  auth: [
    {
      id: 'token',
      scopesAtVendor: true,
      label: 'Access token',
      help: 'LaunchDarkly > Account settings > Authorization > Access tokens > Create token: a service token with the role Reader. It is shown once.',
      fields: [
        SITE,
        {
          name: 'token',
          label: 'Access token',
          secret: true,
          help: '',
          placeholder: 'api-…',
          pattern: {
            source: '^api-[A-Za-z0-9-]{8,}$',
            message:
              'An access token begins with api-. SDK keys (sdk-), mobile keys (mob-) and client-side IDs do not work.',
          },
        },
      ],
      // The bare token, without "Bearer".
      scheme: { kind: 'header', header: 'Authorization', prefix: '', field: 'token' },
    },
    {
      id: 'oauth2',
      label: 'OAuth 2 with consent',
      help: 'An admin registers a client by LaunchDarkly’s API (POST /api/v2/oauth/clients) with the callback address /connect_callback/launchdarkly of this Rollcall. The secret is in the answer, once.',
      fields: [
        SITE,
        { name: 'clientId', label: 'Client ID', secret: false, help: '_clientId in the answer.' },
        { name: 'clientSecret', label: 'Client secret', secret: true, help: '_clientSecret in the answer.' },
        {
          name: 'clientAuth',
          label: 'How the client proves itself',
          secret: false,
          optional: true,
          help: 'Leave it as it is unless LaunchDarkly refuses the client: then try the other one.',
          choices: [
            { value: 'body', label: 'in the body' },
            { value: 'basic', label: 'in a header (HTTP Basic)' },
          ],
        },
      ],
      scheme: {
        kind: 'oauth2-code',
        authorize: { host: HOST, path: '/trust/oauth/authorize' },
        token: { host: HOST, path: '/trust/oauth/token' },
        revoke: { host: HOST, path: '/trust/oauth/revoke' },
        clientIdField: 'clientId',
        clientSecretField: 'clientSecret',
        clientAuth: 'body',
        clientAuthField: 'clientAuth',
        pkce: true,
        scopeSeparator: ' ',
        // Without it there is no refresh token.
        scope: ALWAYS,
        prefix: 'Bearer ',
      },
    },
  ],
  settings: [],
  scopes: [...scopes, ...ACTION_SCOPES],
  streams: {
    members: stream({
      kind: 'accounts',
      lastActive: 'action',
      host: HOST,
      request: 'GET /api/v2/members',
      headers: HEADERS,
      query: () => ({ expand: 'customRoles' }),
      pages,
      records: itemsOf,
      id: '_id',
      raw: Member,
      map: mapMember,
      total: totalOf,
      one: {
        request: 'GET /api/v2/members/{id}',
        query: () => ({ expand: 'customRoles' }),
        record: (body) => (Object.hasOwn(body as object, '_id') ? body : undefined),
      },
      scopes: ['reader'],
    }),
    // Who is in a team, or has a role, every member says.
    teams: stream({
      kind: 'groups',
      tellsMembers: false,
      host: HOST,
      request: 'GET /api/v2/teams',
      headers: HEADERS,
      pages,
      records: itemsOf,
      id: 'key',
      raw: Team,
      map: ({ key, name, description }) => ({
        kind: 'group',
        externalId: key,
        name: textOf(name) ?? key,
        description: textOf(description),
      }),
      total: totalOf,
      // Plans without teams.
      absentOn: [403, 404, 405],
      scopes: ['reader'],
    }),
    roles: stream({
      kind: 'groups',
      gives: 'role',
      tellsMembers: false,
      host: HOST,
      request: 'GET /api/v2/roles',
      headers: HEADERS,
      pages,
      records: itemsOf,
      id: '_id',
      raw: Role,
      map: ({ _id: id, key, name, description }) => ({
        kind: 'role',
        externalId: id,
        name: textOf(name) ?? textOf(key) ?? id,
        description: textOf(description),
      }),
      total: totalOf,
      // Plans without custom roles.
      absentOn: [403, 404, 405],
      scopes: ['reader'],
    }),
  },
  actions: ACTIONS,
  sourceFields,
  licences: [SEAT],
  // Not published; windows of ten seconds over all tokens, told in headers.
  rateLimit: null,
  concurrency: 2,
  probe,
  validation:
    'In LaunchDarkly: Account settings > Members. Members without the tag "Invited" under the name are the active accounts here, those with it the suspended ones. Read is GET /api/v2/members: _pendingInvite false is active, true is suspended; whoever was there before and is not in the list any more is inactive.',
})
