import { z } from 'zod'
import { AppError, isAppError } from '#base/errors.ts'
import type { CredentialField } from '#kit/auth.ts'
import { defineConnector, stream, type Probe, type Scope, type SourceField, type VendorClient } from '#kit/define.ts'
import { dayOf, windowOf } from '#kit/fact-window.ts'
import { cursor, singlePage } from '#kit/paginate.ts'
import { badResponse, readJson } from '#kit/read-json.ts'
import { instantOf, optionalText, textOf, vendorId } from '#kit/values.ts'
import { SCIM_HOST } from './actions.ts'
import { scimSurface } from './scim.ts'
import { mapTeamUser, SEAT, TeamUser } from './user.ts'

const HOST = 'api'

const scopes: readonly Scope[] = [
  {
    id: 'admin',
    label: 'Role Admin or Super Admin',
    serves: 'discovery',
    required: true,
    explains:
      'Lists the users and groups of the team. A key has the role of the person who made it. Without it nothing can be read.',
  },
]

const SITE: CredentialField = {
  name: 'site',
  label: 'Data region',
  secret: false,
  help: 'A key of one region does not work in the other.',
  choices: [
    { value: 'api.postman.com', label: 'United States (api.postman.com)' },
    { value: 'api.eu.postman.com', label: 'European Union (api.eu.postman.com), Enterprise only' },
  ],
}

const Group = z.object({
  id: vendorId,
  name: optionalText,
  summary: optionalText,
  members: z.array(vendorId).nullish(),
})
const Trail = z.object({
  id: vendorId.nullish(),
  action: optionalText,
  timestamp: z.string(),
  data: z.object({ actor: z.object({ id: vendorId }) }),
})

/** Words of Postman's for someone who gets in, and for someone who does not. */
const SIGN_IN = /log-?in|sign-?in|sso/i
const FAILED = /fail|denied|invalid/i

type Event = { action?: unknown; data?: { actor?: { id?: unknown } | null } | null } | null

/** What somebody did. A try that failed is none, and what Postman did by itself has no actor. */
function doneBySomebody(body: unknown): unknown[] | undefined {
  const { trails } = body as { trails?: unknown }
  if (!Array.isArray(trails)) return undefined
  return (trails as Event[]).filter(
    (event) => event?.data?.actor?.id != null && !(typeof event.action === 'string' && FAILED.test(event.action)),
  )
}

/** The day after: what Postman calls "before" a day leaves the day itself out. */
const dayAfter = (instant: string) => dayOf(new Date(Date.parse(instant) + 24 * 60 * 60_000).toISOString())

const Me = z.object({
  user: z.object({ id: vendorId, teamId: vendorId.nullish(), teamName: optionalText, teamDomain: optionalText }),
})

const listOf = (body: unknown) => (body as { data?: unknown[] }).data

const sourceFields: readonly SourceField[] = [
  { name: 'Id', path: 'id', type: 'text' },
  { name: 'Email', path: 'email', type: 'text', target: 'email', personal: true },
  { name: 'Username', path: 'username', type: 'text', target: 'username', personal: true },
  { name: 'Name', path: 'name', type: 'text', target: 'displayName', personal: true },
  { name: 'Role', path: 'roles[0]', type: 'text' },
  { name: 'Joined', path: 'joinedAt', type: 'date' },
]

async function probe(client: VendorClient): Promise<Probe> {
  const get = (path: string) => readJson(client, { host: HOST, method: 'GET', path })
  const me = Me.safeParse((await get('/me').catch(explainKey)).body)
  if (!me.success) throw badResponse('no user')
  const { id, teamId, teamName, teamDomain } = me.data.user
  if (teamId == null || teamId === '0')
    throw new AppError('vendor_forbidden', {
      message:
        'This API key belongs to a Postman user without a team, so there is nothing to read. Make the key while you are signed in to the team, as an Admin or Super Admin.',
      detail: { why: 'no team' },
    })
  const { body } = await get('/users').catch(explainRole)
  if (listOf(body) === undefined) throw badResponse('no list')
  const domain = textOf(teamDomain)
  return {
    tenantId: teamId,
    tenantName: textOf(teamName),
    tenantDomain: domain === null ? null : `${domain}.postman.co`,
    integrationAccountId: id,
    grantedScopes: null,
  }
}

function explainKey(error: unknown): never {
  if (!isAppError(error, 'vendor_unauthorized')) throw error
  throw new AppError('vendor_unauthorized', {
    message:
      'Postman does not know this key. It may have expired by the rules of the team, or belong to the other data region; a SCIM key does not work here.',
    detail: error.detail,
    cause: error,
  })
}

function explainRole(error: unknown): never {
  if (!isAppError(error, 'vendor_forbidden')) throw error
  throw new AppError('vendor_forbidden', {
    message:
      'Postman knows the key, and it may not list the users of the team, so nothing can be read. Its owner needs the role Admin or Super Admin, on a plan with team management.',
    detail: error.detail,
    cause: error,
  })
}

