import { AppError, type ErrorCode } from '#base/errors.ts'
import { cursor, type Paging } from '#kit/paginate.ts'

type Enveloped = {
  data?: unknown
  pagination?: { after_cursor?: string | null } | null
  status?: { error?: unknown; code?: unknown }
}

/** Version 1 wraps its lists, version 2 and the newer form of version 1 do not. */
export function listOf(body: unknown): unknown[] | undefined {
  const list = Array.isArray(body) ? body : (body as Enveloped).data
  return Array.isArray(list) ? list : undefined
}

/** The cursor stands in the envelope, or in a header where there is none. */
const nextCursor = (body: unknown, headers: Readonly<Record<string, string>>) =>
  (Array.isArray(body) ? undefined : (body as Enveloped).pagination?.after_cursor) ?? headers['after-cursor']

const enveloped = cursor({ param: 'after_cursor', sizeParam: 'limit', pageSize: 50, next: nextCursor })

/** Version 1. Its newer form, the bare list, wants its cursor under another name. */
export const first: Paging = {
  ...enveloped,
  query: ({ isBare, ...position }, size) => {
    const { after_cursor: place, ...query } = enveloped.query(position, size)
    return place === undefined ? query : { ...query, [isBare ? 'cursor' : 'after_cursor']: place }
  },
  next: (position, facts, size) => {
    const next = enveloped.next(position, facts, size)
    return next !== null && Array.isArray(facts.body) ? { ...next, isBare: 1 } : next
  },
}

/** Version 2's cursor says the size, too. */
export const second = (pageSize: number): Paging =>
  cursor({
    param: 'cursor',
    sizeParam: 'limit',
    sizesFirstOnly: true,
    pageSize,
    next: nextCursor,
  })

const FAILURES: Readonly<Record<number, ErrorCode>> = {
  400: 'vendor_bad_request',
  401: 'vendor_unauthorized',
  403: 'vendor_forbidden',
  404: 'vendor_not_found',
  429: 'vendor_rate_limited',
  500: 'vendor_unavailable',
}

/** Version 1 says in the body, too, how it went. */
export function failure(body: unknown): AppError | null {
  const status = (body as Enveloped).status
  if (Array.isArray(body) || typeof status !== 'object' || status === null || status.error !== true) return null
  const code = Number(status.code)
  return new AppError(FAILURES[code] ?? 'vendor_bad_response', {
    detail: { status: code, why: 'an error in the envelope' },
  })
}

/** `GET /api/1/users/{id}` wraps its one user into a list; the newer form does not. */
export function oneOf(body: unknown): unknown {
  return listOf(body)?.[0] ?? ('id' in (body as object) ? body : undefined)
}

/** Where the list is not wrapped, its size stands in a header. */
export function totalCount(headers: Readonly<Record<string, string>>): number | null {
  const total = headers['total-count']
  return total !== undefined && /^\d{1,15}$/.test(total) ? Number(total) : null
}
