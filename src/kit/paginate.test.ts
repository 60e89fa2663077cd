import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAppError } from '#base/errors.ts'
import { cursor, offset, page, singlePage, startIndex, type PageFacts, type Paging, type Position } from './paginate.ts'

/** A list of so many rows, of which a vendor gives at most `cap` at a time. */
type Vendor = { rows: number; cap: number; tellsTotal?: boolean }

function facts(count: number, total: number | null, more: Partial<PageFacts> = {}): PageFacts {
  return { body: {}, headers: {}, count, total, ...more }
}

/** Reads a list of numbered rows page after page, as the engine does without knowing the rest. */
function readThrough(
  paging: Paging,
  origin: number,
  pageSize: number,
  { rows, cap, tellsTotal = true }: Vendor,
): { rows: number[]; pages: number } {
  const read: number[] = []
  let place: Position | null = paging.first(pageSize)
  let pages = 0
  while (place !== null) {
    const query: Record<string, string | number> = paging.query(place, pageSize)
    const start = Number(query['start']) - origin
    const found = Array.from({ length: rows }, (_, row) => row).slice(
      start,
      start + Math.min(Number(query['size']), cap),
    )
    read.push(...found)
    pages++
    assert.ok(pages < 1_000, 'the list ends')
    place = paging.next(place, facts(found.length, tellsTotal ? rows : null), pageSize)
  }
  return { rows: read, pages }
}

const ROWS = { param: 'start', sizeParam: 'size', pageSize: 200 }
const upTo = (count: number) => Array.from({ length: count }, (_, row) => row)

test('lists by row are read whole and once, whatever the sizes, also by a vendor that gives less than asked', () => {
  for (const [paging, origin] of [
    [startIndex(ROWS), 1],
    [offset(ROWS), 0],
  ] as const) {
    for (const rows of [0, 1, 6, 7, 8, 14, 15]) {
      for (const cap of [1, 3, 7, 100]) {
        const read = readThrough(paging, origin, 7, { rows, cap })
        assert.deepEqual(read.rows, upTo(rows), `origin ${origin}, ${rows} rows, at most ${cap}`)
        assert.ok(read.pages <= Math.max(1, Math.ceil(rows / Math.min(cap, 7))), 'no page is asked for in vain')
      }
    }
  }
})

test('without a total a list by row ends with an empty page', () => {
  const read = readThrough(startIndex(ROWS), 1, 7, { rows: 14, cap: 7, tellsTotal: false })
  assert.deepEqual(read, { rows: upTo(14), pages: 3 })
})

test('the rest of an addressable list is known from its first page, by the size that the vendor really gave', () => {
  const paging = startIndex(ROWS)
  assert.deepEqual(paging.rest!({ start: 1 }, { count: 100, total: 350 }, 200), [
    { start: 101, until: 201 },
    { start: 201, until: 301 },
    { start: 301 },
  ])
  assert.deepEqual(paging.rest!({ start: 1 }, { count: 100, total: 100 }, 200), [])
  assert.equal(paging.rest!({ start: 1 }, { count: 0, total: 350 }, 200), undefined)
  assert.equal(paging.rest!({ start: 1 }, { count: 100, total: null }, 200), undefined)
  assert.deepEqual(offset(ROWS).rest!({ start: 0 }, { count: 2, total: 5 }, 2), [{ start: 2, until: 4 }, { start: 4 }])
})

test('a short page in the middle is filled up to where the next known page begins, and no further', () => {
  const paging = startIndex(ROWS)
  const known: Position = { start: 101, until: 201 }
  assert.deepEqual(paging.query(known, 200), { start: 101, size: 100 })
  const gap = paging.next(known, facts(60, 350), 200)
  assert.deepEqual(gap, { start: 161, until: 201 })
  assert.deepEqual(paging.query(gap, 200), { start: 161, size: 40 })
  assert.deepEqual(paging.next(gap, facts(40, 350), 200), { start: 201 }, 'a known place again')
  assert.deepEqual(paging.next(known, facts(100, 350), 200), { start: 201 })
})

