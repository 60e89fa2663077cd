import { z } from 'zod'
import { systemClock } from '#base/clock.ts'
import { AppError, isAppError } from '#base/errors.ts'
import type { CredentialField } from '#kit/auth.ts'
import {
  defineConnector,
  stream,
  type Context,
  type Probe,
  type Scope,
  type SourceField,
  type VendorClient,
} from '#kit/define.ts'
import { cursor, singlePage } from '#kit/paginate.ts'
import { badResponse, readJson } from '#kit/read-json.ts'
import { instantOf, optionalText, textOf, vendorId } from '#kit/values.ts'
import { Employee, employeeFields, listedEmployees, mapEmployee, skipEmployee } from './employee.ts'

const HOST = 'api'
/** Without it BambooHR may answer in XML. */
const HEADERS = { accept: 'application/json' }

/** Who has a user account of BambooHR's own, and when they used it last. */
const USERS_SCOPE: Scope = {
  id: 'user',
  label: 'Users',
  serves: 'discovery',
  required: false,
  explains: 'Tells when someone signed in to BambooHR last.',
}

const scopes: readonly Scope[] = [
  {
    id: 'employee',
    label: 'Employees',
    serves: 'discovery',
    required: true,
    explains:
      'Lists the employees with e-mail, job, manager, joining and leaving date. Without it nothing can be read.',
  },
  {
    id: 'public.integration',
    label: 'All employees',
    serves: 'discovery',
    required: false,
    explains:
      'Reads every employee. Without it only those are read whom the person who gives consent may see in BambooHR. An admin of BambooHR has to give it.',
  },
  USERS_SCOPE,
]

const COMPANY_DOMAIN: CredentialField = {
  name: 'companyDomain',
  label: 'Company domain',
  secret: false,
  help: 'What stands before .bamboohr.com in the address bar when you are signed in.',
  placeholder: 'acme',
  normalise: 'host-part',
  pattern: {
    source: '^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$',
    message: 'Type only the part before .bamboohr.com: acme, not acme.bamboohr.com.',
  },
}

const settings: readonly CredentialField[] = [
  {
    name: 'withoutWorkEmail',
    label: 'Employees without a work e-mail',
    secret: false,
    optional: true,
    help: 'They are left out unless you choose otherwise. When they are read, their private address stands in for the one that is missing.',
    choices: [
      { value: 'skip', label: 'are left out' },
      { value: 'read', label: 'are read too' },
    ],
  },
  {
    name: 'guestStatuses',
    label: 'Who is a guest',
    secret: false,
    optional: true,
    help: 'Employment statuses of people who are no employees, as your company words them, with commas between them.',
    placeholder: 'Contractor, Intern',
  },
]

const sourceFields: readonly SourceField[] = [
  { name: 'Employee Id', path: 'employeeId', type: 'text' },
  {
    name: 'Email',
    path: '{{ workEmail | default: bestEmail }}',
    type: 'text',
    target: 'email',
    personal: true,
  },
  {
    name: 'User name (e-mail)',
    path: '{{ workEmail | default: bestEmail }}',
    type: 'text',
    target: 'username',
    personal: true,
  },
  { name: 'Work Email', path: 'workEmail', type: 'text', personal: true },
  { name: 'Home Email', path: 'homeEmail', type: 'text', personal: true },
  { name: 'Display Name', path: 'displayName', type: 'text', target: 'displayName', personal: true },
  { name: 'First Name', path: 'firstName', type: 'text', target: 'givenName', personal: true },
  { name: 'Preferred Name', path: 'preferredName', type: 'text', personal: true },
  { name: 'Last Name', path: 'lastName', type: 'text', target: 'familyName', personal: true },
  { name: 'Status', path: 'status', type: 'text' },
  { name: 'Employment Status', path: 'employmentStatusName', type: 'text' },
  { name: 'Employee #', path: 'employeeNumber', type: 'text', target: 'employeeNumber', personal: true },
  { name: 'Job Title', path: 'jobTitleName', type: 'text', target: 'title' },
  { name: 'Department', path: 'departmentName', type: 'text', target: 'department' },
  { name: 'Division', path: 'divisionName', type: 'text' },
  { name: 'Location', path: 'locationName', type: 'text', target: 'location' },
  { name: 'Reports To (id)', path: 'reportsToId', type: 'text', target: 'manager' },
  { name: 'Reports To', path: 'reportsToName', type: 'text', personal: true },
  { name: 'Hire Date', path: 'hireDate', type: 'date', target: 'startDate', personal: true },
  { name: 'Termination Date', path: 'terminationDate', type: 'date', personal: true },
  { name: 'Work Phone', path: 'workPhone', type: 'text', target: 'phone', personal: true },
  { name: 'Mobile Phone', path: 'mobilePhone', type: 'text', personal: true },
  { name: 'Time Zone', path: 'timezone', type: 'text', target: 'timezone' },
  { name: 'User Id', path: 'userId', type: 'text' },
]

const Company = z.object({ name: optionalText })
const Self = z.object({ id: vendorId })
const User = z.object({ employeeId: vendorId, lastLogin: z.string() })

