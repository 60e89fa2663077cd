import { z } from 'zod'
import {
  defineConnector,
  stream,
  type Connector,
  type Context,
  type Probe,
  type Scope,
  type SourceField,
  type VendorClient,
} from '#kit/define.ts'
import { cursor, singlePage } from '#kit/paginate.ts'
import { badResponse, readJson } from '#kit/read-json.ts'
import { requireScopes } from '#kit/scopes.ts'
import { optionalText, settingText, textOf, vendorId } from '#kit/values.ts'
import { slackFailure } from './errors.ts'
import { mapSlackUser, SEAT, SlackUser } from './user.ts'

const HOST = 'api'

const scopes: readonly Scope[] = [
  {
    id: 'users:read',
    label: 'Members',
    serves: 'discovery',
    required: true,
    explains: 'Lists the members, guests and bots of the workspace.',
  },
  {
    id: 'users:read.email',
    label: 'E-mail addresses',
    serves: 'discovery',
    required: true,
    explains: 'Reads the e-mail addresses, by which people are matched: without it Slack leaves them out.',
  },
  {
    id: 'usergroups:read',
    label: 'User groups',
    serves: 'discovery',
    required: false,
    explains: 'Lists user groups and who is in them, on paid plans.',
  },
]

const failure: Connector['failure'] = (body, headers) => slackFailure(body, headers, scopes)

const UserGroup = z.object({
  id: vendorId,
  name: optionalText,
  handle: optionalText,
  description: optionalText,
  users: z.array(vendorId).nullish(),
})

const Identity = z.object({
  team_id: vendorId,
  team: optionalText,
  user_id: vendorId.nullish(),
  enterprise_id: optionalText,
})

const sourceFields: readonly SourceField[] = [
  // Names as Oomnitza gives them; `Connector Sync Time` is offered for every connector.
  { name: 'Deleted?', path: 'deleted', type: 'boolean' },
  { name: 'Email', path: 'profile.email', type: 'text', target: 'email', personal: true },
  { name: 'First Name', path: 'profile.first_name', type: 'text', target: 'givenName', personal: true },
  { name: 'Is Admin?', path: 'is_admin', type: 'boolean' },
  { name: 'Is bot user?', path: 'is_bot', type: 'boolean' },
  { name: 'Is restricted (guest) user?', path: 'is_restricted', type: 'boolean' },
  { name: 'Is ultra restricted (single channel only) user?', path: 'is_ultra_restricted', type: 'boolean' },
  { name: 'Last Name', path: 'profile.last_name', type: 'text', target: 'familyName', personal: true },
  { name: 'Phone', path: 'profile.phone', type: 'text', target: 'phone', personal: true },
  { name: 'Skype', path: 'profile.skype', type: 'text', personal: true },
  { name: 'Team ID', path: 'team_id', type: 'text' },
  { name: 'Title', path: 'profile.title', type: 'text', target: 'title' },
  { name: 'User ID', path: 'id', type: 'text' },
  { name: 'User Name', path: 'name', type: 'text', target: 'username', personal: true },
  // And what else is there.
  { name: 'Real Name', path: 'profile.real_name', type: 'text', target: 'displayName', personal: true },
  { name: 'Display Name', path: 'profile.display_name', type: 'text', personal: true },
  { name: 'Start Date', path: 'profile.start_date', type: 'date', target: 'startDate', personal: true },
  { name: 'Time Zone', path: 'tz', type: 'text', target: 'timezone' },
  { name: 'Locale', path: 'locale', type: 'text', target: 'locale' },
  { name: 'Is Owner?', path: 'is_owner', type: 'boolean' },
  { name: 'Is Primary Owner?', path: 'is_primary_owner', type: 'boolean' },
  { name: 'Is invited user?', path: 'is_invited_user', type: 'boolean' },
  { name: 'Has two-factor authentication?', path: 'has_2fa', type: 'boolean' },
  { name: 'Updated', path: 'updated', type: 'date' },
]

/** Whom the token belongs to, and what it may do: Slack tells its scopes in a header of every answer. */
async function whoAmI(client: VendorClient): Promise<{ identity: z.infer<typeof Identity>; granted: string[] | null }> {
  const { body, headers } = await readJson(client, { host: HOST, method: 'POST', path: '/auth.test' }, failure)
  const identity = Identity.safeParse(body)
  if (!identity.success) throw badResponse('auth.test without a team')
  const granted = headers['x-oauth-scopes']
  return {
    identity: identity.data,
    granted: granted === undefined ? null : granted.split(',').map((scope) => scope.trim()),
  }
}

/** The workspace that is read: the token's own, or the one that an organisation's token is told to read. */
const workspaceOf = ({ settings }: Context, identity: z.infer<typeof Identity>) =>
  settingText(settings, 'teamId') ?? identity.team_id

async function probe(client: VendorClient, context: Context): Promise<Probe> {
  const { identity, granted } = await whoAmI(client)
  requireScopes('Slack', scopes, granted)
  return {
    tenantId: workspaceOf(context, identity),
    tenantName: textOf(identity.team),
    integrationAccountId: identity.user_id ?? null,
    grantedScopes: granted,
  }
}

