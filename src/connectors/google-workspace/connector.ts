import { z } from 'zod'
import { AppError, isAppError } from '#base/errors.ts'
import {
  defineConnector,
  stream,
  type Context,
  type Probe,
  type Query,
  type VendorClient,
  type VendorRequest,
} from '#kit/define.ts'
import { cursor, type Paging } from '#kit/paginate.ts'
import { badResponse, readJson } from '#kit/read-json.ts'
import { missingScopes } from '#kit/scopes.ts'
import { optionalText, settingText, textOf, vendorId } from '#kit/values.ts'
import { ACTION_SCOPES, ACTIONS } from './actions.ts'
import { AUTH_METHODS } from './auth-methods.ts'
import { googleRefusal } from './errors.ts'
import { PRODUCTS } from './products.ts'
import { DOMAINS, GROUPS, LICENCES, MEMBERS, ROLES, SCOPES, USERS } from './scopes.ts'
import { reportStreams } from './reports.ts'
import { SOURCE_FIELDS } from './source-fields.ts'
import { GoogleUser, mapGoogleUser } from './user.ts'

const DIRECTORY = 'directory'
const LICENSING = 'licensing'
const IDENTITY = 'identity'
const BASE = '/admin/directory/v1'

/** Everyone of the company, or of the one domain that the settings name. */
const whose = ({ settings }: Context): Query => {
  const domain = settingText(settings, 'domain')
  return domain === null ? { customer: 'my_customer' } : { domain }
}

const pages = (pageSize: number): Paging =>
  cursor({
    param: 'pageToken',
    sizeParam: 'maxResults',
    pageSize,
    next: (body) => (body as { nextPageToken?: string }).nextPageToken,
  })

/** Google leaves an empty list out of the body, which then still says by its kind that it is this list. */
const listOf =
  (name: string, kind: string) =>
  (body: unknown): unknown[] | undefined => {
    const { [name]: list, kind: told } = body as Record<string, unknown>
    if (list === undefined) return told === kind ? [] : undefined
    return Array.isArray(list) ? list : undefined
  }

const membersOf = listOf('members', 'admin#directory#members')

const Group = z.object({ id: vendorId, name: optionalText, email: optionalText, description: optionalText })
const Member = z.object({ id: vendorId })
const Role = z.object({ roleId: vendorId, roleName: optionalText, roleDescription: optionalText })
const RoleAssignment = z.object({ roleId: vendorId, assignedTo: vendorId })
const Assignment = z.object({
  userId: z.string().min(1),
  skuId: vendorId,
  skuName: optionalText,
  productName: optionalText,
})

const Users = z.object({ users: z.array(z.object({ customerId: vendorId })).min(1) })
const Domains = z.object({ domains: z.array(z.object({ domainName: z.string(), isPrimary: z.boolean().nullish() })) })

/** Asks for what a required scope is for, and names the scope when Google refuses. */
async function ask(client: VendorClient, scope: string, request: Omit<VendorRequest, 'host' | 'method'>) {
  try {
    return (await readJson(client, { host: DIRECTORY, method: 'GET', ...request })).body
  } catch (error) {
    if (isAppError(error, 'vendor_forbidden') && error.detail['why'] === undefined)
      throw missingScopes('Google', [scope])
    if (isAppError(error, 'vendor_unauthorized')) {
      throw new AppError('vendor_unauthorized', {
        message:
          'Google does not accept the credential. With a service account: check that its Unique ID is under Domain-wide delegation with exactly the scopes that the form names, and that the admin it acts for still exists. With consent: authorise again.',
        detail: error.detail,
        cause: error,
      })
    }
    throw error
  }
}

/** The company's real id, which the License Manager wants: every user carries it. */
async function customerId(client: VendorClient): Promise<string> {
  const body = await ask(client, USERS, {
    path: `${BASE}/users`,
    query: { customer: 'my_customer', maxResults: 1, fields: 'users(customerId)' },
  })
  const users = Users.safeParse(body)
  if (!users.success) throw badResponse('no customer')
  return users.data.users[0]!.customerId
}

