import { badResponse } from './read-json.ts'

/** A place in a stream, as plain JSON: it is stored in checkpoints. An addressable place has its number as `start`. */
export type Position = Readonly<Record<string, string | number>>

/** What a page tells the paging about itself. */
export type PageFacts = {
  body: unknown
  headers: Readonly<Record<string, string>>
  /** How many records the page really had. */
  count: number
  total: number | null
}

/** A paging style as a value. Pure: it holds no state, so a checkpoint is enough to go on. */
export type Paging = {
  /** Where the first page is. */
  first: (pageSize: number) => Position
  /** Query parameters that ask for the page at a position. */
  query: (position: Position, pageSize: number) => Record<string, string | number>
  /** The vendor's own link to the page, where it gives one: it takes the place of the path and of every parameter. */
  link?: (position: Position) => string | undefined
  /** The next page's position; null on the last page. */
  next: (position: Position, facts: PageFacts, pageSize: number) => Position | null
  /**
   * For lists whose pages can be addressed: the positions of all further pages, known from the first one. Undefined
   * for cursors, or when the vendor does not say how many records there are.
   */
  rest?: (first: Position, facts: Pick<PageFacts, 'count' | 'total'>, pageSize: number) => Position[] | undefined
  /** Rows can move between such pages while they are read (V8), so what seems missing is asked for again by id. */
  rowsCanMove: boolean
  /** The largest page that the vendor documents; 1 where a page cannot be sized. */
  pageSize: number
}

/** A list that comes whole in one response. */
export function singlePage(): Paging {
  return { first: () => ({}), query: () => ({}), next: () => null, rowsCanMove: false, pageSize: 1 }
}

export type CursorOptions = {
  /** The query parameter that carries the cursor. */
  param: string
  /** The query parameter that asks for a page size; none when the vendor has none. */
  sizeParam?: string
  /** The cursor carries the size itself, so only the first request asks for one. */
  sizesFirstOnly?: boolean
  pageSize: number
  /** The cursor of the next page; null, undefined and the empty text mean that there is none. */
  next: (body: unknown, headers: Readonly<Record<string, string>>) => string | null | undefined
  /** What `param` says on the first page; it is not sent unless set. */
  first?: string
}

/** The vendor hands out an opaque place with every page but the last. */
export function cursor(options: CursorOptions): Paging {
  const { param, sizeParam, sizesFirstOnly = false, pageSize, next, first } = options
  return {
    first: () => ({}),
    query: (position, size) => {
      const place = position['cursor'] ?? first
      const asksSize = sizeParam !== undefined && !(sizesFirstOnly && position['cursor'] !== undefined)
      return { ...(asksSize ? { [sizeParam]: size } : {}), ...(place === undefined ? {} : { [param]: place }) }
    },
    next: (_position, { body, headers }) => {
      const place: unknown = next(body, headers)
      if (place === null || place === undefined || place === '') return null
      if (typeof place === 'string') return { cursor: place }
      if (typeof place === 'number' && Number.isFinite(place)) return { cursor: String(place) }
      throw badResponse('a cursor that is no text')
    },
    rowsCanMove: false,
    pageSize,
  }
}

/** `param` carries the number of the first wanted record, `sizeParam` how many are wanted. */
export type RowOptions = { param: string; sizeParam: string; pageSize: number }

/** Records are numbered from 1: SCIM (RFC 7644 §3.4.2.4). */
export function startIndex(options: RowOptions): Paging {
  return byRow(options, 1)
}

/** Records are numbered from 0. */
export function offset(options: RowOptions): Paging {
  return byRow(options, 0)
}

/**
 * The size is a wish: the vendor may send fewer, so the next page begins after what really came. A list ends where the
 * vendor's total says, or with an empty page. Known pages carry where the one after them begins, so that a short one in
 * their middle is filled up to there and no further.
 */
