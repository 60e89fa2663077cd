import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { constants, zstdCompressSync, zstdDecompress } from 'node:zlib'
import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { Position } from '#kit/paginate.ts'
import type { SyncRow } from './context.ts'

const decompress = promisify(zstdDecompress)

// Level 1: a page of 140 KB shrinks to a tenth in under half a millisecond, less than a turn through the thread pool takes.
const LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

/** Where a page belongs: one partition, or one parent record, of one stream. */
export type Lane = { stream: string; part: number; parent: string }

/** A page that is committed. */
export type StoredPage = {
  seq: number
  position: Position
  next: Position | null
  same: boolean
  rowCount: number
  pageId: number
}

export function digestOf(body: Buffer): Buffer {
  return createHash('sha256').update(body).digest()
}

/**
 * Commits one page and the place after it in one statement: a killed worker goes on after the last page that this
 * wrote, and fetches no page twice but the one it was busy with (C1). Writes nothing under an old epoch.
 *
 * @returns once the statement is with the database, which carries it out even if this process is killed then: from there on
 *   the next page may be asked for. `committed` ends when it is done; it rejects with what took the claim away.
 */
export async function commitPage(
  db: Db,
  sync: SyncRow,
  connectionId: string,
  lane: Lane,
  page: {
    seq: number
    position: Position
    next: Position | null
    rowCount: number
    total: number | null
    counted: number
  } & ({ same: true; pageId: number } | { same: false; digest: Buffer; body: Buffer }),
): Promise<{ committed: Promise<void> }> {
  const body = page.same ? null : zstdCompressSync(page.body, LEVEL)
  const commit = async (): Promise<void> => {
    const rows = await db.prepared(
      'commit_page',
      `with claimed as (
       update syncs set read_count = read_count + $13, page_count = page_count + 1, attempts = 0
       where id = $1 and epoch = $2 and not cancel_requested returning 1
     ), raw as (
       insert into raw_pages (connection_id, digest, body, external_ids, filtered, next, rest_total)
       select $3, $10, $11, '{}', 0, $8, $12 from claimed where $9::bigint is null returning id
     )
     insert into sync_pages (sync_id, stream, part, parent, seq, position, next, page_id, same, row_count)
     select $1, $4, $5, $6, $7, $15::jsonb, $8::jsonb, coalesce($9::bigint, (select id from raw)), $9::bigint is not null, $14 from claimed
     returning 1`,
      [
        sync.id,
        sync.epoch,
        connectionId,
        lane.stream,
        lane.part,
        lane.parent,
        page.seq,
        page.next === null ? null : JSON.stringify(page.next),
        page.same ? page.pageId : null,
        page.same ? null : page.digest,
        body,
        page.total,
        page.counted,
        page.rowCount,
        JSON.stringify(page.position),
      ],
    )
    if (rows.length === 0) throw await lostClaim(db, sync)
  }
  const committed = commit()
  // Met by the caller a little later; until then it must not count as unhandled.
  committed.catch(() => undefined)
  // The driver hands the statement to the socket within this turn of the event loop.
  await new Promise((next) => setImmediate(next))
  return { committed }
}

/** Why a write of this worker was refused. */
export async function lostClaim(db: Db, sync: SyncRow): Promise<AppError> {
  const row = await db.one<{ epoch: number }>('select epoch from syncs where id = $1', [sync.id])
  return new AppError(row?.epoch === sync.epoch ? 'sync_cancelled' : 'sync_fenced', {
    detail: { syncId: sync.id, epoch: sync.epoch },
  })
}

/** The pages of a lane that are committed already, in order. */
export function committedPages(db: Db, syncId: string, lane: Lane): Promise<StoredPage[]> {
  return db.query<StoredPage>(
    `select seq, position, next, same, row_count as "rowCount", page_id as "pageId" from sync_pages
     where sync_id = $1 and stream = $2 and part = $3 and parent = $4 order by seq`,
    [syncId, lane.stream, lane.part, lane.parent],
  )
}

/** The body of a stored page as the vendor sent it; undefined when it was erased (kept 7 days at most). */
export async function storedBody(db: Db, pageId: number): Promise<Buffer | undefined> {
  const row = await db.one<{ body: Buffer | null }>('select body from raw_pages where id = $1', [pageId])
  return row?.body ? decompress(row.body) : undefined
}

export type ReferencePage = {
  seq: number
  pageId: number
  digest: Buffer
  next: Position | null
  rowCount: number
  total: number | null
  ids: number
}

const WINDOW = 512

/**
 * The same lane as the newest fully applied sync read it. A page that is byte for byte the same needs neither parsing
 * nor staging. Loaded in windows, so that memory stays flat at any number of pages.
 */
export class ReferencePages {
  readonly #db: Db
  readonly #syncId: string | null
  readonly #lane: Lane
  #window = new Map<number, ReferencePage>()
  #loadedTo = -1
  #done = false

  constructor(db: Db, syncId: string | null, lane: Lane) {
    this.#db = db
    this.#syncId = syncId
    this.#lane = lane
    this.#done = syncId === null
  }

  async at(seq: number): Promise<ReferencePage | undefined> {
    while (!this.#done && seq > this.#loadedTo) {
      if (this.#window.size > 4 * WINDOW) this.#window = new Map()
      const rows = await this.#db.query<ReferencePage>(
        `select s.seq, r.id as "pageId", r.digest, r.next, s.row_count as "rowCount", r.rest_total as total, cardinality(r.external_ids) as ids
         from sync_pages s join raw_pages r on r.id = s.page_id
         where s.sync_id = $1 and s.stream = $2 and s.part = $3 and s.parent = $4 and s.seq > $5 and r.digest <> ''
         order by s.seq limit ${WINDOW}`,
        [this.#syncId, this.#lane.stream, this.#lane.part, this.#lane.parent, this.#loadedTo],
      )
      for (const row of rows) this.#window.set(row.seq, row)
      this.#loadedTo = rows.at(-1)?.seq ?? this.#loadedTo
      this.#done = rows.length < WINDOW
      if (rows.length === 0) break
    }
    const found = this.#window.get(seq)
    this.#window.delete(seq)
    return found
  }
}
