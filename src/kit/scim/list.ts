import { AppError, type ErrorCode } from '#base/errors.ts'
import type { Context } from '../define.ts'
import { cursor, startIndex, type Paging } from '../paginate.ts'
import { perSettings, settingCount, settingText } from '../values.ts'
import { attribute, canonicalResource } from './attributes.ts'

/** Asked for unless the admin or the server wants less; twice what most servers give by themselves. */
export const DEFAULT_PAGE_SIZE = 200

/** A header that some services want beside the credential, written `X-Name: value`; its name is that of the form's field. */
const EXTRA_HEADER = /^(X-[\w-]+):\s*([ -~]+)$/i

/** The headers of every request: what we read, and the one that the settings add. */
export const scimHeaders = perSettings((settings): Readonly<Record<string, string>> => {
  const [, name, value] = EXTRA_HEADER.exec(settingText(settings, 'extraHeader') ?? '') ?? []
  return {
    accept: 'application/scim+json, application/json',
    ...(name === undefined ? {} : { [name.toLowerCase()]: value! }),
  }
})

const ERROR_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:Error'

/**
 * The resources of a ListResponse. `Resources` may be missing where nothing matches (RFC 7644 §3.4.2) or a page lies
 * behind the end of the list; anywhere else its absence means that this is no list.
 *
 * @param expected see `canonicalResource`.
 */
export function listedResources(body: unknown, expected: readonly string[]): unknown[] | undefined {
  const resources = attribute(body, 'Resources')
  if (Array.isArray(resources)) {
    for (const [at, resource] of (resources as unknown[]).entries()) {
      const canonical = canonicalResource(resource, expected)
      if (canonical !== resource) resources[at] = canonical
    }
    return resources
  }
  if (resources !== undefined && resources !== null) return undefined
  const total = totalResults(body)
  if (total === null) return undefined
  const isBehindEnd = Number(attribute(body, 'startIndex')) > total || attribute(body, 'itemsPerPage') === 0
  return total === 0 || isBehindEnd ? [] : undefined
}

/** How many resources there are in all; null where the server does not say, as with cursors it need not. */
export function totalResults(body: unknown): number | null {
  const total = attribute(body, 'totalResults')
  if (typeof total === 'number') return total
  return typeof total === 'string' && /^\d{1,15}$/.test(total) ? Number(total) : null
}

/**
 * By index (RFC 7644 §3.4.2.4) or by cursor (RFC 9865), as `learnPaging` found. A `nextCursor` in the answer to an
 * index request is left alone: to change over in the middle would read some people twice and others never.
 */
export function scimPages({ settings }: Context): Paging {
  const pageSize = settingCount(settings, 'pageSize') ?? DEFAULT_PAGE_SIZE
  if (settings['paging'] !== 'cursor') return startIndex({ param: 'startIndex', sizeParam: 'count', pageSize })
  return cursor({
    param: 'cursor',
    first: '',
    sizeParam: 'count',
    pageSize,
    next: (body) => attribute(body, 'nextCursor') as string | null | undefined,
  })
}

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'vendor_unauthorized',
  403: 'vendor_forbidden',
  404: 'vendor_not_found',
  429: 'vendor_rate_limited',
  500: 'vendor_unavailable',
  502: 'vendor_unavailable',
  503: 'vendor_unavailable',
  504: 'vendor_unavailable',
}

/** An error message that came with a 200: servers behind a proxy lose their status. */
export function scimFailure(body: unknown): AppError | null {
  const schemas = attribute(body, 'schemas')
  if (!Array.isArray(schemas) || !schemas.includes(ERROR_SCHEMA)) return null
  // RFC 7644 §3.12 makes the status a text; some servers send a number.
  const status = Number(attribute(body, 'status'))
  const detail = { status, why: 'a SCIM error with status 200' }
  return new AppError(BY_STATUS[status] ?? 'vendor_bad_response', { detail })
}