test('a list that has grown goes on behind its last known page', () => {
  const paging = startIndex(ROWS)
  const last = paging.rest!({ start: 1 }, { count: 100, total: 200 }, 100)!.at(-1)!
  assert.deepEqual(paging.next(last, facts(100, 230), 100), { start: 201 })
  assert.equal(paging.next(last, facts(100, 200), 100), null)
})

test('numbered pages are read whole, with a total, with a count of pages, and with neither', () => {
  const options = { param: 'page', sizeParam: 'size', pageSize: 100 }
  const rows = upTo(25)
  const read = (paging: Paging, cap: number, tell: (size: number) => Partial<PageFacts>) => {
    const found: number[] = []
    let place: Position | null = paging.first(10)
    while (place !== null) {
      const size = Math.min(10, cap)
      const number = Number(paging.query(place, 10)['page']) - 1
      const slice = rows.slice(number * size, (number + 1) * size)
      found.push(...slice)
      place = paging.next(place, facts(slice.length, null, tell(size)), 10)
    }
    return found
  }
  assert.deepEqual(
    read(page(options), 10, () => ({ total: 25 })),
    rows,
  )
  assert.deepEqual(
    read(page(options), 4, () => ({ total: 25 })),
    rows,
    'a vendor with smaller pages than asked',
  )
  assert.deepEqual(
    read(page(options), 10, () => ({})),
    rows,
  )
  const counted = page({ ...options, pageCount: (body) => (body as { pages: number }).pages })
  assert.deepEqual(
    read(counted, 10, (size) => ({ body: { pages: Math.ceil(25 / size) } })),
    rows,
  )
  assert.deepEqual(page(options).rest!({ start: 1, before: 0 }, { count: 10, total: 25 }, 10), [
    { start: 2, before: 10 },
    { start: 3, before: 20 },
  ])
})

test('a vendor that says with every page whether it is the last decides alone, and its pages have the size it likes', () => {
  const paging = page({ param: 'page', first: 0, pageSize: 200, isLast: (body) => (body as { last: boolean }).last })
  assert.deepEqual(paging.query(paging.first(200), 200), { page: 0 })
  const next = (count: number, last: boolean) =>
    paging.next({ start: 4, before: 8 }, facts(count, 8, { body: { last } }), 200)
  assert.deepEqual(next(2, false), { start: 5, before: 10 }, 'whatever the total says')
  assert.deepEqual(next(0, false), { start: 5, before: 8 }, 'an empty page in the middle does not end the list')
  assert.equal(next(2, true), null)
})

test('a cursor is sent from the second page on, or empty on the first where the vendor wants it so', () => {
  const next = (body: unknown) => (body as { next?: string | null }).next
  const plain = cursor({ param: 'cursor', sizeParam: 'limit', pageSize: 200, next })
  assert.deepEqual(plain.query(plain.first(200), 200), { limit: 200 })
  const rfc = cursor({ param: 'cursor', sizeParam: 'count', pageSize: 100, next, first: '' })
  assert.deepEqual(rfc.query(rfc.first(100), 100), { count: 100, cursor: '' })
  const place = plain.next(plain.first(200), facts(0, null, { body: { next: 'abc' } }), 200)
  assert.deepEqual(plain.query(place!, 200), { limit: 200, cursor: 'abc' }, 'an empty page may have a next one')
  const sized = cursor({ param: 'cursor', sizeParam: 'limit', sizesFirstOnly: true, pageSize: 200, next })
  assert.deepEqual([sized.query({}, 200), sized.query(place!, 200)], [{ limit: 200 }, { cursor: 'abc' }])
  for (const end of [undefined, null, ''])
    assert.equal(plain.next({}, facts(5, null, { body: { next: end } }), 200), null)
  assert.deepEqual(plain.next({}, facts(5, null, { body: { next: 17 } }), 200), { cursor: '17' })
  assert.throws(
    () => plain.next({}, facts(5, null, { body: { next: { page: 2 } } }), 200),
    (error) => isAppError(error, 'vendor_bad_response'),
  )
})

test('a list that comes whole has one page', () => {
  const paging = singlePage()
  assert.deepEqual(paging.query(paging.first(1), 1), {})
  assert.equal(paging.next({}, facts(5_000, null), 1), null)
})
