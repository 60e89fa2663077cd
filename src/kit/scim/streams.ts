import { isAppError, AppError } from '#base/errors.ts'
import { stream, type AnyStream, type Context, type Probe, type VendorClient } from '../define.ts'
import { singlePage } from '../paginate.ts'
import { badResponse, readJson } from '../read-json.ts'
import { settingText } from '../values.ts'
import { attribute, canonicalResource } from './attributes.ts'
import { GROUP_EXPECTED, mapScimGroup, mapScimMember, membersOfGroup, ScimGroup, ScimMember } from './group.ts'
import { listedResources, scimFailure, scimHeaders, scimPages, totalResults } from './list.ts'
import { mapScimUser, ScimUser, USER_EXPECTED } from './user.ts'

/** A server without groups answers 404 or 501, one whose token may not see them 403. */
const NO_GROUPS = [403, 404, 501] as const

/**
 * Users, groups and who is in them, of any SCIM 2.0 service.
 *
 * @param host the named host whose address ends before `/Users`.
 */
export function scimStreams(host: string): Readonly<Record<'users' | 'groups' | 'memberships', AnyStream>> {
  const common = { host, headers: scimHeaders, scopes: [] }
  const list = { ...common, pages: scimPages, total: totalResults }
  return {
    users: stream({
      ...list,
      kind: 'accounts',
      request: 'GET /Users',
      query: ({ settings }) => ({ filter: settingText(settings, 'usersFilter') ?? undefined }),
      records: (body) => listedResources(body, USER_EXPECTED),
      raw: ScimUser,
      map: mapScimUser,
      one: {
        request: 'GET /Users/{id}',
        record: (body) => (attribute(body, 'id') === undefined ? undefined : canonicalResource(body, USER_EXPECTED)),
      },
    }),
    groups: stream({
      ...list,
      kind: 'groups',
      request: 'GET /Groups',
      records: (body) => listedResources(body, GROUP_EXPECTED),
      raw: ScimGroup,
      map: mapScimGroup,
      absentOn: NO_GROUPS,
    }),
    // Only for groups that were listed without their members.
    memberships: stream({
      ...common,
      kind: 'memberships',
      forEach: 'groups',
      request: 'GET /Groups/{parentId}',
      pages: singlePage(),
      records: membersOfGroup,
      raw: ScimMember,
      map: mapScimMember,
      absentOn: NO_GROUPS,
    }),
  }
}

/**
 * Proves a SCIM credential. `ServiceProviderConfig` is open to everyone on many servers, so a user is asked for. SCIM
 * has no word for the tenant or for whom a token belongs to.
 */
export async function probeScim(client: VendorClient, host: string, context: Context): Promise<Probe> {
  try {
    const { body } = await readJson(
      client,
      { host, method: 'GET', path: '/Users', query: { count: 1 }, headers: scimHeaders(context) },
      scimFailure,
    )
    if (listedResources(body, USER_EXPECTED) === undefined) throw badResponse('no list')
  } catch (error) {
    if (!isAppError(error, 'vendor_bad_response', 'vendor_not_found')) throw error
    throw new AppError(error.code, {
      message:
        'What is at this address does not answer like a SCIM 2.0 service. Check the base URL: it ends where "/Users" would follow.',
      detail: error.detail,
      cause: error,
    })
  }
  return { tenantId: null, tenantName: null, integrationAccountId: null, grantedScopes: null }
}
