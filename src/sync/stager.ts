import { AppError } from '#base/errors.ts'
import { copyInto } from '#db/copy.ts'
import {
  isFactKind,
  type AccountRecord,
  type ActivityRecord,
  type EntitlementRecord,
  type GrantRecord,
  type TransactionRecord,
} from '#kit/define.ts'
import type { StreamReader } from '#kit/reader.ts'
import type { SyncRun } from './context.ts'
import { pageNumber } from './page-numbers.ts'
import { lostClaim, type Lane } from './pages.ts'
import { PageRows, type RowIssue, type RowMapping } from './rows.ts'
import { SeenIds } from './seen.ts'
import {
  ACCOUNT_COLUMNS,
  ACTIVITY_COLUMNS,
  ENTITLEMENT_COLUMNS,
  GRANT_COLUMNS,
  TRANSACTION_COLUMNS,
  type Staging,
} from './staging.ts'

// Larger COPYs are cheaper per row up to about here; memory stays a few megabytes.
const BATCH_ROWS = 2_000

// A run that skips a million filtered records is told by its counts; its log shows the first ones.
const MAX_LOGGED_ISSUES = 10_000

/** More broken records on one page than this fail the run (V5): one is always forgiven, then 1 %. */
const brokenAllowed = (rows: number) => Math.max(1, Math.floor(rows / 100))

/** The lines of one batch for one staging table. */
type Load = { table: string; columns: readonly string[]; lines: readonly Buffer[] }

/**
 * Maps the records of pages and writes them to the staging tables in batches, while further pages are fetched. Pages
 * are durable before they come here, so that a batch that is lost with its worker is mapped again, not fetched again.
 */
export class Stager {
  readonly #run: SyncRun
  readonly #staging: Staging
  readonly #mapping: RowMapping
  readonly #lane: Lane
  readonly #reader: StreamReader
  readonly #seen = new SeenIds()
  // Encoded page by page: a few bytes outside the heap instead of thousands of pieces of text that outlive a collection.
  #accounts: Buffer[] = []
  #entitlements: Buffer[] = []
  #grants: Buffer[] = []
  #activity: Buffer[] = []
  #transactions: Buffer[] = []
  #issues: RowIssue[] = []
  #logged = 0
  #rows = 0
  #writing: Promise<void> = Promise.resolve()
  #failure: unknown

  constructor(run: SyncRun, staging: Staging, mapping: RowMapping, lane: Lane, reader: StreamReader) {
    this.#run = run
    this.#staging = staging
    this.#mapping = mapping
    this.#lane = lane
    this.#reader = reader
  }