/** The members and groups of a Postman team: by an API key, or by SCIM. */
export default defineConnector({
  id: 'postman',
  name: 'Postman',
  version: 1,
  category: 'Development',
  isPrimarySource: false,
  description: 'Reads the members of a Postman team with their roles and groups; by SCIM also people who were removed.',
  capabilities: ['discovery', 'provisioning', 'workflows'],
  dataPoints: [
    'Members with roles and the day they joined (API key)',
    'People who were removed from the team (SCIM)',
    'Groups and who is in them',
    'Who signed in and did something on which day (API key, Enterprise)',
    'Seats',
  ],
  personalData: ['Name', 'E-mail', 'User name'],
  supportedPlans: ['Team', 'Enterprise', 'Enterprise for SCIM and groups'],
  similarApps: ['launchdarkly', 'jira', 'slack'],
  links: [
    {
      label: 'API keys',
      url: 'https://learning.postman.com/docs/administration/managing-your-team/managing-api-keys/',
    },
    { label: 'Get all team users', url: 'https://learning.postman.com/api-docs/api-reference/users/get-team-users' },
    {
      label: 'SCIM provisioning',
      url: 'https://learning.postman.com/docs/administration/scim-provisioning/scim-provisioning-overview/',
    },
  ],
  prerequisites: [
    'An API key of an Admin or Super Admin of the team; best of a service account, since a key ends with the person.',
    'Or, on the Enterprise plan with single sign-on: a SCIM API key.',
  ],
  hosts: {
    [HOST]: {
      label: 'Postman API',
      help: 'Follows from the data region; leave it as it is.',
      url: 'https://{site}',
      onlyFor: ['api-key'],
    },
    [SCIM_HOST]: {
      label: 'SCIM base URL',
      help: 'Follows from the data region; "/Users" is put behind it.',
      url: 'https://{site}/scim/v2',
      onlyFor: ['scim'],
    },
  },
  auth: [
    {
      id: 'api-key',
      label: 'API key',
      help: 'Postman > your picture > Settings > API keys > Generate API key, as an Admin or Super Admin. It is shown once.',
      fields: [
        SITE,
        {
          name: 'apiKey',
          label: 'API key',
          secret: true,
          help: '',
          placeholder: 'PMAK-…',
          pattern: { source: '^PMAK-[A-Za-z0-9-]{8,}$', message: 'A Postman API key begins with PMAK-.' },
        },
      ],
      scheme: { kind: 'header', header: 'x-api-key', prefix: '', field: 'apiKey' },
    },
    {
      id: 'scim',
      label: 'SCIM API key',
      help: 'Postman > Team > Team settings > Authentication > SCIM provisioning > Generate SCIM API key. Single sign-on must be set up first. A new key ends the old one, also for your identity provider.',
      fields: [
        SITE,
        {
          name: 'token',
          label: 'SCIM API key',
          secret: true,
          help: 'With or without the word "Bearer" in front.',
          pattern: {
            source: '^(?!PMAK-)(?:[Bb]earer )?[A-Za-z0-9._~+/=-]{8,}$',
            message:
              'Paste the SCIM API key alone. One that begins with PMAK- is an API key, which does not work here.',
          },
        },
      ],
      scheme: { kind: 'header', header: 'Authorization', prefix: 'Bearer ', field: 'token' },
    },
  ],
  settings: [],
  scopes,
  streams: {
    users: stream({
      kind: 'accounts',
      host: HOST,
      request: 'GET /users',
      pages: singlePage(),
      records: listOf,
      currentOnly: true,
      raw: TeamUser,
      map: mapTeamUser,
      one: {
        request: 'GET /users/{id}',
        record: (body) => (Object.hasOwn(body as object, 'id') ? body : undefined),
      },
      scopes: ['admin'],
    }),
    groups: stream({
      kind: 'groups',
      host: HOST,
      request: 'GET /groups',
      pages: singlePage(),
      records: listOf,
      raw: Group,
      map: ({ id, name, summary, members }) => ({
        kind: 'group',
        externalId: id,
        name: textOf(name) ?? id,
        description: textOf(summary),
        members: members ?? [],
      }),
      // Plans without groups.
      absentOn: [402, 403, 404],
      scopes: ['admin'],
    }),
    auditLog: stream({
      kind: 'activity',
      host: HOST,
      request: 'GET /audit/logs',
      query: (context) => ({ since: dayOf(windowOf(context).since), until: dayAfter(windowOf(context).until) }),
      history: { keepsDays: 180 },
      pages: cursor({
        param: 'cursor',
        sizeParam: 'limit',
        pageSize: 100,
        next: (body) => (body as { nextCursor?: string | null }).nextCursor,
      }),
      records: doneBySomebody,
      raw: Trail,
      map: ({ id, action, timestamp, data }) => ({
        accountExternalId: data.actor.id,
        at: instantOf(timestamp) ?? '',
        grade: action != null && SIGN_IN.test(action) ? 'login' : 'action',
        ...(id == null ? {} : { externalId: id }),
        ...(action ? { action } : {}),
      }),
      // Plans below Enterprise.
      absentOn: [402, 403, 404],
      scopes: ['admin'],
    }),
  },
  surfaces: { scim: scimSurface },
  sourceFields,
  licences: [SEAT],
  // Per user, over all of that user's keys.
  rateLimit: { requests: 300, perMs: 60_000 },
  concurrency: 2,
  probe,
  validation:
    'In Postman: Team > Manage people. Compare the number of members with the active accounts here. Read is GET /users, which has current members only: whoever is not in it any more is inactive. By SCIM it is GET /scim/v2/Users: active true is active, false (removed from the team) is inactive. Pending invitations are in neither.',
})
