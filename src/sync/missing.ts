import { isAppError, toAppError, type AppError } from '#base/errors.ts'
import type { Db, Tx } from '#db/pool.ts'
import { copyInto } from '#db/copy.ts'
import type { AccountRecord } from '#kit/define.ts'
import type { StreamReader } from '#kit/reader.ts'
import type { SyncRun } from './context.ts'
import { REREAD_PAGE } from './page-numbers.ts'
import { allowedMissing } from './guard.ts'
import { accountStreams } from './plan.ts'
import { PageRows, type RowMapping } from './rows.ts'
import { ACCOUNT_COLUMNS, type Staging } from './staging.ts'

/** More than this many are not asked for one by one, however large the company: the loss is then held. */
const MAX_REREADS = 2_000

/**
 * Writes down which standing accounts no list has brought: neither a staged row nor an unchanged page names them.
 *
 * @returns how many there are.
 */
export async function findMissing(tx: Tx, run: SyncRun, staging: Staging): Promise<number> {
  await tx.query(`set local work_mem = '64MB'; drop table if exists ${staging.missing}`)
  const same = await isSameList(tx, run)
  return tx.execute(
    `create table ${staging.missing} as
     select a.id as account_id, a.external_id, a.email, a.person_id, a.status, coalesce(a.display_name, a.email, a.username) as name, lower(split_part(a.email, '@', 2)) as domain
     from accounts a
     where a.connection_id = $2 and a.missing_since is null and not $4::boolean
       -- "not in" is answered by a hash whatever the statistics say; none of the ids is null.
       and a.external_id not in (select external_id from ${staging.accounts})
       and a.external_id not in (select unnest(r.external_ids) from sync_pages p join raw_pages r on r.id = p.page_id where p.sync_id = $1 and p.same and p.stream = any($3))`,
    [run.sync.id, run.connection.id, accountStreams(run), same],
  )
}

/**
 * Whether the vendor sent page for page what it sent to the newest applied sync: then nobody can have gone, and no list of
 * ids need be compared.
 */
async function isSameList(tx: Tx, run: SyncRun): Promise<boolean> {
  const { sync, connection } = run
  if (connection.referenceSyncId === null) return false
  const row = await tx.one<{ same: boolean }>(
    `select not exists (select from sync_pages where sync_id = $1 and stream = any($3) and not same)
       and (select count(*) from sync_pages where sync_id = $1 and stream = any($3)) = (select count(*) from sync_pages where sync_id = $2 and stream = any($3))
       and not exists (select from syncs later join syncs reference on reference.id = $2
         where later.connection_id = reference.connection_id and later.generation > reference.generation and later.applied_at is not null and later.trigger <> 'preview') as same`,
    [sync.id, connection.referenceSyncId, accountStreams(run)],
  )
  return row!.same
}

/**
 * Asks the vendor for each account that seems missing, by its id: only one that the vendor does not know any more is
 * missing. One that answers was lost between two pages (V8), and is staged like any other.
 *
 * @returns the error that stopped the check, if one did: then nobody may be called missing.
 */
export async function confirmMissing(
  run: SyncRun,
  staging: Staging,
  mapping: RowMapping,
  reader: StreamReader,
): Promise<{ found: number; error?: AppError }> {
  if (reader.readOne === undefined) return { found: 0 }
  const { active } = (await run.db.one<{ active: number }>(
    `select count(*)::int as active from accounts where connection_id = $1 and missing_since is null and status in ('active', 'invited')`,
    [run.connection.id],
  ))!
  const most = Math.min(MAX_REREADS, allowedMissing(run.connection.guard, active))
  const missing = await run.db.query<{ externalId: string; email: string | null }>(
    `select external_id as "externalId", email from ${staging.missing} order by external_id limit ${most + 1}`,
  )
  // A loss that the guard holds anyway is not talked away one by one: a person decides, seeing the names.
  if (missing.length === 0 || missing.length > most) return { found: 0 }
  const page = new PageRows(REREAD_PAGE, reader.name)
  const found: string[] = []
  const waiting = [...missing]
  try {
    const ask = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        run.signal.throwIfAborted()
        const answer = await reader.readOne!(next.externalId, run.signal, next.email)
        if (answer.gone) continue
        const read = reader.record(answer.raw)
        if (read.ok && (read.record as AccountRecord).externalId === next.externalId)
          page.account(read.record as AccountRecord, answer.raw, mapping)
        else if (!read.ok && read.isLeftOut && read.externalId === next.externalId)
          page.leftOut(read.externalId, read.name, read.why)
        else
          page.failed(
            next.externalId,
            read.ok ? 'The vendor answered with another record than the one asked for.' : read.why,
          )
        found.push(next.externalId)
      }
    }
    await Promise.all(Array.from({ length: Math.min(run.connector.concurrency, missing.length) }, ask))
  } catch (thrown) {
    const error = toAppError(thrown)
    if (run.signal.aborted || !error.code.startsWith('vendor_') || isAppError(error, 'vendor_unauthorized')) throw error
    return { found: 0, error }
  }
  if (found.length > 0) await stageFound(run.db, run, staging, page, found)
  return { found: found.length }
}

async function stageFound(db: Db, run: SyncRun, staging: Staging, page: PageRows, found: string[]): Promise<void> {
  await db.tx(async (tx) => {
    await tx.query(`delete from ${staging.accounts} where page = ${REREAD_PAGE}`)
    await copyInto(tx, `${staging.accounts} (${ACCOUNT_COLUMNS.join(', ')})`, [Buffer.from(page.accounts)])
    await tx.query(`delete from ${staging.missing} where external_id = any($1)`, [found])
    await tx.query('update syncs set read_count = read_count + $2 where id = $1', [run.sync.id, found.length])
  })
}
