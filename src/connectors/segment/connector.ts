import { z } from 'zod'
import { AppError, isAppError } from '#base/errors.ts'
import { defineConnector, stream, type Probe, type Scope, type SourceField, type VendorClient } from '#kit/define.ts'
import { windowOf } from '#kit/fact-window.ts'
import { cursor } from '#kit/paginate.ts'
import { badResponse, readJson } from '#kit/read-json.ts'
import { instantOf, optionalText, textOf, vendorId } from '#kit/values.ts'
import { ACTIONS } from './actions.ts'
import { HEADERS, HOST, listOf, nextOf, totalOf } from './lists.ts'
import { invitationId, mapSegmentUser, peopleOf, SegmentUser } from './user.ts'

const OWNER_TOKEN = 'workspace-owner'

const scopes: readonly Scope[] = [
  {
    id: OWNER_TOKEN,
    label: 'Read Users: a token with the role Workspace Owner',
    serves: 'discovery',
    required: true,
    explains:
      'Lists the people, invitations, groups and roles of the workspace and its audit trail. Segment has no narrower token for access management. Without it nothing can be read.',
  },
]

const pages = cursor({
  param: 'pagination.cursor',
  sizeParam: 'pagination.count',
  pageSize: 200,
  next: nextOf,
})

const list = { host: HOST, headers: HEADERS, pages, scopes: [OWNER_TOKEN] } as const

const Named = z.object({ id: vendorId, name: optionalText, description: optionalText })
const Member = z.object({ id: vendorId.nullish(), invited: z.string().min(1).nullish() })
const Event = z.object({ id: vendorId.nullish(), timestamp: z.string(), actorEmail: z.string(), type: optionalText })
const Workspace = z.object({
  data: z.object({ workspace: z.object({ id: vendorId, slug: optionalText, name: optionalText }) }),
})

const sourceFields: readonly SourceField[] = [
  { name: 'User ID', path: 'id', type: 'text' },
  { name: 'Email', path: '{{ email | default: invited }}', type: 'text', target: 'email', personal: true },
  {
    name: 'User name (e-mail)',
    path: '{{ email | default: invited }}',
    type: 'text',
    target: 'username',
    personal: true,
  },
  { name: 'Name', path: 'name', type: 'text', target: 'displayName', personal: true },
  { name: 'First role', path: 'permissions[0].roleName', type: 'text' },
]

async function workspaceOf(client: VendorClient) {
  const { body } = await readJson(client, { host: HOST, method: 'GET', path: '/', headers: HEADERS }).catch(
    explainToken,
  )
  const found = Workspace.safeParse(body)
  if (!found.success) throw badResponse('no workspace')
  return found.data.data.workspace
}

async function probe(client: VendorClient): Promise<Probe> {
  const { id, slug, name } = await workspaceOf(client)
  const query = { 'pagination.count': 1 }
  const { body } = await readJson(client, { host: HOST, method: 'GET', path: '/users', query, headers: HEADERS }).catch(
    explainRole,
  )
  if (peopleOf(body) === undefined) throw badResponse('no list')
  return {
    tenantId: id,
    tenantName: textOf(name) ?? textOf(slug),
    // A token belongs to the workspace, and to nobody in it.
    integrationAccountId: null,
    grantedScopes: null,
  }
}

/** What an invitation is made of: the workspace, and the ids of its roles. */
async function prepare(client: VendorClient): Promise<Record<string, string>> {
  const { id } = await workspaceOf(client)
  const query = { 'pagination.count': 200 }
  const { body } = await readJson(client, { host: HOST, method: 'GET', path: '/roles', query, headers: HEADERS })
  const roles = z.array(Named).safeParse(listOf('roles')(body))
  if (!roles.success) throw badResponse('no roles')
  return {
    workspaceId: id,
    roleIds: JSON.stringify(Object.fromEntries(roles.data.map((role) => [role.name ?? role.id, role.id]))),
  }
}

/** A token of the other region is as unknown as a wrong one. */
function explainToken(error: unknown): never {
  if (!isAppError(error, 'vendor_unauthorized', 'vendor_forbidden', 'vendor_not_found')) throw error
  throw new AppError('vendor_unauthorized', {
    message:
      'Segment does not know this token in this region. Check the region of the workspace, and that it is a Public API token: one for the Config API does not work.',
    detail: error.detail,
    cause: error,
  })
}

function explainRole(error: unknown): never {
  if (!isAppError(error, 'vendor_forbidden')) throw error
  throw new AppError('vendor_forbidden', {
    message:
      'Segment knows the token, and it may not list the users of the workspace, so nothing can be read. Create one with the role Workspace Owner.',
    detail: { ...error.detail, missing: OWNER_TOKEN },
    cause: error,
  })
}

