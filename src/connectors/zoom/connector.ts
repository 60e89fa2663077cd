import { z } from 'zod'
import { AppError, isAppError } from '#base/errors.ts'
import {
  defineConnector,
  stream,
  type Probe,
  type Query,
  type Scope,
  type SourceField,
  type VendorClient,
} from '#kit/define.ts'
import { cursor, type Paging } from '#kit/paginate.ts'
import { badResponse, readJson } from '#kit/read-json.ts'
import { missingScopes } from '#kit/scopes.ts'
import { optionalText, textOf, vendorId } from '#kit/values.ts'
import { ACTION_SCOPES, ACTIONS } from './actions.ts'
import { AUTH_METHODS } from './auth-methods.ts'
import { zoomRefusal } from './errors.ts'
import { BILLING, OPERATION_LOGS, PLAN_USAGE, reportStreams, USER_ACTIVITIES } from './reports.ts'
import { BASIC, mapZoomUser, PRO, ZoomUser } from './user.ts'

const HOST = 'api'

const LIST_USERS = 'user:read:list_users:admin'
const READ_USER = 'user:read:user:admin'
const LIST_GROUPS = 'group:read:list_groups:admin'
const GROUP_MEMBERS = 'group:read:list_members:admin'
const LIST_ROLES = 'role:read:list_roles:admin'
const ROLE_MEMBERS = 'role:read:list_members:admin'

const scopes: readonly Scope[] = [
  {
    id: LIST_USERS,
    label: 'View users',
    serves: 'discovery',
    required: true,
    explains: 'Lists the users with their status, licence type and last sign-in.',
  },
  {
    id: READ_USER,
    label: 'View a user',
    serves: 'discovery',
    required: true,
    explains: 'Tells whose credential it is, and proves that someone who is not listed is really gone.',
  },
  {
    id: LIST_GROUPS,
    label: 'View groups',
    serves: 'discovery',
    required: false,
    explains: 'Lists the groups.',
  },
  {
    id: GROUP_MEMBERS,
    label: 'View group members',
    serves: 'discovery',
    required: false,
    explains: 'Tells who is in which group.',
  },
  { id: LIST_ROLES, label: 'View roles', serves: 'discovery', required: false, explains: 'Lists the roles.' },
  {
    id: ROLE_MEMBERS,
    label: 'View role members',
    serves: 'discovery',
    required: false,
    explains: 'Tells who has which role.',
  },
  {
    id: PLAN_USAGE,
    label: 'View plan usage',
    serves: 'discovery',
    required: false,
    explains: 'Tells which plans were bought and how many seats.',
  },
  {
    id: USER_ACTIVITIES,
    label: 'View the sign-in report',
    serves: 'discovery',
    required: false,
    explains: 'Tells who signed in when, up to six months back.',
  },
  {
    id: OPERATION_LOGS,
    label: 'View operation logs',
    serves: 'discovery',
    required: false,
    explains: 'Tells what admins did, up to six months back.',
  },
  {
    id: BILLING,
    label: 'View billing reports',
    serves: 'discovery',
    required: false,
    explains: 'Lists what Zoom charged.',
  },
]

const pages: Paging = cursor({
  param: 'next_page_token',
  sizeParam: 'page_size',
  pageSize: 300,
  next: (body) => (body as { next_page_token?: string }).next_page_token,
})

const listOf =
  (name: string) =>
  (body: unknown): unknown[] | undefined => {
    const list = (body as Record<string, unknown>)[name]
    return Array.isArray(list) ? list : undefined
  }

const Named = z.object({ id: vendorId, name: optionalText, description: optionalText })
const Member = z.object({ id: vendorId })
const Me = z.object({ id: vendorId, account_id: vendorId.nullish(), vanity_url: optionalText, company: optionalText })

const sourceFields: readonly SourceField[] = [
  { name: 'User ID', path: 'id', type: 'text' },
  { name: 'Email', path: 'email', type: 'text', target: 'email', personal: true },
  { name: 'User name', path: '{{ email | downcase }}', type: 'text', target: 'username', personal: true },
  { name: 'First name', path: 'first_name', type: 'text', target: 'givenName', personal: true },
  { name: 'Last name', path: 'last_name', type: 'text', target: 'familyName', personal: true },
  { name: 'Display name', path: 'display_name', type: 'text', target: 'displayName', personal: true },
  { name: 'Department', path: 'dept', type: 'text', target: 'department' },
  { name: 'Employee ID', path: 'employee_unique_id', type: 'text', target: 'employeeNumber', personal: true },
  { name: 'Time zone', path: 'timezone', type: 'text', target: 'timezone' },
  { name: 'Language', path: 'language', type: 'text', target: 'locale' },
  { name: 'Type', path: 'type', type: 'number' },
  { name: 'Status', path: 'status', type: 'text' },
  { name: 'Role ID', path: 'role_id', type: 'text' },
  { name: 'Plan', path: 'plan_united_type', type: 'text' },
  { name: 'Verified?', path: 'verified', type: 'number' },
  { name: 'Last client version', path: 'last_client_version', type: 'text' },
  { name: 'Personal meeting ID', path: 'pmi', type: 'text', personal: true },
  { name: 'Created', path: 'user_created_at', type: 'date' },
  { name: 'Last login', path: 'last_login_time', type: 'date', personal: true },
]

/** Asks for what a required scope is for, and names the scope when Zoom refuses. */
async function ask(client: VendorClient, scope: string, path: string, query: Query = {}): Promise<object> {
  try {
    return (await readJson(client, { host: HOST, method: 'GET', path, query })).body
  } catch (error) {
    throw isAppError(error, 'vendor_forbidden') ? missingScopes('Zoom', [scope]) : error
  }
}

