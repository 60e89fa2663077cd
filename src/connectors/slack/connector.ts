import { z } from 'zod'
import {
  defineConnector,
  stream,
  type AnyStream,
  type Connector,
  type Context,
  type Probe,
  type Surface,
  type VendorClient,
} from '#kit/define.ts'
import { cursor, singlePage } from '#kit/paginate.ts'
import { badResponse, readJson } from '#kit/read-json.ts'
import { coveredBy, requireScopes } from '#kit/scopes.ts'
import { optionalText, settingText, textOf, vendorId } from '#kit/values.ts'
import { accessLogs, MAXIMUM_PAGES } from './access-logs.ts'
import { AUTH_METHODS } from './auth-methods.ts'
import { billing, readsBilling } from './billing.ts'
import { slackFailure } from './errors.ts'
import { nextCursor } from './next-cursor.ts'
import { SCIM_HOST, scimSurface } from './scim.ts'
import { SCOPES } from './scopes.ts'
import { SOURCE_FIELDS } from './source-fields.ts'
import { mapSlackUser, SEAT, SlackUser } from './user.ts'

const HOST = 'api'

const failure: NonNullable<Connector['failure']> = (body, headers) => slackFailure(body, headers, SCOPES)

const UserGroup = z.object({
  id: vendorId,
  name: optionalText,
  handle: optionalText,
  description: optionalText,
  users: z.array(vendorId).nullish(),
})

const Identity = z.object({
  url: optionalText,
  team_id: vendorId,
  team: optionalText,
  user_id: vendorId.nullish(),
  enterprise_id: optionalText,
})
type Identity = z.infer<typeof Identity>

/** Whom the token belongs to, and what it may do: Slack tells its scopes in a header of every answer. */
async function whoAmI(client: VendorClient): Promise<{ identity: Identity; granted: string[] | null }> {
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
const workspaceOf = ({ settings }: Context, identity: Identity) => settingText(settings, 'teamId') ?? identity.team_id

async function probe(client: VendorClient, context: Context): Promise<Probe> {
  const { identity, granted } = await whoAmI(client)
  requireScopes('Slack', SCOPES, granted)
  const url = textOf(identity.url)
  return {
    tenantId: workspaceOf(context, identity),
    tenantName: textOf(identity.team),
    tenantDomain: url !== null && URL.canParse(url) ? new URL(url).hostname : null,
    integrationAccountId: identity.user_id ?? null,
    grantedScopes: granted,
  }
}

/** Which workspace is ours, and whether Slack tells this token for whom it sends a bill. */
async function prepare(client: VendorClient, context: Context) {
  const { identity, granted } = await whoAmI(client)
  const mayAsk = granted === null || coveredBy(SCOPES, granted).has('admin')
  const user = identity.user_id
  return {
    ownTeamId: workspaceOf(context, identity),
    ownEnterpriseId: textOf(identity.enterprise_id),
    readsBilling: mayAsk && user != null && (await readsBilling(client, context, HOST, user, failure)),
  }
}

/** What any token of an app may read, bot or not. */
const common: Readonly<Record<'users' | 'usergroups', AnyStream>> = {
  // Never drops anyone: a deactivated member stays in the list with `deleted`.
  users: stream({
    kind: 'accounts',
    host: HOST,
    request: 'GET /users.list',
    query: ({ settings }) => ({ include_locale: true, team_id: settingText(settings, 'teamId') ?? undefined }),
    // 1,000 are allowed, 200 at most are what Slack asks for.
    pages: cursor({ param: 'cursor', sizeParam: 'limit', pageSize: 200, next: nextCursor }),
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
}

/** What the Web API is, whichever token opens it. */
const webApi: Omit<Surface, 'streams'> = {
  sourceFields: SOURCE_FIELDS,
  licences: [SEAT],
  // Tier 2, which all the lists are in: 20 calls a minute.
  rateLimit: { requests: 20, perMs: 60_000 },
  concurrency: 1,
  failure,
  prepare,
  probe,
}

/** Members, guests, bots and user groups of one Slack workspace, their last sign-ins and seats; or people by SCIM. */
export default defineConnector({
  id: 'slack',
  name: 'Slack',
  version: 2,
  category: 'Communication',
  isPrimarySource: false,
  description:
    'Reads the members, guests, bots and user groups of a Slack workspace, and with an admin’s token last sign-ins and paid seats; by SCIM, departments and managers.',
  capabilities: ['discovery', 'workflows'],
  dataPoints: [
    'Members with status, role, e-mail and title',
    'Guests, bots and people from connected organisations (not by SCIM)',
    'User groups and who is in them',
    'Last sign-in of each member (token of an admin, paid plans)',
    'Seats; with the token of an admin, those that Slack sends a bill for',
    'Department, manager and employee number (SCIM)',
  ],
  personalData: ['Name', 'E-mail', 'Phone', 'Skype name', 'Title', 'Time zone', 'Last sign-in', 'Manager (SCIM)'],
  supportedPlans: ['Free', 'Pro', 'Business+', 'Enterprise'],
  similarApps: ['zoom', 'google-workspace', 'miro'],
  links: [
    { label: 'Slack apps', url: 'https://api.slack.com/apps' },
    { label: 'users.list', url: 'https://docs.slack.dev/reference/methods/users.list' },
    { label: 'usergroups.list', url: 'https://docs.slack.dev/reference/methods/usergroups.list' },
    { label: 'team.accessLogs', url: 'https://docs.slack.dev/reference/methods/team.accessLogs' },
    { label: 'SCIM', url: 'https://docs.slack.dev/reference/scim-api' },
  ],
  prerequisites: [
    'You may install apps in the workspace.',
    'A Slack app with the bot scopes users:read and users:read.email, and usergroups:read if user groups are wanted.',
    'For last sign-ins: a paid plan, and the user token of an Owner or Admin with the scopes above and admin.',
    'For SCIM: Business+ or Enterprise, and the user token of an Owner with the scope admin.',
  ],
  hosts: {
    [HOST]: {
      label: 'Web API',
      help: 'Only for GovSlack: https://slack-gov.com/api',
      url: 'https://slack.com/api',
      onlyFor: ['oauth2', 'token'],
    },
    site: {
      label: 'Slack',
      help: 'Where you give consent. Only for GovSlack: https://slack-gov.com',
      url: 'https://slack.com',
      onlyFor: ['oauth2'],
    },
    [SCIM_HOST]: {
      label: 'SCIM base URL',
      help: 'Only for GovSlack: https://api.slack-gov.com/scim/v2',
      url: 'https://api.slack.com/scim/v2',
      onlyFor: ['scim'],
    },
  },
  auth: AUTH_METHODS,
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
    MAXIMUM_PAGES,
  ],
  scopes: SCOPES,
  ...webApi,
  streams: { ...common, billing: billing(HOST), accessLogs: accessLogs(HOST) },
  // Consent gives the token of a bot, which Slack shows neither access logs nor bills.
  surfaces: { oauth2: { ...webApi, streams: common, sharesIds: true }, scim: { ...scimSurface, sharesIds: true } },
  validation:
    'In Slack: Manage members. Filter by "Active" and compare with the active accounts here without service accounts; "Deactivated" with the inactive ones, "Invited" with the invited ones. Read is users.list: deleted is inactive, is_invited_user is invited, everyone else is active. Slack hides bots and people of connected organisations on that page. Seats: Settings & administration > Billing.',
})
