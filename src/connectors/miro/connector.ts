import { z } from 'zod'
import { AppError, isAppError } from '#base/errors.ts'
import { defineConnector, stream, type Probe, type Scope, type SourceField, type VendorClient } from '#kit/define.ts'
import { windowOf } from '#kit/fact-window.ts'
import { cursor } from '#kit/paginate.ts'
import { badResponse, readJson } from '#kit/read-json.ts'
import { requireScopes } from '#kit/scopes.ts'
import { instantOf, optionalText, textOf, vendorId } from '#kit/values.ts'
import { ACTION_SCOPES, ACTIONS, SCIM_HOST } from './actions.ts'
import { LICENCES, mapMember, Member } from './member.ts'
import { scimSurface } from './scim.ts'

const HOST = 'api'
const SITE = 'site'
const AUDIT = 'auditlogs:read'

const scopes: readonly Scope[] = [
  {
    id: 'organizations:read',
    label: 'Organisation and its members',
    serves: 'discovery',
    required: true,
    explains:
      'Lists the members with licence, role and last activity. Enterprise plan only. Without it nothing can be read.',
  },
  {
    id: 'organizations:teams:read',
    label: 'Teams',
    serves: 'discovery',
    required: false,
    explains: 'Lists the teams of the whole organisation and who is in them. Enterprise plan only.',
  },
  {
    id: AUDIT,
    label: 'Audit logs',
    serves: 'discovery',
    required: false,
    explains: 'Tells who signed in and did something on which day, up to 90 days back. Enterprise plan only.',
  },
]

const Named = z.object({ id: vendorId, name: optionalText })
const TeamMember = z.object({ id: vendorId })
const Event = z.object({
  id: vendorId.nullish(),
  event: optionalText,
  createdAt: z.string(),
  createdBy: z.object({ id: vendorId }),
})

/** Apps, Miro itself and identity providers are in the log as well. */
const isByPerson = (event: unknown) =>
  (event as { createdBy?: { type?: unknown } | null } | null)?.createdBy?.type === 'user'
/** The one event that Miro's documents name. */
const SIGN_IN = 'sign_in_succeeded'
const Token = z.object({
  organization: z.object({ id: vendorId, name: optionalText }),
  user: z.object({ id: vendorId }).nullish(),
  scopes: z.array(z.string()).nullish(),
})

const listOf = (body: unknown): unknown[] | undefined => {
  const { data } = body as { data?: unknown }
  return Array.isArray(data) ? data : undefined
}
const pages = cursor({
  param: 'cursor',
  sizeParam: 'limit',
  pageSize: 100,
  next: (body) => (body as { cursor?: string | null }).cursor,
})

const sourceFields: readonly SourceField[] = [
  { name: 'Id', path: 'id', type: 'text' },
  { name: 'Email', path: 'email', type: 'text', target: 'email', personal: true },
  { name: 'Username', path: '{{ email }}', type: 'text', target: 'username', personal: true },
  { name: 'Active?', path: 'active', type: 'boolean' },
  { name: 'User type', path: 'license', type: 'text' },
  { name: 'License assigned', path: 'licenseAssignedAt', type: 'date' },
  { name: 'Role', path: 'role', type: 'text' },
  { name: 'Admin role', path: 'adminRoles[0].name', type: 'text' },
  { name: 'Last activity', path: 'lastActivityAt', type: 'date', personal: true },
  { name: 'Resource Type', path: 'type', type: 'text' },
]

/** Whose token it is, and of which organisation. */
async function whoAmI(client: VendorClient): Promise<z.infer<typeof Token>> {
  const { body } = await readJson(client, { host: HOST, method: 'GET', path: '/v1/oauth-token' }).catch(explainToken)
  const token = Token.safeParse(body)
  if (!token.success) throw badResponse('no organisation')
  return token.data
}

/** Miro answers a token that it does not know with 400 here. */
function explainToken(error: unknown): never {
  if (!isAppError(error, 'vendor_bad_request')) throw error
  throw new AppError('vendor_unauthorized', { detail: error.detail, cause: error })
}