function byRow({ param, sizeParam, pageSize }: RowOptions, origin: number): Paging {
  const startOf = (position: Position) => Number(position['start'])
  const untilOf = (position: Position) => (position['until'] === undefined ? Infinity : Number(position['until']))
  return {
    first: () => ({ start: origin }),
    query: (position, size) => ({
      [param]: startOf(position),
      [sizeParam]: Math.min(size, untilOf(position) - startOf(position)),
    }),
    next: (position, { count, total }): Position | null => {
      const start = startOf(position) + count
      if (count === 0 || (total !== null && start >= total + origin)) return null
      const until = untilOf(position)
      if (until === Infinity) return { start }
      return start < until ? { start, until } : { start: until }
    },
    rest: (_first, { count, total }) => {
      if (total === null || count === 0) return undefined
      const end = total + origin
      const positions: Position[] = []
      for (let start = origin + count; start < end; start += count) {
        // The last one is left open: a list that has grown meanwhile goes on behind it.
        positions.push(start + count < end ? { start, until: start + count } : { start })
      }
      return positions
    },
    rowsCanMove: true,
    pageSize,
  }
}

export type PageOptions = {
  /** The query parameter that carries the number of the page; where the path has a place of that name, it stands there. */
  param: string
  /** None when the vendor decides how large its pages are. */
  sizeParam?: string
  pageSize: number
  /** The number of the first page; 1 unless said otherwise. */
  first?: number
  /** How many pages the vendor says there are, for vendors that say so. */
  pageCount?: (body: unknown, headers: Readonly<Record<string, string>>) => number | null
  /** Whether this page is the last one, for vendors that say so with every page; nothing else counts then. */
  isLast?: (body: unknown) => boolean
}

/**
 * Pages are numbered. The list ends at the vendor's count of pages or of records; if it tells neither, with an empty
 * page. A place knows how many records come before it, because a vendor may make its pages smaller than we ask.
 */
export function page(options: PageOptions): Paging {
  const { param, sizeParam, pageSize, first = 1, pageCount, isLast: saysLast } = options
  return {
    first: () => ({ start: first, before: 0 }),
    query: (position, size) => ({
      [param]: Number(position['start']),
      ...(sizeParam === undefined ? {} : { [sizeParam]: size }),
    }),
    next: (position, { body, headers, count, total }) => {
      const start = Number(position['start']) + 1
      const before = Number(position['before']) + count
      if (saysLast) return saysLast(body) ? null : { start, before }
      const pages = pageCount?.(body, headers) ?? null
      const isLast = pages === null ? total !== null && before >= total : start - first >= pages
      return count === 0 || isLast ? null : { start, before }
    },
    rest: (_first, { count, total }) => {
      if (total === null || count === 0) return undefined
      const pages = Math.ceil(total / count)
      return Array.from({ length: pages - 1 }, (_, at) => ({ start: first + 1 + at, before: (at + 1) * count }))
    },
    rowsCanMove: true,
    pageSize,
  }
}

export type LinkOptions = {
  /** The query parameter that asks for a page size on the first page; none when the vendor has none. */
  sizeParam?: string
  pageSize: number
  /** The address of the next page, whole or relative; null, undefined and the empty text mean that there is none. */
  next: (body: unknown, headers: Readonly<Record<string, string>>) => unknown
}

/** The vendor hands out the whole address of the next page. Where it may lead to is checked by who sends the request. */
export function nextLink({ sizeParam, pageSize, next }: LinkOptions): Paging {
  return {
    first: () => ({}),
    query: (_position, size) => (sizeParam === undefined ? {} : { [sizeParam]: size }),
    link: (position) => (position['link'] === undefined ? undefined : String(position['link'])),
    next: (_position, { body, headers }) => {
      const link = next(body, headers)
      if (link === null || link === undefined || link === '') return null
      if (typeof link !== 'string') throw badResponse('a link that is no text')
      return { link }
    },
    rowsCanMove: false,
    pageSize,
  }
}

/** The target of `rel="next"` in a Link header (RFC 8288 §3). */
export function nextInLinkHeader(header: string | undefined): string | undefined {
  for (const [, target, parameters] of (header ?? '').matchAll(/<([^>]*)>((?:\s*;[^,<]*)*)/g)) {
    if (/;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next\b)/i.test(parameters ?? '')) return target
  }
  return undefined
}
