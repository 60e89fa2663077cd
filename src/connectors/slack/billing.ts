import { z } from 'zod'
import { isAppError } from '#base/errors.ts'
import { stream, type AnyStream, type Connector, type Context, type VendorClient } from '#kit/define.ts'
import { cursor } from '#kit/paginate.ts'
import { readJson } from '#kit/read-json.ts'
import { settingText, vendorId } from '#kit/values.ts'
import { nextCursor } from './next-cursor.ts'
import { SEAT } from './user.ts'

const Billed = z.object({ id: vendorId })

/** The members that Slack sends a bill for: an object by their ids, with a flag for each. */
function billed(body: unknown): { id: string }[] | undefined {
  const { billable_info: info } = body as { billable_info?: unknown }
  if (typeof info !== 'object' || info === null) return undefined
  // Without anybody, a server of this kind may write a list for an empty object.
  if (Array.isArray(info)) return info.length === 0 ? [] : undefined
  return Object.entries(info as Record<string, { billing_active?: unknown } | null>)
    .filter(([, member]) => member?.billing_active === true)
    .map(([id]) => ({ id }))
}

/** Who has a paid seat, as Slack counts them. */
export function billing(host: string): AnyStream {
  return stream({
    kind: 'memberships',
    gives: 'licence',
    host,
    request: 'GET /team.billableInfo',
    query: ({ settings }) => ({ team_id: settingText(settings, 'teamId') ?? undefined }),
    pages: cursor({ param: 'cursor', sizeParam: 'limit', pageSize: 200, next: nextCursor }),
    records: billed,
    raw: Billed,
    map: ({ id }) => ({
      kind: 'licence',
      entitlementExternalId: SEAT.externalId,
      entitlementName: SEAT.name,
      accountExternalId: id,
    }),
    scopes: ['admin'],
    optional: true,
  })
}

/**
 * Whether this token is told who is billed. Where it is, members say nothing of seats by themselves: what Slack counts
 * takes the place of what can be guessed from their flags.
 *
 * @param user somebody of the workspace, so that the answer is one line long.
 */
export async function readsBilling(
  client: VendorClient,
  context: Context,
  host: string,
  user: string,
  failure: NonNullable<Connector['failure']>,
): Promise<boolean> {
  const query = { user, team_id: settingText(context.settings, 'teamId') ?? undefined }
  try {
    const { body } = await readJson(client, { host, method: 'GET', path: '/team.billableInfo', query }, failure)
    return billed(body) !== undefined
  } catch (error) {
    if (isAppError(error, 'vendor_forbidden', 'vendor_plan_required', 'vendor_bad_request')) return false
    // Whoever is not there, the question was allowed.
    if (isAppError(error, 'vendor_not_found')) return true
    throw error
  }
}
