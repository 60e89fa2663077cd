import { z } from 'zod'
import { defineConnector, stream, type Probe, type VendorClient } from '#kit/define.ts'
import { badResponse, readJson } from '#kit/read-json.ts'
import { optionalText, textOf, vendorId } from '#kit/values.ts'
import { ACTIONS } from './actions.ts'
import { failure, first, listOf, oneOf, second, totalCount } from './answers.ts'
import { AUTH_METHODS } from './auth-methods.ts'
import { appSignIns, signIns } from './events.ts'
import { READ_ALL, READ_USERS, SCOPES } from './scopes.ts'
import { SOURCE_FIELDS } from './source-fields.ts'
import { LICENCE, mapOneLoginUser, OneLoginUser } from './user.ts'

const HOST = 'api'

const Named = z.object({ id: vendorId, name: optionalText })
const Role = Named.extend({ users: z.array(vendorId).nullish() })
const Identified = z.object({ id: vendorId })

/** OneLogin tells a credential nothing of its account, so a list of one user proves both the credential and its scope. */
async function probe(client: VendorClient): Promise<Probe> {
  const { body } = await readJson(
    client,
    { host: HOST, method: 'GET', path: '/api/1/users', query: { limit: 1 } },
    failure,
  )
  if (listOf(body) === undefined) throw badResponse('no list')
  return { tenantId: null, tenantName: null, integrationAccountId: null, grantedScopes: null }
}

/** Users, their status and licence, groups and roles of a OneLogin account. */
export default defineConnector({
  id: 'onelogin',
  name: 'OneLogin',
  version: 2,
  category: 'Identity',
  isPrimarySource: true,
  description:
    'Reads the users of OneLogin with their status, licence, group, roles and apps, and who signed in where.',
  capabilities: ['discovery', 'workflows'],
  dataPoints: [
    'Users with status, last sign-in, title and department',
    'Licences',
    'Roles and who has them',
    'Groups',
    'Apps, to whom they are assigned, and who was let into them',
    'Sign-ins to OneLogin',
  ],
  personalData: ['Name', 'E-mail', 'Phone', 'Last sign-in', 'Manager'],
  supportedPlans: ['Advanced', 'Professional', 'Expert'],
  similarApps: ['okta', 'google-workspace', 'scim'],
  links: [
    {
      label: 'API credentials',
      url: 'https://developers.onelogin.com/api-docs/1/getting-started/working-with-api-credentials',
    },
    { label: 'Get Users', url: 'https://developers.onelogin.com/api-docs/1/users/get-users' },
    { label: 'List App Users', url: 'https://developers.onelogin.com/api-docs/2/apps/list-users' },
    { label: 'List Roles', url: 'https://developers.onelogin.com/api-docs/2/roles/list-roles' },
  ],
  prerequisites: [
    'You are an account owner or a super user of OneLogin.',
    'An API credential pair, made under Developers > API Credentials > New Credential: Read All, or Read Users where apps and sign-ins are not wanted.',
  ],
  hosts: {
    [HOST]: {
      label: 'OneLogin address',
      help: 'Follows from the subdomain or the region; leave it as it is.',
      url: 'https://{subdomain}.onelogin.com',
    },
  },
  auth: AUTH_METHODS,
  settings: [],
  scopes: SCOPES,
  streams: {
    users: stream({
      kind: 'accounts',
      host: HOST,
      request: 'GET /api/1/users',
      pages: first,
      records: listOf,
      raw: OneLoginUser,
      map: mapOneLoginUser,
      total: (_body, headers) => totalCount(headers),
      one: { request: 'GET /api/1/users/{id}', record: oneOf },
      scopes: [READ_USERS],
    }),
    groups: stream({
      kind: 'groups',
      tellsMembers: false,
      host: HOST,
      request: 'GET /api/1/groups',
      pages: first,
      records: listOf,
      raw: Named,
      // Who is in it, every user says: a user has one group at most.
      map: ({ id, name }) => ({ kind: 'group', externalId: id, name: textOf(name) ?? id, description: null }),
      scopes: [READ_USERS],
    }),
    roles: stream({
      kind: 'groups',
      gives: 'role',
      host: HOST,
      request: 'GET /api/2/roles',
      query: () => ({ fields: 'id,name,users' }),
      // 650 are allowed; roles with their users inside make large pages.
      pages: second(100),
      records: listOf,
      raw: Role,
      map: ({ id, name, users }) => ({
        kind: 'role',
        externalId: id,
        name: textOf(name) ?? id,
        description: null,
        ...(users == null ? {} : { members: users }),
      }),
      total: (_body, headers) => totalCount(headers),
      scopes: [READ_USERS],
    }),
    // Only for roles that were listed without their users.
    roleUsers: stream({
      kind: 'memberships',
      forEach: 'roles',
      host: HOST,
      request: 'GET /api/2/roles/{parentId}/users',
      pages: second(100),
      records: listOf,
      raw: Identified,
      map: ({ id }, { parentId = '' }) => ({ kind: 'role', entitlementExternalId: parentId, accountExternalId: id }),
      scopes: [READ_USERS],
    }),
    apps: stream({
      kind: 'groups',
      gives: 'app',
      host: HOST,
      request: 'GET /api/2/apps',
      // 1,000 are allowed.
      pages: second(500),
      records: listOf,
      raw: Named.extend({ description: optionalText }),
      map: ({ id, name, description }) => ({
        kind: 'app',
        externalId: id,
        name: textOf(name) ?? id,
        description: textOf(description),
      }),
      total: (_body, headers) => totalCount(headers),
      scopes: [READ_ALL],
      optional: true,
    }),
    appUsers: stream({
      kind: 'memberships',
      gives: 'app',
      forEach: 'apps',
      host: HOST,
      request: 'GET /api/2/apps/{parentId}/users',
      pages: second(500),
      records: listOf,
      raw: Identified,
      map: ({ id }, { parentId = '' }) => ({ kind: 'app', entitlementExternalId: parentId, accountExternalId: id }),
      scopes: [READ_ALL],
      optional: true,
    }),
    signIns: signIns(HOST),
    appSignIns: appSignIns(HOST),
  },
  sourceFields: SOURCE_FIELDS,
  licences: [LICENCE],
  // Of version 1, per account, over all tokens; the limit of version 2 is not published.
  rateLimit: { requests: 5_000, perMs: 3_600_000 },
  concurrency: 2,
  failure,
  actions: ACTIONS,
  probe,
  validation:
    'Read is GET /api/1/users. Without a licence (state 0, 2, 3) here: compare with Activity > Reports, "Unlicensed users". Active: Users > Users, filtered by Status = Active, shows status 1 only, whereas active here are the statuses 1, 3, 4, 5, 7 and 8; compare with the accounts whose vendor status is 1. Status 0 is inactive, 2 suspended.',
})
