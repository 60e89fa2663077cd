import { AppError, isAppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import { isFactKind, type StreamKind } from '#kit/define.ts'
import type { ParsedPage, RawPage, StreamReader } from '#kit/reader.ts'
import type { Position } from '#kit/paginate.ts'
import type { SyncRun } from './context.ts'
import { pageNumber } from './page-numbers.ts'
import { commitPage, committedPages, digestOf, ReferencePages, storedBody, type Lane } from './pages.ts'
import type { Stager } from './stager.ts'
import { stagedIn, type Staging } from './staging.ts'

/** An empty page may have a next one (V9), but a vendor that sends this many in a row pages for ever. */
const MAX_EMPTY_PAGES = 50
/** Filled pages in a row that bring no id that is new (V7). */
const MAX_STALE_PAGES = 3

type Place = { seq: number; position: Position }
type Arrived = Place & { raw: RawPage }

/**
 * Reads one list of one sync to its last page: every page is committed with the place after it before anything else is
 * asked of the vendor, then mapped and staged while the next one is under way. Goes on where a killed worker stopped.
 *
 * Pages that can be addressed are asked for several at a time, as many as the vendor's slowness is worth; a vendor
 * that answers faster than we work gets one request at a time.
 *
 * @returns the vendor's own count of the list, if it tells one.
 */
export async function readLane(
  run: SyncRun,
  lane: Lane,
  reader: StreamReader,
  stager: Stager,
  staging: Staging,
): Promise<{ total: number | null }> {
  try {
    return await readPages(run, lane, reader, stager, staging)
  } catch (error) {
    // A cursor can expire under a long run: the list is then read once more from its start (V19).
    if (!isAppError(error, 'vendor_bad_request', 'vendor_not_found')) throw error
    const begun = await committedPages(run.db, run.sync.id, lane)
    if (begun.length === 0) throw error
    run.log.warn(
      { stream: lane.stream, pages: begun.length, error },
      'the vendor refused the next page; reading the list again from its start',
    )
    await stager.finish()
    await forgetLane(run.db, run.sync.id, lane, reader.stream.kind, staging)
    return readPages(run, lane, reader, stager, staging)
  }
}

async function forgetLane(db: Db, syncId: string, lane: Lane, kind: StreamKind, staging: Staging): Promise<void> {
  await db.tx(async (tx) => {
    const range = [pageNumber(lane.part, 0), pageNumber(lane.part + 1, 0)]
    await tx.query('delete from sync_pages where sync_id = $1 and stream = $2 and part = $3 and parent = $4', [
      syncId,
      lane.stream,
      lane.part,
      lane.parent,
    ])
    if (isFactKind(kind))
      await tx.query(`delete from ${stagedIn(staging, kind)} where stream = $3 and page >= $1 and page < $2`, [
        ...range,
        lane.stream,
      ])
    else if (lane.parent === '') {
      await tx.query(`delete from ${staging.accounts} where page >= $1 and page < $2`, range)
      for (const table of [staging.entitlements, staging.grants])
        await tx.query(`delete from ${table} where stream = $3 and page >= $1 and page < $2`, [...range, lane.stream])
    }
  })
}

async function readPages(
  run: SyncRun,
  lane: Lane,
  reader: StreamReader,
  stager: Stager,
  staging: Staging,
): Promise<{ total: number | null }> {
  const { db, sync, connection, signal } = run
  // A list whose records have lists of their own is read anew: an unchanged group can have other members.
  const hasChildren = Object.values(run.connector.streams).some((stream) => stream.forEach === lane.stream)
  // So is a list of who holds what: what it does not stage, it takes away. Facts are compared with nothing.
  const { kind } = reader.stream
  const isReadAnew = lane.parent !== '' || hasChildren || kind === 'memberships' || isFactKind(kind)
  const reference = new ReferencePages(db, isReadAnew ? null : connection.referenceSyncId, lane)
  const queue: Place[] = []
  // Where an addressable list's known pages begin; undefined while the list is read by cursor.
  let known: Set<number> | undefined
  let lastSeq = -1
  let total: number | null = null
  let counted = 0
  let emptyRun = 0
  let staleRun = 0

  const first = reader.first()
  const begun = await committedPages(db, sync.id, lane)
  await restage(run, lane, reader, stager, staging, begun)

  const expand = (start: Position, rest: Position[] | undefined) => {
    if (rest === undefined) return false
    known = new Set([start, ...rest].map((position) => Number(position['start'])))
    for (const position of rest) queue.push({ seq: ++lastSeq, position })
    return true
  }
  const follow = (next: Position | null) => {
    if (next === null) return
    // In an addressable list a short page leaves a gap, and a grown list goes on behind its last known page.
    if (known !== undefined) {
      const start = Number(next['start'])
      if (known.has(start)) return
      known.add(start)
    }
    queue.push({ seq: ++lastSeq, position: next })
  }

  if (begun.length === 0) queue.push({ seq: ++lastSeq, position: first })
  else {
    const head = begun[0]!
    lastSeq = 0
    const stored = await db.one<{ total: number | null }>('select rest_total as total from raw_pages where id = $1', [
      head.pageId,
    ])
    total = stored?.total ?? null
    if (expand(head.position, reader.rest({ count: head.rowCount, total }))) {
      const done = new Set(begun.map((page) => page.seq))
      const missing = queue.filter((place) => !done.has(place.seq))
      queue.length = 0
      queue.push(...missing)
      lastSeq = Math.max(lastSeq, ...begun.map((page) => page.seq))
      for (const page of begun) follow(page.next)
    } else {
      const last = begun.at(-1)!
      lastSeq = last.seq
      follow(last.next)
    }
  }

  let committed: Promise<void> = Promise.resolve()
  const process = async (page: Arrived): Promise<void> => {
    const digest = digestOf(page.raw.response.body)
    const same = await reference.at(page.seq)
    const isSame = same !== undefined && same.digest.equals(digest)
    let parsed: ParsedPage
    if (isSame) {
      parsed = {
        raws: [],
        count: same.rowCount,
        next: same.next,
        rest: page.seq === 0 ? reader.rest({ count: same.rowCount, total: same.total }) : undefined,
        total: same.total,
      }
    } else parsed = reader.parse(page.raw)
    if (parsed.total !== null) total = parsed.total

    if (parsed.count > 0) emptyRun = 0
    else if (parsed.next !== null && ++emptyRun > MAX_EMPTY_PAGES)
      throw new AppError('vendor_cursor_loop', { detail: { stream: lane.stream, seq: page.seq, emptyPages: emptyRun } })

    const place = {
      seq: page.seq,
      position: page.position,
      next: parsed.next,
      rowCount: parsed.count,
      total: parsed.total,
      counted: reader.stream.kind === 'accounts' ? parsed.count : 0,
    }
    ;({ committed } = await commitPage(
      run.pagesDb,
      sync,
      connection.id,
      lane,
      isSame
        ? { ...place, same: true, pageId: same.pageId }
        : { ...place, same: false, digest, body: page.raw.response.body },
    ))
    counted += parsed.count
    if (!(page.seq === 0 && expand(page.position, parsed.rest))) follow(parsed.next)
    if (isSame) {
      staleRun = 0
      return
    }
    return void (staged = { seq: page.seq, raws: parsed.raws, goesOn: parsed.next !== null })
  }

  const inFlight = new Map<number, Promise<Arrived>>()
  const pace = new Pace(run.connector.concurrency)
  let staged: { seq: number; raws: unknown[]; goesOn: boolean } | undefined
  const ask = () => {
    while (queue.length > 0 && inFlight.size < (known === undefined ? 1 : pace.window())) {
      const place = queue.shift()!
      const asked = performance.now()
      const answer = reader.fetch(place.position, signal).then((raw) => {
        pace.answered(performance.now() - asked)
        return { ...place, raw }
      })
      // A failure is met where the page is awaited; until then it must not count as unhandled.
      answer.catch(() => undefined)
      inFlight.set(place.seq, answer)
    }
  }

  ask()
  while (inFlight.size > 0) {
    signal.throwIfAborted()
    const arrived = await Promise.race(inFlight.values())
    inFlight.delete(arrived.seq)
    const began = performance.now()
    staged = undefined
    await process(arrived)
    // The next page is asked for as soon as this one's commit is on its way: its wait hides the rest of that.
    ask()
    if (staged === undefined) await committed
    else {
      const { seq, raws, goesOn } = staged as { seq: number; raws: unknown[]; goesOn: boolean }
      // Mapped while the commit is under way.
      const fresh = await stager.add(seq, raws, committed)
      staleRun = raws.length > 0 && fresh === 0 ? staleRun + 1 : 0
      if (staleRun >= MAX_STALE_PAGES && goesOn)
        throw new AppError('vendor_cursor_loop', { detail: { stream: lane.stream, seq, stalePages: staleRun } })
    }
    pace.worked(performance.now() - began)
  }
  run.log.debug({ stream: lane.stream, part: lane.part, rows: counted }, 'list read to its last page')
  return { total }
}

/** Stages again what a killed worker had committed but not mapped: from our own copy, without asking the vendor. */
async function restage(
  run: SyncRun,
  lane: Lane,
  reader: StreamReader,
  stager: Stager,
  staging: Staging,
  begun: readonly { seq: number; position: Position; same: boolean; rowCount: number; pageId: number }[],
): Promise<void> {
  if (begun.length === 0) return
  const kind = reader.stream.kind
  const table = stagedIn(staging, kind)
  const pages = await run.db.query<{ page: number }>(
    `select distinct page from ${table}${kind === 'accounts' ? '' : ' where stream = $1'}`,
    kind === 'accounts' ? [] : [lane.stream],
  )
  const done = new Set(pages.map((row) => row.page))
  for (const page of begun) {
    if (page.same || page.rowCount === 0 || (lane.parent === '' && done.has(pageNumber(lane.part, page.seq)))) continue
    const body = await storedBody(run.db, page.pageId)
    if (!body)
      throw new AppError('internal', {
        detail: { invariant: 'a page of a running sync keeps its body', seq: page.seq },
      })
    await stager.add(
      page.seq,
      reader.parse({
        position: page.position,
        response: { status: 200, headers: { 'content-type': 'application/json' }, body },
      }).raws,
    )
  }
  await stager.finish()
}

/** How many pages to have under way: as many as fit into one answer's wait, so that neither side idles. */
class Pace {
  readonly #most: number
  #wait = 0
  #work = 0

  constructor(most: number) {
    this.#most = most
  }

  answered(ms: number): void {
    this.#wait = this.#wait === 0 ? ms : this.#wait * 0.8 + ms * 0.2
  }

  worked(ms: number): void {
    this.#work = this.#work === 0 ? ms : this.#work * 0.8 + ms * 0.2
  }

  window(): number {
    return Math.max(1, Math.min(this.#most, Math.round(this.#wait / Math.max(this.#work, 1))))
  }
}