/** Zoom tells what a token may only where it is handed out, so both required scopes are tried. */
async function probe(client: VendorClient): Promise<Probe> {
  const me = Me.safeParse(await ask(client, READ_USER, '/users/me'))
  if (!me.success) throw badResponse('users/me without a user')
  const users = listOf('users')(await ask(client, LIST_USERS, '/users', { page_size: 1 }))
  if (users === undefined) throw badResponse('no list of users')
  const vanity = textOf(me.data.vanity_url)
  return {
    tenantId: me.data.account_id ?? null,
    tenantName: textOf(me.data.company),
    tenantDomain: vanity !== null && URL.canParse(vanity) ? new URL(vanity).hostname : null,
    integrationAccountId: me.data.id,
    grantedScopes: null,
  }
}

/** Users, licence types, groups and roles of a Zoom account. */
export default defineConnector({
  id: 'zoom',
  name: 'Zoom',
  version: 2,
  category: 'Communication',
  isPrimarySource: false,
  description:
    'Reads the users of a Zoom account with their status, licence, groups and roles, the seats that were bought, sign-ins and bills.',
  capabilities: ['discovery', 'workflows'],
  dataPoints: [
    'Users with status, last sign-in and department',
    'Licences: Basic and Pro, and the seats of every plan that was bought',
    'Groups and who is in them',
    'Roles and who has them',
    'Sign-ins and what admins did, of the last six months',
    'What Zoom charged',
  ],
  personalData: ['Name', 'E-mail', 'Employee ID', 'Last sign-in', 'Personal meeting ID'],
  supportedPlans: ['Pro', 'Business', 'Enterprise'],
  similarApps: ['slack', 'google-workspace', 'miro'],
  links: [
    { label: 'Server-to-Server OAuth', url: 'https://developers.zoom.us/docs/internal-apps/s2s-oauth/' },
    { label: 'Granular scopes', url: 'https://developers.zoom.us/docs/integrations/oauth-scopes-granular/' },
    { label: 'Users', url: 'https://developers.zoom.us/docs/api/users/' },
  ],
  prerequisites: [
    'A paid account (Pro, Business or Enterprise) of which you are an admin or the owner.',
    'A Server-to-Server OAuth app with the scopes, activated; or a General App, to which the owner consents.',
  ],
  hosts: {
    [HOST]: {
      label: 'API',
      help: 'Only for Zoom for Government: https://api.zoomgov.com/v2',
      url: 'https://api.zoom.us/v2',
    },
    auth: { label: 'Sign-in', help: 'Only for Zoom for Government: https://zoomgov.com', url: 'https://zoom.us' },
  },
  auth: AUTH_METHODS,
  settings: [],
  scopes: [...scopes, ...ACTION_SCOPES],
  streams: {
    users: stream({
      kind: 'accounts',
      host: HOST,
      request: 'GET /users',
      // Without a status only the active ones are listed.
      partitions: [{ status: 'active' }, { status: 'inactive' }, { status: 'pending' }],
      pages,
      records: listOf('users'),
      raw: ZoomUser,
      map: mapZoomUser,
      total: (body) => (body as { total_records?: number }).total_records ?? null,
      one: {
        request: 'GET /users/{id}',
        // Who was known by the e-mail address and has accepted the invitation has an id of their own now.
        record: (body, id) => {
          const { id: own, email } = body as { id?: unknown; email?: unknown }
          if (id.includes('@') && own !== undefined) throw new AppError('vendor_not_found')
          return own === undefined && email === undefined ? undefined : body
        },
      },
      scopes: [LIST_USERS, READ_USER],
    }),
    groups: stream({
      kind: 'groups',
      host: HOST,
      request: 'GET /groups',
      pages,
      records: listOf('groups'),
      raw: Named,
      map: ({ id, name }) => ({ kind: 'group', externalId: id, name: textOf(name) ?? id, description: null }),
      scopes: [LIST_GROUPS],
      optional: true,
    }),
    groupMembers: stream({
      kind: 'memberships',
      forEach: 'groups',
      host: HOST,
      request: 'GET /groups/{parentId}/members',
      pages,
      records: listOf('members'),
      raw: Member,
      map: ({ id }, { parentId = '' }) => ({ kind: 'group', entitlementExternalId: parentId, accountExternalId: id }),
      scopes: [GROUP_MEMBERS],
      optional: true,
    }),
    roles: stream({
      kind: 'groups',
      gives: 'role',
      host: HOST,
      request: 'GET /roles',
      pages,
      records: listOf('roles'),
      raw: Named,
      map: ({ id, name, description }) => ({
        kind: 'role',
        externalId: id,
        name: textOf(name) ?? id,
        description: textOf(description),
      }),
      scopes: [LIST_ROLES],
      optional: true,
    }),
    roleMembers: stream({
      kind: 'memberships',
      forEach: 'roles',
      host: HOST,
      request: 'GET /roles/{parentId}/members',
      pages,
      records: listOf('members'),
      raw: Member,
      map: ({ id }, { parentId = '' }) => ({ kind: 'role', entitlementExternalId: parentId, accountExternalId: id }),
      scopes: [ROLE_MEMBERS],
      optional: true,
    }),
    ...reportStreams(HOST, pages),
  },
  actions: ACTIONS,
  sourceFields,
  licences: [PRO, BASIC],
  // Medium calls of a Pro account, over all its apps.
  rateLimit: { requests: 20, perMs: 1_000 },
  concurrency: 2,
  refusal: zoomRefusal,
  probe,
  validation:
    'In Zoom: Admin > User Management > Users. The tab Users filtered by Active must equal the active accounts here; deactivated and pending people are inactive. Licensed there is Zoom Pro here (type 2), Basic is Zoom Basic (type 1). Leave the addresses of Zoom Rooms out when counting. Read is users.list, once per status.',
})
