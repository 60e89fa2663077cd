import { z } from 'zod'
import { AppError, isAppError } from '#base/errors.ts'
import type { AnyAction } from '#kit/action.ts'
import { stream, type AnyStream, type Context, type Probe, type Surface, type VendorClient } from '#kit/define.ts'
import { offset, singlePage } from '#kit/paginate.ts'
import { badResponse, readJson } from '#kit/read-json.ts'
import { requireScopes } from '#kit/scopes.ts'
import { optionalText, textOf, vendorId } from '#kit/values.ts'
import { learnAccess, seatGroupsOf } from './access.ts'
import { groupActions } from './actions.ts'
import { jiraRefusal } from './errors.ts'
import { hostOf, type Locate } from './locate.ts'
import { Product, seatsOf } from './product.ts'
import { CONFIGURATION, SCOPES, USERS } from './scopes.ts'
import { SOURCE_FIELDS } from './source-fields.ts'
import { JiraUser, mapJiraUser } from './user.ts'

/** Where the REST interface is: at the site itself, or behind Atlassian's gateway. `{cloudId}` is filled in from the settings. */
export type Way = {
  host: string
  base: '' | '/ex/jira/{cloudId}'
  locate: Locate
  scoped: boolean
  actions?: Readonly<Record<string, AnyAction>>
}

const Group = z.object({ groupId: vendorId, name: optionalText })
const Member = z.object({ accountId: vendorId, accountType: optionalText })
const Me = z.object({ accountId: vendorId })
const Server = z.object({ baseUrl: optionalText, serverTitle: optionalText })

const bareList = (body: unknown): unknown[] | undefined => (Array.isArray(body) ? body : undefined)
const valuesOf = (body: unknown): unknown[] | undefined => (body as { values?: unknown[] }).values
const totalOf = (body: unknown): number | null => (body as { total?: number }).total ?? null

const pages = (pageSize: number) => offset({ param: 'startAt', sizeParam: 'maxResults', pageSize })

function streamsOf({ host, base, scoped }: Way): Readonly<Record<string, AnyStream>> {
  const api = `${base}/rest/api/3` as const
  const needs = (...scopes: string[]) => (scoped ? scopes : [])
  const member = { host, request: `GET ${api}/group/member`, pages: pages(50), raw: Member } as const
  return {
    users: stream({
      kind: 'accounts',
      host,
      request: `GET ${api}/users/search`,
      // 1,000 are allowed; a list that takes longer than ten seconds is refused.
      pages: pages(200),
      records: bareList,
      id: 'accountId',
      raw: JiraUser,
      map: mapJiraUser,
      one: {
        request: `GET ${api}/user`,
        query: (accountId) => ({ accountId }),
        record: (body) => (Object.hasOwn(body as object, 'accountId') ? body : undefined),
      },
      scopes: needs(USERS),
    }),
    groups: stream({
      kind: 'groups',
      host,
      request: `GET ${api}/group/bulk`,
      pages: pages(50),
      records: valuesOf,
      id: 'groupId',
      raw: Group,
      map: ({ groupId, name }) => ({
        kind: 'group',
        externalId: groupId,
        name: textOf(name) ?? groupId,
        description: null,
      }),
      total: totalOf,
      scopes: needs(USERS),
    }),
    groupMembers: stream({
      ...member,
      kind: 'memberships',
      forEach: 'groups',
      query: ({ parentId }) => ({ groupId: parentId, includeInactiveUsers: true }),
      records: valuesOf,
      map: ({ accountId }, { parentId = '' }) => ({
        kind: 'group',
        entitlementExternalId: parentId,
        accountExternalId: accountId,
      }),
      scopes: needs(CONFIGURATION),
      optional: true,
    }),
    products: stream({
      kind: 'licences',
      host,
      request: `GET ${api}/applicationrole`,
      pages: singlePage(),
      records: bareList,
      id: 'key',
      raw: Product,
      map: (product) => ({
        kind: 'licence',
        externalId: product.key,
        name: textOf(product.name) ?? product.key,
        description: null,
        seats: seatsOf(product),
      }),
      scopes: needs(CONFIGURATION),
      optional: true,
    }),
    // A seat is held by whoever is active and in one of the groups that give access to the product.
    seats: stream({
      ...member,
      kind: 'memberships',
      forEach: 'products',
      partitions: (context) => seatGroupsOf(context),
      records: valuesOf,
      map: ({ accountId }, { parentId = '' }) => ({
        kind: 'licence',
        entitlementExternalId: parentId,
        accountExternalId: accountId,
      }),
      scopes: needs(CONFIGURATION),
      optional: true,
    }),
  }
}

/** Jira Cloud through one way in. */
export function cloudSurface(way: Way): Surface {
  const { host, base, locate } = way
  const pathOf = (cloudId: string) => `${base.replace('{cloudId}', encodeURIComponent(cloudId))}/rest/api/3`
  const probe = async (client: VendorClient, context: Context): Promise<Probe> => {
    const site = await locate(client, context)
    const get = async (name: string, query = {}) =>
      (await readJson(client, { host, method: 'GET', path: `${pathOf(site.cloudId)}/${name}`, query })).body
    requireScopes('Jira', SCOPES, way.scoped ? site.scopes : null)
    const me = Me.safeParse(await get('myself').catch(explainToken))
    if (!me.success) throw badResponse('no user')
    const users = await get('users/search', { startAt: 0, maxResults: 50 }).catch(explainSight)
    if (!Array.isArray(users)) throw badResponse('no list')
    // Whoever asks is one of them.
    if (users.length === 0) explainSight(new AppError('vendor_forbidden', { detail: { why: 'nobody' } }))
    const server = Server.safeParse(site.domain === null ? await get('serverInfo') : {}).data
    return {
      tenantId: site.cloudId,
      tenantName: site.name ?? textOf(server?.serverTitle),
      tenantDomain: site.domain ?? hostOf(server?.baseUrl),
      integrationAccountId: me.data.accountId,
      grantedScopes: site.scopes,
    }
  }
  return {
    streams: streamsOf(way),
    actions: { ...groupActions(way), ...way.actions },
    sourceFields: SOURCE_FIELDS,
    licences: [],
    // Atlassian publishes no figure; a 429 says when to come back.
    rateLimit: null,
    concurrency: 3,
    refusal: jiraRefusal,
    async prepare(client, context) {
      const { cloudId } = await locate(client, context)
      return { cloudId, ...(await learnAccess({ client, host, path: pathOf(cloudId) })) }
    },
    probe,
  }
}

/** A classic token is unknown to the gateway, one with scopes to the site. */
function explainToken(error: unknown): never {
  if (!isAppError(error, 'vendor_unauthorized')) throw error
  throw new AppError('vendor_unauthorized', {
    message:
      'Jira does not know this credential. Check the e-mail address and the token, and that its kind is the one that is chosen here: a token without scopes and one with scopes are not let in at the same place. Tokens end after a year at the latest.',
    detail: error.detail,
    cause: error,
  })
}

function explainSight(error: unknown): never {
  if (!isAppError(error, 'vendor_forbidden')) throw error
  throw new AppError('vendor_forbidden', {
    message:
      'Jira knows the credential, and it may not list the users, so nothing can be read. Its owner needs the global permission "Browse users and groups", and a token with scopes or a consent needs "read:jira-user".',
    detail: { ...error.detail, missing: USERS },
    cause: error,
  })
}
