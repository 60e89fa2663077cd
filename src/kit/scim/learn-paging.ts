import { z } from 'zod'
import { isAppError } from '#base/errors.ts'
import type { Context, VendorClient } from '../define.ts'
import { readJson } from '../read-json.ts'
import { settingCount } from '../values.ts'
import { DEFAULT_PAGE_SIZE, scimHeaders } from './list.ts'

const size = z.int().positive().optional().catch(undefined)
const ServiceProviderConfig = z.object({
  filter: z.object({ maxResults: size }).optional().catch(undefined),
  pagination: z
    .object({
      cursor: z.boolean().optional().catch(undefined),
      index: z.boolean().optional().catch(undefined),
      defaultPaginationMethod: z.string().optional().catch(undefined),
      maxPageSize: size,
    })
    .optional()
    .catch(undefined),
})

/**
 * Reads `ServiceProviderConfig` and decides how this server's lists are paged.
 *
 * Cursors are used where the server says that it has them and either has no index paging or prefers cursors (RFC 9865
 * §4). The page size is the admin's wish, or 200, and never above what the server says it gives. A server without the
 * document, or that shows it to nobody, is paged by index; one that is merely down is not judged by that.
 *
 * @returns settings for `scimPages`.
 */
export async function learnPaging(
  client: VendorClient,
  host: string,
  context: Context,
): Promise<{ paging: 'cursor' | 'index'; pageSize: number }> {
  const wanted = settingCount(context.settings, 'pageSize') ?? DEFAULT_PAGE_SIZE
  let body: unknown
  try {
    body = (
      await readJson(client, { host, method: 'GET', path: '/ServiceProviderConfig', headers: scimHeaders(context) })
    ).body
  } catch (error) {
    if (isAppError(error) && error.recovery !== 'retry' && error.code.startsWith('vendor_'))
      return { paging: 'index', pageSize: wanted }
    throw error
  }
  const { filter, pagination } = ServiceProviderConfig.safeParse(body).data ?? {}
  const prefersCursor = pagination?.index === false || pagination?.defaultPaginationMethod === 'cursor'
  const most = pagination?.maxPageSize ?? filter?.maxResults ?? wanted
  return { paging: pagination?.cursor === true && prefersCursor ? 'cursor' : 'index', pageSize: Math.min(wanted, most) }
}