  /**
   * Takes the records of one page: maps them at once, before it first waits, and resolves when there is room for the next.
   *
   * @param committed ends when the page is durable; nothing of it is written before.
   * @returns how many records had an id that this lane had not brought before.
   */
  async add(seq: number, raws: readonly unknown[], committed?: Promise<void>): Promise<number> {
    // Of who holds something, the order of the pages decides nothing.
    const page = new PageRows(pageNumber(this.#lane.parent === '' ? this.#lane.part : 0, seq), this.#lane.stream)
    let fresh = 0
    let broken = 0
    const kind = this.#reader.stream.kind
    for (const raw of raws) {
      const read = this.#reader.record(raw)
      if (!read.ok) {
        if (read.isLeftOut) page.leftOut(read.externalId, read.name, read.why)
        else if (isFactKind(kind)) page.factFailed(read.why)
        else {
          broken++
          page.failed(read.externalId, read.why)
        }
        if (read.externalId !== null && this.#seen.add(read.externalId)) fresh++
        continue
      }
      switch (kind) {
        case 'accounts': {
          const record = read.record as AccountRecord
          if (this.#seen.add(record.externalId)) fresh++
          page.account(record, raw, this.#mapping)
          break
        }
        case 'groups':
        case 'licences': {
          const record = read.record as EntitlementRecord
          if (this.#seen.add(`${record.kind}:${record.externalId}`)) fresh++
          page.entitlement(record)
          break
        }
        case 'memberships': {
          const record = read.record as GrantRecord
          if (this.#seen.add(`${record.entitlementExternalId}:${record.accountExternalId}`)) fresh++
          page.membership(record)
          break
        }
        case 'activity': {
          const record = read.record as ActivityRecord
          // Without an id of its own nothing tells an event from another: a page of them is never stale.
          if (record.externalId === undefined || this.#seen.add(record.externalId)) fresh++
          page.happened(record)
          break
        }
        case 'transactions': {
          const record = read.record as TransactionRecord
          if (this.#seen.add(record.externalId)) fresh++
          page.charged(record)
          break
        }
        default:
          kind satisfies never
      }
    }
    broken += page.broken
    if (broken > brokenAllowed(raws.length)) {
      throw new AppError('vendor_records_invalid', {
        detail: {
          stream: this.#lane.stream,
          seq,
          broken,
          rows: raws.length,
          first: page.issues.find(({ reason }) => reason === 'invalid_record')?.message,
        },
      })
    }
    if (page.accounts) this.#accounts.push(Buffer.from(page.accounts))
    if (page.entitlements) this.#entitlements.push(Buffer.from(page.entitlements))
    if (page.grants) this.#grants.push(Buffer.from(page.grants))
    if (page.activity) this.#activity.push(Buffer.from(page.activity))
    if (page.transactions) this.#transactions.push(Buffer.from(page.transactions))
    this.#issues.push(...page.issues)
    this.#rows += raws.length
    await committed
    if (this.#rows >= BATCH_ROWS) await this.#flush()
    return fresh
  }

  /** Writes what is left and waits until all is committed. */
  async finish(): Promise<void> {
    await this.#flush()
    await this.#writing
    if (this.#failure !== undefined) throw this.#failure
  }

  /** Starts writing the batch; waits only while the one before is still being written. */
  async #flush(): Promise<void> {
    await this.#writing
    if (this.#failure !== undefined) throw this.#failure
    if (this.#rows === 0) return
    const loads: Load[] = [
      { table: this.#staging.accounts, columns: ACCOUNT_COLUMNS, lines: this.#accounts },
      { table: this.#staging.entitlements, columns: ENTITLEMENT_COLUMNS, lines: this.#entitlements },
      { table: this.#staging.grants, columns: GRANT_COLUMNS, lines: this.#grants },
      { table: this.#staging.activity, columns: ACTIVITY_COLUMNS, lines: this.#activity },
      { table: this.#staging.transactions, columns: TRANSACTION_COLUMNS, lines: this.#transactions },
    ]
    const issues = this.#issues.filter((issue) => issue.kind === 'failed' || this.#logged++ < MAX_LOGGED_ISSUES)
    this.#accounts = []
    this.#entitlements = []
    this.#grants = []
    this.#activity = []
    this.#transactions = []
    this.#issues = []
    this.#rows = 0
    this.#writing = this.#write(loads, issues).catch((error: unknown) => void (this.#failure = error))
  }

  async #write(loads: readonly Load[], issues: readonly RowIssue[]): Promise<void> {
    const { pagesDb: db, sync } = this.#run
    await db.tx(async (tx) => {
      // Shared with other writers of this sync; a worker that takes over waits for it, so that no row comes after.
      await tx.query('select pg_advisory_xact_lock_shared(hashtextextended($1, 0))', [sync.id])
      const owned = await tx.one('select 1 from syncs where id = $1 and epoch = $2 and not cancel_requested', [
        sync.id,
        sync.epoch,
      ])
      if (!owned) throw await lostClaim(db, sync)
      for (const { table, columns, lines } of loads)
        if (lines.length > 0) await copyInto(tx, `${table} (${columns.join(', ')})`, lines)
      if (issues.length > 0) {
        await tx.query(
          `insert into sync_issues (sync_id, stream, kind, reason, external_id, name, message)
             select $1, $2, * from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[])`,
          [
            sync.id,
            this.#lane.stream,
            issues.map((i) => i.kind),
            issues.map((i) => i.reason),
            issues.map((i) => i.externalId),
            issues.map((i) => i.name),
            issues.map((i) => i.message),
          ],
        )
      }
    })
  }
}