/** Members, guests, bots and user groups of one Slack workspace. */
export default defineConnector({
  id: 'slack',
  name: 'Slack',
  version: 1,
  category: 'Communication',
  isPrimarySource: false,
  description: 'Reads the members, guests, bots and user groups of a Slack workspace.',
  capabilities: ['discovery'],
  dataPoints: [
    'Members with status, role, e-mail and title',
    'Guests, bots and people from connected organisations',
    'User groups and who is in them',
    'Seats',
  ],
  personalData: ['Name', 'E-mail', 'Phone', 'Skype name', 'Title', 'Time zone'],
  supportedPlans: ['Free', 'Pro', 'Business+', 'Enterprise'],
  similarApps: ['zoom', 'google-workspace', 'miro'],
  links: [
    { label: 'Slack apps', url: 'https://api.slack.com/apps' },
    { label: 'users.list', url: 'https://docs.slack.dev/reference/methods/users.list' },
    { label: 'usergroups.list', url: 'https://docs.slack.dev/reference/methods/usergroups.list' },
  ],
  prerequisites: [
    'You may install apps in the workspace.',
    'A Slack app with the bot scopes users:read and users:read.email, and usergroups:read if user groups are wanted, installed in the workspace.',
  ],
  hosts: {
    [HOST]: { label: 'Web API', help: 'Only for GovSlack: https://slack-gov.com/api', url: 'https://slack.com/api' },
  },
  auth: [
    {
      id: 'token',
      label: 'Token of a Slack app',
      scopesAtVendor: true,
      help: 'On the page of your app: OAuth & Permissions, Bot User OAuth Token. A user token works as well.',
      fields: [
        {
          name: 'token',
          label: 'Token',
          secret: true,
          help: '',
          placeholder: 'xoxb-…',
          pattern: { source: '^xox[bpe][.-]\\S+$', message: 'A Slack token begins with xoxb- or xoxp-.' },
        },
      ],
      scheme: { kind: 'header', header: 'Authorization', prefix: 'Bearer ', field: 'token' },
    },
  ],
  settings: [
    {
      name: 'teamId',
      label: 'Workspace ID',
      secret: false,
      optional: true,
      help: 'Only for a token of a whole Enterprise organisation: which of its workspaces to read.',
      placeholder: 'T…',
      pattern: { source: '^[TE][A-Z0-9]+$', message: 'A workspace ID is made of a T, capital letters and digits.' },
    },
  ],
  scopes,
  streams: {
    // Never drops anyone: a deactivated member stays in the list with `deleted`.
    users: stream({
      kind: 'accounts',
      host: HOST,
      request: 'GET /users.list',
      query: ({ settings }) => ({ include_locale: true, team_id: settingText(settings, 'teamId') ?? undefined }),
      // 1,000 are allowed, 200 at most are what Slack asks for.
      pages: cursor({
        param: 'cursor',
        sizeParam: 'limit',
        pageSize: 200,
        next: (body) =>
          (body as { response_metadata?: { next_cursor?: string } | null }).response_metadata?.next_cursor,
      }),
      records: (body) => (body as { members?: unknown[] }).members,
      raw: SlackUser,
      map: mapSlackUser,
      one: {
        request: 'GET /users.info',
        query: (id) => ({ user: id, include_locale: true }),
        record: (body) => (body as { user?: unknown }).user,
      },
      scopes: ['users:read', 'users:read.email'],
    }),
    usergroups: stream({
      kind: 'groups',
      host: HOST,
      request: 'GET /usergroups.list',
      query: ({ settings }) => ({ include_users: true, team_id: settingText(settings, 'teamId') ?? undefined }),
      pages: singlePage(),
      records: (body) => (body as { usergroups?: unknown[] }).usergroups,
      raw: UserGroup,
      map: ({ id, name, handle, description, users }) => ({
        kind: 'group',
        externalId: id,
        name: textOf(name) ?? textOf(handle) ?? id,
        description: textOf(description),
        ...(users == null ? {} : { members: users }),
      }),
      scopes: ['usergroups:read'],
      // Free workspaces have none, and the scope is the admin's choice.
      optional: true,
    }),
  },
  sourceFields,
  licences: [SEAT],
  // Tier 2, which both lists are in: 20 calls a minute.
  rateLimit: { requests: 20, perMs: 60_000 },
  concurrency: 1,
  failure,
  async prepare(client, context) {
    const { identity } = await whoAmI(client)
    return { ownTeamId: workspaceOf(context, identity), ownEnterpriseId: textOf(identity.enterprise_id) }
  },
  probe,
  validation:
    'In Slack: Manage members. Filter by "Active" and compare with the active accounts here without service accounts; "Deactivated" with the inactive ones, "Invited" with the invited ones. Read is users.list: deleted is inactive, is_invited_user is invited, everyone else is active. Slack hides bots and people of connected organisations on that page.',
})