/** Whose credential this is: the admin that gave consent or is acted for. Unknown where Google does not want to tell. */
async function whoAmI(client: VendorClient): Promise<string | null> {
  try {
    const { body } = await readJson(client, { host: IDENTITY, method: 'GET', path: '/v1/userinfo' })
    return textOf((body as { sub?: unknown }).sub)
  } catch (error) {
    if (isAppError(error, 'vendor_unauthorized', 'vendor_forbidden')) return null
    throw error
  }
}

async function probe(client: VendorClient): Promise<Probe> {
  const tenantId = await customerId(client)
  const body = await ask(client, DOMAINS, { path: `${BASE}/customer/my_customer/domains` })
  const domains = Domains.safeParse(body)
  if (!domains.success) throw badResponse('no domains')
  const primary = domains.data.domains.find(({ isPrimary }) => isPrimary === true)?.domainName ?? null
  return {
    tenantId,
    tenantName: primary,
    tenantDomain: primary,
    integrationAccountId: await whoAmI(client),
    grantedScopes: null,
  }
}

/** Users, groups, admin roles and licences of a Google Workspace company. */
export default defineConnector({
  id: 'google-workspace',
  name: 'Google Workspace',
  version: 2,
  category: 'Identity',
  isPrimarySource: true,
  description:
    'Reads the users of Google Workspace with their status, groups, admin roles, licences, and who signed in where.',
  capabilities: ['discovery', 'workflows'],
  dataPoints: [
    'Users with status, last sign-in, organisational unit, title and department',
    'Groups and who is in them, also by way of other groups',
    'Admin roles and who has them',
    'Licences by product and who has them',
    'Sign-ins to Google, and to other apps with the Google account, of the last 180 days',
  ],
  personalData: ['Name', 'E-mail', 'Phone', 'Employee ID', 'Manager', 'Last sign-in'],
  supportedPlans: ['Business', 'Enterprise', 'Education', 'Cloud Identity'],
  similarApps: ['okta', 'onelogin', 'slack'],
  links: [
    { label: 'Users', url: 'https://developers.google.com/workspace/admin/directory/v1/guides/manage-users' },
    {
      label: 'Domain-wide delegation',
      url: 'https://support.google.com/a/answer/162106',
    },
    {
      label: 'Products and licences',
      url: 'https://developers.google.com/workspace/admin/licensing/v1/how-tos/products',
    },
  ],
  prerequisites: [
    'You are a super admin, or an admin who may see users, groups and licences.',
    'A Google Cloud project with the Admin SDK API and, for licences, the Enterprise License Manager API switched on.',
    'In that project an OAuth client, or a service account with domain-wide delegation.',
  ],
  hosts: {
    [DIRECTORY]: {
      label: 'Admin SDK',
      help: 'Leave it as it is: Google has one address for all regions.',
      url: 'https://admin.googleapis.com',
    },
    [LICENSING]: {
      label: 'License Manager',
      help: 'Leave it as it is: Google has one address for all regions.',
      url: 'https://licensing.googleapis.com',
    },
    [IDENTITY]: {
      label: 'Who am I',
      help: 'Leave it as it is.',
      url: 'https://openidconnect.googleapis.com',
    },
    token: { label: 'Tokens', help: 'Leave it as it is.', url: 'https://oauth2.googleapis.com' },
    accounts: {
      label: 'Consent page',
      help: 'Leave it as it is.',
      url: 'https://accounts.google.com',
      onlyFor: ['oauth2'],
    },
  },
  auth: AUTH_METHODS,
  settings: [
    {
      name: 'domain',
      label: 'Only this domain',
      secret: false,
      optional: true,
      help: 'For a company with several domains of which one is to be read. Leave it empty to read everyone.',
      placeholder: 'example.com',
      normalise: 'host-part',
      pattern: {
        source: '^(?:[A-Za-z0-9-]+\\.)+[A-Za-z]{2,}$',
        message: 'Type the domain alone, such as example.com.',
      },
    },
  ],
  scopes: [...SCOPES, ...ACTION_SCOPES],
  streams: {
    users: stream({
      kind: 'accounts',
      host: DIRECTORY,
      request: 'GET /admin/directory/v1/users',
      query: (context) => ({ ...whose(context), projection: 'full' }),
      pages: pages(500),
      records: listOf('users', 'admin#directory#users'),
      raw: GoogleUser,
      map: mapGoogleUser,
      one: {
        request: 'GET /admin/directory/v1/users/{id}',
        query: () => ({ projection: 'full' }),
        record: (body) => ('id' in (body as object) ? body : undefined),
      },
      scopes: [USERS, DOMAINS],
    }),
    groups: stream({
      kind: 'groups',
      host: DIRECTORY,
      request: 'GET /admin/directory/v1/groups',
      query: whose,
      pages: pages(200),
      records: listOf('groups', 'admin#directory#groups'),
      raw: Group,
      map: ({ id, name, email, description }) => ({
        kind: 'group',
        externalId: id,
        name: textOf(name) ?? textOf(email) ?? id,
        description: textOf(description) ?? textOf(email),
      }),
      scopes: [GROUPS],
      optional: true,
    }),
    groupMembers: stream({
      kind: 'memberships',
      forEach: 'groups',
      host: DIRECTORY,
      request: 'GET /admin/directory/v1/groups/{parentId}/members',
      // Also who is in it by way of another group; those groups themselves are left out.
      query: () => ({ includeDerivedMembership: true }),
      pages: pages(200),
      records: (body) => membersOf(body)?.filter((member) => (member as { type?: unknown } | null)?.type === 'USER'),
      raw: Member,
      map: ({ id }, { parentId = '' }) => ({ kind: 'group', entitlementExternalId: parentId, accountExternalId: id }),
      scopes: [MEMBERS],
      optional: true,
    }),
    roles: stream({
      kind: 'groups',
      gives: 'role',
      host: DIRECTORY,
      request: 'GET /admin/directory/v1/customer/my_customer/roles',
      pages: pages(100),
      records: listOf('items', 'admin#directory#roles'),
      raw: Role,
      id: 'roleId',
      map: ({ roleId, roleName, roleDescription }) => ({
        kind: 'role',
        externalId: roleId,
        name: textOf(roleName) ?? roleId,
        description: textOf(roleDescription),
      }),
      scopes: [ROLES],
      optional: true,
    }),
    roleAssignments: stream({
      kind: 'memberships',
      gives: 'role',
      host: DIRECTORY,
      request: 'GET /admin/directory/v1/customer/my_customer/roleassignments',
      pages: pages(200),
      records: listOf('items', 'admin#directory#roleAssignments'),
      raw: RoleAssignment,
      map: ({ roleId, assignedTo }) => ({
        kind: 'role',
        entitlementExternalId: roleId,
        accountExternalId: assignedTo,
      }),
      scopes: [ROLES],
      optional: true,
    }),
    licences: stream({
      kind: 'memberships',
      gives: 'licence',
      accountsBy: 'email',
      host: LICENSING,
      request: 'GET /apps/licensing/v1/product/{product}/users',
      partitions: PRODUCTS.map((product) => ({ product })),
      query: ({ settings }) => ({ customerId: settingText(settings, 'customerId') ?? undefined }),
      pages: pages(1_000),
      records: listOf('items', 'licensing#licenseAssignmentList'),
      raw: Assignment,
      map: ({ userId, skuId, skuName, productName }) => ({
        kind: 'licence',
        entitlementExternalId: skuId,
        accountExternalId: userId,
        entitlementName: textOf(skuName) ?? textOf(productName) ?? skuId,
      }),
      scopes: [LICENCES],
      optional: true,
    }),
    ...reportStreams(DIRECTORY, pages(1_000)),
  },
  actions: ACTIONS,
  sourceFields: SOURCE_FIELDS,
  licences: [],
  // Of the Directory API, per user and project.
  rateLimit: { requests: 2_400, perMs: 60_000 },
  concurrency: 4,
  refusal: (answer) => googleRefusal(answer, LICENSING),
  prepare: async (client) => ({ customerId: await customerId(client) }),
  probe,
  validation:
    'In the Admin console: Directory > Users, Download users, and filter by Status = Active. Their number must equal the active accounts here. Read is users.list: suspended is suspended, archived is inactive, everyone else is active; someone whom Google does not know any more is inactive. Licences: Billing > Subscriptions, assigned, which also counts suspended users.',
})
