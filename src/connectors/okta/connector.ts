import { z } from 'zod'
import { AppError, isAppError } from '#base/errors.ts'
import { defineConnector, stream, type Context, type Probe, type Query, type VendorClient } from '#kit/define.ts'
import { windowOf } from '#kit/fact-window.ts'
import { cursor, singlePage, type Paging } from '#kit/paginate.ts'
import { badResponse, readJson } from '#kit/read-json.ts'
import { missingScopes } from '#kit/scopes.ts'
import { optionalText, textOf, vendorId } from '#kit/values.ts'
import { ACTION_SCOPES, ACTIONS } from './actions.ts'
import { AUTH_METHODS } from './auth-methods.ts'
import { oktaRefusal } from './errors.ts'
import { SCOPES } from './scopes.ts'
import { SOURCE_FIELDS } from './source-fields.ts'
import { LICENCE, mapOktaUser, OktaUser } from './user.ts'

const HOST = 'api'

/** What makes user records lighter: nothing of this is read. */
const LIGHT = {
  'content-type': 'application/json; okta-response="omitCredentialsLinks,omitTransitioningToStatus"',
} as const

const Group = z.object({
  id: vendorId,
  profile: z.object({ name: optionalText, description: optionalText }).nullish(),
})
const App = z.object({
  id: vendorId,
  name: optionalText,
  label: optionalText,
  licensing: z.object({ seatCount: z.unknown().optional() }).nullish(),
  _links: z.object({ appLinks: z.array(z.object({ href: optionalText })).nullish() }).nullish(),
})
const Identified = z.object({ id: vendorId })
const LogEvent = z.object({
  uuid: vendorId,
  published: z.string(),
  eventType: z.string(),
  actor: z.object({ id: vendorId }),
  target: z.array(z.object({ id: vendorId, type: optionalText })).nullish(),
})

const AdminRole = z.object({ type: z.string().min(1), label: optionalText, role: optionalText })
const CUSTOM_ROLE = 'CUSTOM'

const SIGNED_IN = 'user.session.start'
const OPENED_APP = 'user.authentication.sso'

/** What others did, and in the name of apps and of Okta itself, says nothing of when a person was there. */
const BY_A_PERSON = 'User'

/**
 * Whether a person to whom an app was assigned still has it. A status that is not here counts as assigned: the row is
 * in the list of those who are.
 */
const ASSIGNED: Readonly<Record<string, boolean>> = {
  ACTIVE: true,
  APPROVED: true,
  IMPLICIT: true,
  IMPORTED: true,
  MATCHED: true,
  PENDING: true,
  PROVISIONED: true,
  STAGED: true,
  SUSPENDED: true,
  DEPROVISIONED: false,
  INACTIVE: false,
  REVOKED: false,
  UNASSIGNED: false,
}

/** Everyone with any of Okta's admin roles: the list does not say which, each one's own list does. */
const ADMINISTRATOR = { id: 'administrator', name: 'Administrator' } as const

const bareList = (body: unknown): unknown[] | undefined => (Array.isArray(body) ? body : undefined)

/** The `after` of a link to the next page: opaque, and all of the link that is new. */
function afterOf(link: unknown): string | null {
  if (typeof link !== 'string' || !URL.canParse(link)) return null
  return new URL(link).searchParams.get('after')
}

/** The next page stands in a `Link` header, beside the page's own address. */
function nextOf(headers: Readonly<Record<string, string>>): string | null {
  const [, link] = /<([^>]+)>\s*;\s*rel="?next"?/.exec(headers['link'] ?? '') ?? []
  if (link === undefined) return null
  const after = afterOf(link)
  if (after === null) throw badResponse('a next link without a place')
  return after
}

const pages = (pageSize: number): Paging =>
  cursor({ param: 'after', sizeParam: 'limit', pageSize, next: (_body, headers) => nextOf(headers) })

/** A page of the log is asked for by its place or by its beginning, never by both. */
const logPages = (context: Context): Paging => {
  const byPlace = pages(1_000)
  return {
    ...byPlace,
    query: (position, size) => ({
      ...(position['cursor'] === undefined ? { since: windowOf(context).since } : {}),
      ...byPlace.query(position, size),
    }),
  }
}

const Me = z.object({ id: vendorId })
const Organisation = z.object({
  id: vendorId,
  _links: z.object({ organization: z.object({ href: optionalText }).nullish() }).nullish(),
})

/** The organisation's own id, which Okta tells everyone. Null where it does not. */
async function organisation(client: VendorClient): Promise<{ id: string | null; domain: string | null }> {
  try {
    const { body } = await readJson(client, { host: HOST, method: 'GET', path: '/.well-known/okta-organization' })
    const found = Organisation.safeParse(body)
    if (!found.success) return { id: null, domain: null }
    const href = textOf(found.data._links?.organization?.href)
    return { id: found.data.id, domain: href !== null && URL.canParse(href) ? new URL(href).hostname : null }
  } catch (error) {
    if (isAppError(error, 'vendor_not_found')) return { id: null, domain: null }
    throw error
  }
}