async function probe(client: VendorClient): Promise<Probe> {
  const { organization, user, scopes: granted = null } = await whoAmI(client)
  requireScopes('Miro', scopes, granted)
  await readJson(client, { host: HOST, method: 'GET', path: `/v2/orgs/${encodeURIComponent(organization.id)}` }).catch(
    explainPlan,
  )
  return {
    tenantId: organization.id,
    tenantName: textOf(organization.name),
    integrationAccountId: user?.id ?? null,
    grantedScopes: granted,
  }
}

/** The scope is there, so what is missing is the plan or the rank of whoever gave consent. */
function explainPlan(error: unknown): never {
  if (!isAppError(error, 'vendor_forbidden', 'vendor_not_found')) throw error
  throw new AppError('vendor_plan_required', {
    message:
      'Miro shows its organisation only on the Enterprise plan and only to a Company Admin. Give consent as one, and install the app in a team of the Enterprise organisation.',
    detail: error.detail,
    cause: error,
  })
}

/** Members, licences and teams of a Miro organisation: by its REST interface, or by SCIM. */
export default defineConnector({
  id: 'miro',
  name: 'Miro Enterprise (Custom)',
  version: 1,
  category: 'Collaboration',
  isPrimarySource: false,
  description:
    'Reads the members of a Miro organisation with licence, role, teams and last activity; by SCIM, names and departments.',
  capabilities: ['discovery', 'provisioning', 'workflows'],
  dataPoints: [
    'Members with status, licence and role',
    'Last activity and guests (OAuth)',
    'Names, department and manager (SCIM)',
    'Teams and who is in them',
    'Who signed in and did something on which day (OAuth, audit logs)',
  ],
  personalData: ['E-mail', 'Last activity (OAuth)', 'Name, department, employee number, manager (SCIM)'],
  supportedPlans: ['Enterprise'],
  similarApps: ['slack', 'zoom', 'quip'],
  links: [
    { label: 'Your apps', url: 'https://miro.com/app/settings/user-profile/apps' },
    { label: 'Organisation members', url: 'https://developers.miro.com/reference/enterprise-get-organization-members' },
    { label: 'SCIM', url: 'https://developers.miro.com/docs/scim' },
  ],
  prerequisites: [
    'Miro’s Enterprise plan.',
    'With OAuth: you are a Company Admin and have made a Developer team, and in it an app with "Expire user authorization token" NOT ticked. It cannot be changed later.',
    'With SCIM: single sign-on is on, and you may turn on SCIM provisioning.',
  ],
  hosts: {
    [HOST]: {
      label: 'Miro API',
      help: 'Leave it as it is.',
      url: 'https://api.miro.com',
      onlyFor: ['oauth2'],
    },
    [SITE]: {
      label: 'Miro',
      help: 'Where you give consent. Leave it as it is.',
      url: 'https://miro.com',
      onlyFor: ['oauth2'],
    },
    [SCIM_HOST]: {
      label: 'SCIM base URL',
      help: 'As Miro shows it under SCIM provisioning; it ends in /scim, and "/Users" is put behind it.',
      url: 'https://miro.com/api/v1/scim',
      onlyFor: ['scim'],
    },
  },
  auth: [
    {
      id: 'oauth2',
      label: 'OAuth app of your own',
      help: 'Miro > Profile settings > Your apps > Create new app, in your Developer team, with "Expire user authorization token" not ticked. Add the redirect URI /connect_callback/miro of this Rollcall and tick the scopes that are shown here.',
      fields: [
        {
          name: 'clientId',
          label: 'Client ID',
          secret: false,
          help: 'On the page of your app, under App Credentials.',
        },
        { name: 'clientSecret', label: 'Client secret', secret: true, help: 'Beside the client ID.' },
      ],
      scheme: {
        kind: 'oauth2-code',
        authorize: { host: SITE, path: '/oauth/authorize' },
        token: { host: HOST, path: '/v1/oauth/token' },
        clientIdField: 'clientId',
        clientSecretField: 'clientSecret',
        clientAuth: 'body',
        // Miro's documents do not know it.
        pkce: false,
        scopeSeparator: ' ',
        prefix: 'Bearer ',
      },
    },
    {
      id: 'scim',
      label: 'SCIM token',
      help: 'Miro > Company settings > Enterprise integrations > SCIM Provisioning > Generate token. Miro takes no narrower one: this token may also change users.',
      fields: [
        {
          name: 'token',
          label: 'API token',
          secret: true,
          help: 'With or without the word "Bearer" in front.',
          pattern: {
            source: '^(?:[Bb]earer )?[A-Za-z0-9._~+/=-]{8,}$',
            message: 'Paste the token alone, without blanks in it.',
          },
        },
      ],
      scheme: { kind: 'header', header: 'Authorization', prefix: 'Bearer ', field: 'token' },
    },
  ],
  settings: [],
  scopes: [...scopes, ...ACTION_SCOPES],
  streams: {
    members: stream({
      kind: 'accounts',
      lastActive: 'action',
      host: HOST,
      request: 'GET /v2/orgs/{orgId}/members',
      pages,
      records: listOf,
      raw: Member,
      map: mapMember,
      one: {
        request: 'GET /v2/orgs/{orgId}/members/{id}',
        record: (body) => (Object.hasOwn(body as object, 'id') ? body : undefined),
      },
      scopes: ['organizations:read'],
    }),
    teams: stream({
      kind: 'groups',
      host: HOST,
      request: 'GET /v2/orgs/{orgId}/teams',
      pages,
      records: listOf,
      raw: Named,
      map: ({ id, name }) => ({ kind: 'group', externalId: id, name: textOf(name) ?? id, description: null }),
      scopes: ['organizations:teams:read'],
      // The scope is the admin's choice.
      optional: true,
    }),
    teamMembers: stream({
      kind: 'memberships',
      forEach: 'teams',
      host: HOST,
      request: 'GET /v2/orgs/{orgId}/teams/{parentId}/members',
      pages,
      // `non_team` may see a board of the team, and is not in it.
      records: (body) => listOf(body)?.filter((one) => (one as { role?: unknown } | null)?.role !== 'non_team'),
      raw: TeamMember,
      map: ({ id }, { parentId = '' }) => ({ kind: 'group', entitlementExternalId: parentId, accountExternalId: id }),
      scopes: ['organizations:teams:read'],
      optional: true,
    }),
    auditLog: stream({
      kind: 'activity',
      host: HOST,
      request: 'GET /v2/audit/logs',
      query: (context) => ({
        createdAfter: windowOf(context).since,
        createdBefore: windowOf(context).until,
        sorting: 'ASC',
      }),
      history: { keepsDays: 90 },
      pages,
      records: (body) => listOf(body)?.filter(isByPerson),
      raw: Event,
      map: ({ id, event, createdAt, createdBy }) => ({
        accountExternalId: createdBy.id,
        at: instantOf(createdAt) ?? '',
        grade: event === SIGN_IN ? 'login' : 'action',
        ...(id == null ? {} : { externalId: id }),
        ...(event ? { action: event } : {}),
      }),
      scopes: [AUDIT],
      optional: true,
    }),
  },
  actions: ACTIONS,
  surfaces: { scim: scimSurface },
  sourceFields,
  licences: Object.entries(LICENCES).map(([externalId, name]) => ({ externalId, name })),
  // Miro counts credits, of which each call costs another number; the headers say when they are used up.
  rateLimit: null,
  concurrency: 1,
  prepare: async (client) => ({ orgId: (await whoAmI(client)).organization.id }),
  probe,
  validation:
    'In Miro: Company settings > Users (Active users). Compare with the active accounts here; deactivated users are the inactive ones. Read is GET /v2/orgs/{id}/members (by SCIM GET /Users, which leaves guests out): active true is active, false is inactive, and whoever the list does not have any more is inactive. Licences: the same page, filtered by licence.',
})