/**
 * User accounts come as an object by their id. Of those who are employees and have signed in; undefined for what is not
 * that list, an empty one included: whoever asks has an account.
 */
function signedIn(body: unknown): unknown[] | undefined {
  const users: unknown[] = Object.values(body as object)
  const isUser = (user: unknown) => typeof user === 'object' && user !== null && Object.hasOwn(user, 'id')
  if (users.length === 0 || !users.every(isUser)) return undefined
  return (users as Record<string, unknown>[]).filter(
    ({ employeeId, lastLogin }) => Number(employeeId) > 0 && instantOf(lastLogin) !== null,
  )
}

/** Looked at to learn whether the credential may see what everything depends on. */
const SAMPLE = 10

async function probe(client: VendorClient, context: Context): Promise<Probe> {
  const get = (path: string, query = {}) =>
    readJson(client, { host: HOST, method: 'GET', path, query, headers: HEADERS })
  const listing = await get('/api/v1/employees', { fields: employeeFields(context), 'page[limit]': SAMPLE })
    .catch(explainAddress)
    .catch(explainRefusal)
  const sample = z.array(Employee).safeParse(listedEmployees(listing.body, context))
  if (!sample.success) throw badResponse('no list')
  requireSight(sample.data, context)
  // 0 stands for whoever the credential belongs to, and comes back where that is nobody.
  const self = Self.safeParse((await get('/api/v1/employees/0')).body)
  const domain = client.fields?.['companyDomain']?.toLowerCase() ?? null
  return {
    // The company's own number is for OAuth alone, so the same company is known by its domain whatever lets us in.
    tenantId: domain,
    tenantName: await companyName(get),
    tenantDomain: domain === null ? null : `${domain}.bamboohr.com`,
    integrationAccountId: self.success && self.data.id !== '0' ? self.data.id : null,
    grantedScopes: null,
  }
}

/** BambooHR's description lets only OAuth ask for it; a key that is refused here may still read the employees. */
async function companyName(get: (path: string) => Promise<{ body: object }>): Promise<string | null> {
  try {
    const company = Company.safeParse((await get('/api/v1/meta/company')).body)
    return company.success ? textOf(company.data.name) : null
  } catch (error) {
    if (!isAppError(error, 'vendor_forbidden', 'vendor_unauthorized', 'vendor_not_found')) throw error
    return null
  }
}

function explainAddress(error: unknown): never {
  if (!isAppError(error, 'vendor_not_found')) throw error
  throw new AppError('vendor_not_found', {
    message:
      'BambooHR has no company at this address. Check the company domain: it is what stands before .bamboohr.com.',
    detail: error.detail,
    cause: error,
  })
}

/** BambooHR does not say which scope or right is missing; only one stands between a credential and this list. */
function explainRefusal(error: unknown): never {
  if (!isAppError(error, 'vendor_forbidden')) throw error
  throw new AppError('vendor_forbidden', {
    message:
      'BambooHR refuses the list of employees, so nothing can be read. With OAuth the scope "employee" is missing; with an API key the access level of its owner must allow to see all employees.',
    detail: error.detail,
    cause: error,
  })
}

/** A status that nobody may see, or an e-mail, would silently be missing for everyone. */
function requireSight(sample: readonly z.infer<typeof Employee>[], context: Context): void {
  const needed = ['status', ...(context.settings['withoutWorkEmail'] === 'read' ? [] : ['workEmail'])]
  const hidden = needed.filter(
    (field) => sample.length > 0 && sample.every((employee) => employee._restrictedFields?.includes(field)),
  )
  if (hidden.length === 0) return
  throw new AppError('vendor_forbidden', {
    message: `BambooHR hides ${hidden.join(' and ')} of the employees from this credential. Its owner's access level must allow to see ${hidden.length === 1 ? 'that field' : 'those fields'}.`,
    detail: { hidden: hidden.join(' ') },
  })
}

/** `filter[ids]` finds exactly one or nobody; the id itself is never hidden. */
function oneEmployee(body: unknown, _id: string, context: Context): unknown {
  const list = listedEmployees(body, context)
  if (list?.length === 0 && totalOf(body) === 0) throw new AppError('vendor_not_found')
  return list?.[0]
}

function totalOf(body: unknown): number | null {
  const { total } = (body as { meta?: { total?: unknown } | null }).meta ?? {}
  return typeof total === 'number' ? total : null
}

