/** What every list of Segment's has in common. */

export const HOST = 'api'

/** The version of the API that this is written for. */
export const HEADERS = { accept: 'application/vnd.segment.v1+json, application/json' }

type List = {
  data?: Record<string, unknown> & { pagination?: { next?: string | null; totalEntries?: unknown } | null }
}

/** The list of that name in its envelope; undefined for everything else. */
export const listOf =
  (name: string) =>
  (body: unknown): unknown[] | undefined => {
    const list = (body as List).data?.[name]
    return Array.isArray(list) ? list : undefined
  }

export function totalOf(body: unknown): number | null {
  const total = (body as List).data?.pagination?.totalEntries
  return typeof total === 'number' ? total : null
}

/** Where the next page is; none on the last one. */
export function nextOf(body: unknown): string | null | undefined {
  return (body as List).data?.pagination?.next
}