/** Asks for one record of what a required scope is for, and names the scope when Okta refuses. */
async function ask(client: VendorClient, scope: string, path: string, query: Query = {}): Promise<object> {
  try {
    return (await readJson(client, { host: HOST, method: 'GET', path, query, headers: LIGHT })).body
  } catch (error) {
    throw isAppError(error, 'vendor_forbidden') ? missingScopes('Okta', [scope]) : error
  }
}

/** Okta does not say what a token may, so each list that cannot be done without is tried. */
async function probe(client: VendorClient): Promise<Probe> {
  const { id: tenantId, domain } = await organisation(client)
  const me = Me.safeParse(await ask(client, 'okta.users.read.self', '/api/v1/users/me'))
  if (!me.success) throw new AppError('vendor_bad_response', { detail: { why: 'users/me without a user' } })
  await ask(client, 'okta.users.read', '/api/v1/users', { limit: 1 })
  await ask(client, 'okta.groups.read', '/api/v1/groups', { limit: 1 })
  await ask(client, 'okta.apps.read', '/api/v1/apps', { limit: 1 })
  return {
    tenantId,
    tenantName: domain,
    tenantDomain: domain,
    integrationAccountId: me.data.id,
    grantedScopes: null,
  }
}

/** Users, groups, app assignments and administrators of an Okta organisation. */
export default defineConnector({
  id: 'okta',
  name: 'Okta',
  version: 2,
  category: 'Identity',
  isPrimarySource: true,
  description:
    'Reads the users of Okta with their status, groups, assigned apps, who is an administrator, and who signed in where.',
  capabilities: ['discovery', 'workflows'],
  dataPoints: [
    'Users with status, last sign-in, title and department',
    'Groups and who is in them',
    'Apps, their seats, and to whom they are assigned',
    'Administrators, and which roles each has',
    'Sign-ins to Okta and through it to each app, of the last 90 days',
    'Licences of Okta itself',
  ],
  personalData: ['Name', 'E-mail', 'Phone', 'Employee number', 'Manager', 'Last sign-in'],
  supportedPlans: ['Every plan of Workforce Identity'],
  similarApps: ['onelogin', 'google-workspace', 'scim'],
  links: [
    { label: 'OAuth for Okta', url: 'https://developer.okta.com/docs/guides/implement-oauth-for-okta/main/' },
    { label: 'API tokens', url: 'https://developer.okta.com/docs/guides/create-an-api-token/main/' },
    { label: 'Users', url: 'https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/' },
  ],
  prerequisites: [
    'For consent: a super admin, who makes an OIDC web app in Okta and grants it the scopes.',
    'For an API token: an administrator who may read users, groups and apps; better one who may nothing else.',
    'The Okta domain, such as acme.okta.com.',
  ],
  hosts: {
    [HOST]: {
      label: 'Okta address',
      help: 'Only where the domain that you typed is not the address, for example behind a proxy.',
      url: 'https://{domain}',
    },
  },
  auth: AUTH_METHODS,
  settings: [],
  scopes: [...SCOPES, ...ACTION_SCOPES],
  streams: {
    users: stream({
      kind: 'accounts',
      host: HOST,
      request: 'GET /api/v1/users',
      // Without a search Okta leaves deactivated users out.
      query: () => ({ search: 'status pr' }),
      headers: LIGHT,
      pages: pages(200),
      records: bareList,
      raw: OktaUser,
      map: mapOktaUser,
      one: {
        request: 'GET /api/v1/users/{id}',
        // A login is looked up in the same place as an id: only the user with the id is meant.
        record: (body, id) => {
          const user = Me.safeParse(body)
          if (user.success && user.data.id !== id) throw new AppError('vendor_not_found')
          return user.success ? body : undefined
        },
      },
      scopes: ['okta.users.read', 'okta.users.read.self'],
    }),
    groups: stream({
      kind: 'groups',
      host: HOST,
      request: 'GET /api/v1/groups',
      pages: pages(200),
      records: bareList,
      raw: Group,
      map: ({ id, profile }) => ({
        kind: 'group',
        externalId: id,
        name: textOf(profile?.name) ?? id,
        description: textOf(profile?.description),
      }),
      scopes: ['okta.groups.read'],
    }),
    groupUsers: stream({
      kind: 'memberships',
      forEach: 'groups',
      host: HOST,
      request: 'GET /api/v1/groups/{parentId}/users',
      headers: LIGHT,
      pages: pages(200),
      records: bareList,
      raw: Identified,
      map: ({ id }, { parentId = '' }) => ({ kind: 'group', entitlementExternalId: parentId, accountExternalId: id }),
      scopes: ['okta.groups.read'],
    }),
    apps: stream({
      kind: 'groups',
      gives: 'app',
      host: HOST,
      request: 'GET /api/v1/apps',
      query: () => ({ filter: 'status eq "ACTIVE"' }),
      pages: pages(200),
      records: bareList,
      raw: App,
      map: ({ id, name, label, licensing, _links }) => ({
        kind: 'app',
        externalId: id,
        name: textOf(label) ?? textOf(name) ?? id,
        description: null,
        seats: seatsOf(licensing?.seatCount),
        url: textOf(_links?.appLinks?.[0]?.href),
      }),
      scopes: ['okta.apps.read'],
    }),
    appUsers: stream({
      kind: 'memberships',
      gives: 'app',
      forEach: 'apps',
      host: HOST,
      request: 'GET /api/v1/apps/{parentId}/users',
      pages: pages(500),
      records: (body) => bareList(body)?.filter(isAssigned),
      raw: Identified,
      map: ({ id }, { parentId = '' }) => ({
        kind: 'app',
        entitlementExternalId: parentId,
        accountExternalId: id,
      }),
      scopes: ['okta.apps.read'],
    }),
    administrators: stream({
      kind: 'memberships',
      gives: 'role',
      host: HOST,
      request: 'GET /api/v1/iam/assignees/users',
      pages: cursor({
        param: 'after',
        sizeParam: 'limit',
        pageSize: 100,
        next: (body) => afterOf((body as { _links?: { next?: { href?: unknown } | null } | null })._links?.next?.href),
      }),
      records: (body) => bareList((body as { value?: unknown }).value),
      raw: Identified,
      map: ({ id }) => ({
        kind: 'role',
        entitlementExternalId: ADMINISTRATOR.id,
        accountExternalId: id,
        entitlementName: ADMINISTRATOR.name,
      }),
      scopes: ['okta.roles.read'],
      optional: true,
    }),
    adminRoles: stream({
      kind: 'memberships',
      forEach: 'administrators',
      gives: 'role',
      host: HOST,
      request: 'GET /api/v1/users/{parentId}/roles',
      pages: singlePage(),
      records: (body) => bareList(body)?.filter((role) => (role as { status?: unknown } | null)?.status !== 'INACTIVE'),
      raw: AdminRole,
      map: ({ type, label, role }, { parentId = '' }) => ({
        kind: 'role',
        // All roles that a company makes are of one type, and have an id of their own.
        entitlementExternalId: type === CUSTOM_ROLE ? (textOf(role) ?? textOf(label) ?? type) : type,
        accountExternalId: parentId,
        entitlementName: textOf(label) ?? type,
      }),
      scopes: ['okta.roles.read'],
      optional: true,
    }),
    signIns: stream({
      kind: 'activity',
      host: HOST,
      request: 'GET /api/v1/logs',
      query: (context) => ({
        until: windowOf(context).until,
        filter: `outcome.result eq "SUCCESS" and (eventType eq "${SIGNED_IN}" or eventType eq "${OPENED_APP}")`,
        sortOrder: 'ASCENDING',
      }),
      history: { keepsDays: 90 },
      pages: logPages,
      records: (body) => bareList(body)?.filter(isByPerson),
      raw: LogEvent,
      map: ({ uuid, published, eventType, actor, target }) => {
        const app = target?.find(({ type }) => type === 'AppInstance')
        return {
          externalId: uuid,
          accountExternalId: actor.id,
          at: published,
          action: eventType,
          ...(eventType === OPENED_APP
            ? { grade: 'sso', ...(app ? { appExternalId: app.id } : {}) }
            : { grade: 'login' }),
        }
      },
      scopes: ['okta.logs.read'],
      optional: true,
    }),
  },
  actions: ACTIONS,
  sourceFields: SOURCE_FIELDS,
  licences: [LICENCE],
  // Every organisation has its own limits, per endpoint; Okta says with a 429 when to come back.
  rateLimit: null,
  concurrency: 2,
  refusal: oktaRefusal,
  probe,
  validation:
    'In the Admin Console: Directory > People. Active here are the filters Active, Password Reset, Password expired and Locked Out together; Staged, Pending user action and Suspended are suspended, Deactivated is inactive. Read is GET /api/v1/users with a search that includes deactivated users, which the list without one leaves out. Apps: Reports > Application Access.',
})

function isAssigned(row: unknown): boolean {
  const status = (row as { status?: unknown } | null)?.status
  return typeof status !== 'string' || !Object.hasOwn(ASSIGNED, status) || ASSIGNED[status] === true
}

function isByPerson(event: unknown): boolean {
  const type = (event as { actor?: { type?: unknown } | null } | null)?.actor?.type
  return typeof type !== 'string' || type === BY_A_PERSON
}

/** Zero is what Okta says where nobody has typed in how many seats were bought. */
function seatsOf(count: unknown): number | null {
  return typeof count === 'number' && Number.isSafeInteger(count) && count > 0 ? count : null
}