/** The employees of a company, as the record of who works there. */
export default defineConnector({
  id: 'bamboohr',
  name: 'BambooHR',
  version: 1,
  category: 'Human resources',
  isPrimarySource: true,
  description:
    'Reads the employees of BambooHR: who works here, who is about to join, who has left, and who reports to whom.',
  capabilities: ['discovery'],
  dataPoints: [
    'Employees with status, work e-mail and names',
    'Joining and leaving dates, people who have yet to join',
    'Department, division, location, job title and manager',
    'Last sign-in to BambooHR',
  ],
  personalData: [
    'Name',
    'Work e-mail',
    'Private e-mail, if you choose so',
    'Phone',
    'Employee number',
    'Joining and leaving date',
    'Manager',
    'Last sign-in',
  ],
  supportedPlans: ['Core', 'Pro', 'Elite'],
  similarApps: ['google-workspace', 'okta', 'onelogin'],
  links: [
    { label: 'API keys and OAuth', url: 'https://documentation.bamboohr.com/docs/getting-started' },
    { label: 'List Employees', url: 'https://documentation.bamboohr.com/reference/list-employees' },
  ],
  prerequisites: [
    'You may see all employees in BambooHR with their e-mail, job and employment status.',
    'An API key of such a user, or an OAuth application of the BambooHR developer portal.',
    'BambooHR delivers changes up to a week late; nobody is called a leaver because of one sync.',
  ],
  hosts: {
    [HOST]: {
      label: 'BambooHR address',
      help: 'Made of the company domain; leave it as it is.',
      url: 'https://{companyDomain}.bamboohr.com',
    },
  },
  auth: [
    {
      id: 'api-key',
      label: 'API key',
      help: 'In BambooHR: your name at the bottom left > API Keys > Add New Key. It is shown once, and may do what its owner may do: use the account of someone who stays.',
      fields: [
        COMPANY_DOMAIN,
        {
          name: 'apiKey',
          label: 'API key',
          secret: true,
          help: '',
          pattern: {
            source: '^[0-9A-Fa-f]{40}$',
            message: 'A BambooHR API key has 40 digits and letters from a to f.',
          },
        },
      ],
      // The password is anything at all; BambooHR's own examples send an x.
      scheme: { kind: 'basic', username: 'apiKey', fixedPassword: 'x' },
      reads: ['companyDomain'],
    },
    {
      id: 'oauth2',
      label: 'OAuth 2 with consent',
      help: 'Register an application in the BambooHR developer portal, with the callback address /connect_callback/bamboohr of this Rollcall, and give it the scopes that are shown here.',
      fields: [
        COMPANY_DOMAIN,
        { name: 'clientId', label: 'Client ID', secret: false, help: 'Of your application in the developer portal.' },
        { name: 'clientSecret', label: 'Client secret', secret: true, help: 'Shown beside the client ID.' },
      ],
      scheme: {
        kind: 'oauth2-code',
        authorize: { host: HOST, path: '/authorize.php' },
        token: { host: HOST, path: '/token.php', query: { request: 'token' } },
        clientIdField: 'clientId',
        clientSecretField: 'clientSecret',
        clientAuth: 'body',
        pkce: true,
        scopeSeparator: ' ',
        // Without it BambooHR gives no refresh token, and the access ends after an hour.
        // The company's name has a scope of its own, and nothing else needs it.
        scope: 'offline_access company:info',
        // A parameter of this name has another meaning in RFC 9101, so the rest is said out loud.
        parameters: { request: 'authorize', response_type: 'code' },
        prefix: 'Bearer ',
      },
      reads: ['companyDomain'],
    },
  ],
  settings,
  scopes,
  streams: {
    employees: stream({
      kind: 'accounts',
      host: HOST,
      request: 'GET /api/v1/employees',
      headers: HEADERS,
      query: (context) => ({ fields: employeeFields(context) }),
      // 2,500 are allowed; a page of the usual size is sooner there.
      pages: cursor({
        param: 'page[after]',
        sizeParam: 'page[limit]',
        pageSize: 250,
        next: (body) =>
          (body as { meta?: { page?: { nextCursor?: string | null } | null } | null }).meta?.page?.nextCursor,
      }),
      records: listedEmployees,
      id: 'employeeId',
      raw: Employee,
      skip: skipEmployee,
      map: mapEmployee,
      total: totalOf,
      one: {
        request: 'GET /api/v1/employees',
        query: (id, context) => ({ fields: employeeFields(context), 'filter[ids]': id }),
        record: oneEmployee,
      },
      scopes: ['employee', 'public.integration'],
    }),
    signIns: stream({
      kind: 'activity',
      host: HOST,
      request: 'GET /api/v1/meta/users',
      headers: HEADERS,
      // The newest sign-in of each user, whenever it was.
      history: { keepsDays: 365 },
      pages: singlePage(),
      records: signedIn,
      raw: User,
      map: ({ employeeId, lastLogin }) => ({
        accountExternalId: employeeId,
        at: instantOf(lastLogin) ?? '',
        grade: 'login',
      }),
      scopes: [USERS_SCOPE.id],
      optional: true,
    }),
  },
  sourceFields,
  licences: [],
  // BambooHR publishes no figure: it says itself when it is too much.
  rateLimit: null,
  concurrency: 2,
  prepare: () => Promise.resolve({ today: systemClock.now().toISOString().slice(0, 10) }),
  probe,
  validation:
    'In BambooHR: People > Directory shows the active employees; compare with the active accounts here, plus the employees without a work e-mail, which the log of the sync names. Read is GET /api/v1/employees: Active, or no status at all, is active; Inactive is inactive, or invited while the hire date lies ahead.',
})