/** The people, invitations, groups and roles of a Segment workspace. */
export default defineConnector({
  id: 'segment',
  name: 'Segment',
  version: 1,
  category: 'Data and analytics',
  isPrimarySource: false,
  description:
    'Reads the people of a Segment workspace with roles and groups, open invitations, and who changed something last.',
  capabilities: ['discovery', 'provisioning', 'workflows'],
  dataPoints: [
    'People of the workspace with their roles',
    'Open invitations',
    'Groups and who is in them',
    'Last change that someone made (audit trail)',
  ],
  personalData: ['Name', 'E-mail', 'Last change'],
  supportedPlans: ['Team', 'Business'],
  similarApps: ['launchdarkly', 'postman', 'slack'],
  links: [
    { label: 'Public API tokens', url: 'https://segment.com/docs/api/public-api/' },
    { label: 'Access management', url: 'https://segment.com/docs/segment-app/iam/' },
    { label: 'Public API reference', url: 'https://docs.segmentapis.com/' },
  ],
  prerequisites: [
    'You are a Workspace Owner, on Segment’s Team or Business plan.',
    'A Public API token of the workspace, with the role Workspace Owner. One token reads one workspace.',
  ],
  hosts: {
    [HOST]: { label: 'Segment API', help: 'Follows from the region; leave it as it is.', url: 'https://{site}' },
  },
  auth: [
    {
      id: 'api-token',
      scopesAtVendor: true,
      label: 'Public API token',
      help: 'Segment > Settings > Workspace settings > Access Management > Tokens > Create Token: a Public API token (not Config API) with the role Workspace Owner. It is shown once.',
      fields: [
        {
          name: 'site',
          label: 'Region',
          secret: false,
          help: 'Where the workspace is. A token of one region is unknown in the other.',
          choices: [
            { value: 'api.segmentapis.com', label: 'US (api.segmentapis.com)' },
            { value: 'eu1.api.segmentapis.com', label: 'Europe (eu1.api.segmentapis.com)' },
          ],
        },
        {
          name: 'token',
          label: 'API key',
          secret: true,
          help: 'The token as Segment shows it.',
          pattern: { source: '^[\\x21-\\x7e]{20,}$', message: 'Paste the whole token, without "Bearer" and blanks.' },
        },
      ],
      scheme: { kind: 'header', header: 'Authorization', prefix: 'Bearer ', field: 'token' },
    },
  ],
  settings: [],
  scopes,
  actions: ACTIONS,
  streams: {
    users: stream({
      ...list,
      kind: 'accounts',
      request: 'GET /{list}',
      // Whoever was invited and has not come yet has a list of addresses.
      partitions: [{ list: 'users' }, { list: 'invites' }],
      records: peopleOf,
      currentOnly: true,
      raw: SegmentUser,
      map: mapSegmentUser,
      total: totalOf,
      one: {
        // An invitation that is not listed any more is over: it was accepted or taken back, and nobody has its name as id.
        request: 'GET /users/{id}',
        record: (body) => (body as { data?: { user?: unknown } }).data?.user,
      },
    }),
    groups: stream({
      ...list,
      kind: 'groups',
      request: 'GET /groups',
      records: listOf('userGroups'),
      raw: Named,
      map: ({ id, name }) => ({ kind: 'group', externalId: id, name: textOf(name) ?? id, description: null }),
      total: totalOf,
      // Groups are for the Business plan.
      optional: true,
    }),
    groupMembers: stream({
      ...list,
      kind: 'memberships',
      forEach: 'groups',
      request: 'GET /groups/{parentId}/{list}',
      partitions: [{ list: 'users' }, { list: 'invites' }],
      records: peopleOf,
      raw: Member,
      map: ({ id, invited }, { parentId = '' }) => ({
        kind: 'group',
        entitlementExternalId: parentId,
        accountExternalId: id ?? (invited == null ? '' : invitationId(invited)),
      }),
      optional: true,
    }),
    // Who has a role, every user says.
    roles: stream({
      ...list,
      kind: 'groups',
      gives: 'role',
      tellsMembers: false,
      request: 'GET /roles',
      records: listOf('roles'),
      raw: Named,
      map: ({ id, name, description }) => ({
        kind: 'role',
        externalId: id,
        name: textOf(name) ?? id,
        description: textOf(description),
      }),
      total: totalOf,
      optional: true,
    }),
    changes: stream({
      ...list,
      kind: 'activity',
      accountsBy: 'email',
      request: 'GET /audit-events',
      query: (context) => ({ startTime: windowOf(context).since, endTime: windowOf(context).until }),
      history: { keepsDays: 90 },
      // What Segment does by itself has no actor.
      records: (body) =>
        listOf('events')(body)?.filter((event) => textOf((event as Actor | null)?.actorEmail) !== null),
      raw: Event,
      map: ({ id, timestamp, actorEmail, type }) => ({
        accountExternalId: actorEmail,
        at: instantOf(timestamp) ?? '',
        grade: 'action',
        ...(id == null ? {} : { externalId: id }),
        ...(textOf(type) === null ? {} : { action: textOf(type)! }),
      }),
      optional: true,
    }),
  },
  sourceFields,
  licences: [],
  // What is said of the API as a whole; writing calls have 60 a minute.
  rateLimit: { requests: 200, perMs: 60_000 },
  concurrency: 2,
  prepare,
  probe,
  validation:
    'In Segment: Settings > Workspace settings > Access Management > Users. The people there are the active accounts here, the pending ones the invited. Read is GET /users and GET /invites: whoever is in the first is active, whoever is only in the second is invited, and whoever was there before and is in neither has left the workspace, and is inactive.',
})

type Actor = { actorEmail?: unknown }
