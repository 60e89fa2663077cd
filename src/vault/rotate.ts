import { setTimeout as sleep } from 'node:timers/promises'
import { AppError, assert, isAppError } from '#base/errors.ts'
import type { Db, Tx } from '#db/pool.ts'
import { joinSql, nameSql, sql } from '#db/sql.ts'
import { bytesOf, handoverContext, onlyVersion, VIEW_MS, type KeyRing } from './key-ring.ts'
import { sealSentinel } from './root-key.ts'
import { reseal, seal, sealedPrefix, type RootKeyVersion } from './seal.ts'
import { countSealedUnder, listSealedColumns, sealedUnder, type SealedColumn } from './sealed-columns.ts'

export type RotationKeys = { from: string; to: string }

export type RotationReport = RotationKeys & {
  /** Whether it went on with a rotation that had been begun before. */
  resumed: boolean
  /** What this run sealed anew, by `table.column`. */
  sealed: Record<string, number>
  /** Texts under the old key when the last transaction committed; that it is 0 was counted with the tables locked. */
  left: 0
}

type Options = {
  db: Db
  rootKey: KeyRing
  /** The new key, safely kept by the caller; needed only to begin. */
  next: RootKeyVersion | undefined
  /** In the transaction that begins, and in the one that ends: for the audit log. */
  onBegin: (tx: Tx, keys: RotationKeys) => Promise<void>
  onEnd: (tx: Tx, report: RotationReport) => Promise<void>
  onProgress?: (done: number, total: number) => void
  /** How long after its begin the rotation ends at the earliest; less only where no other process runs. */
  settleMs?: number
  signal?: AbortSignal
}

const BATCH = 200
/** Names of rows held in memory at a time. */
const PASS = 50_000
/** Everybody who is awake has seen by then that there is a new key. */
const SETTLED_MS = 3 * VIEW_MS
/** Writers wait behind us while we wait for a table, so we give up soon and come again. */
const LOCK_TIMEOUT_MS = 2_000

/**
 * Seals everything anew under another root key, while others go on reading and writing (S19). Any number of times it may
 * be killed, at any moment: the next run goes on. It ends when nothing is left under the old key, which it counts with
 * the tables locked, in the transaction that retires the key.
 *
 * @throws `root_key_wrong` when the new key is not the one that a rotation was begun with, or was retired; `invalid_input`
 *   without a new key where none was begun; `secret_unreadable` naming rows that were damaged before: the rotation then
 *   stays begun, and ends once they are gone.
 */
export async function rotateRootKey(options: Options): Promise<RotationReport> {
  const { db, rootKey, onProgress, signal } = options
  const { from, to, resumed, ageMs } = await begin(options)
  const settledAt = performance.now() + (options.settleMs ?? SETTLED_MS) - ageMs
  await rootKey.refresh()
  const [old, current] = [await rootKey.find(from), await rootKey.find(to)]
  if (!old || !current) throw new AppError('root_key_wrong', { detail: { from, to } })

  const columns = await listSealedColumns(db)
  const sealed: Record<string, number> = Object.fromEntries(columns.map((place) => [nameOf(place), 0]))
  const unreadable = new Set<string>()
  let left = 0
  for (const place of columns) left += await countSealedUnder(db, place, from)
  const total = left
  let done = 0
  for (;;) {
    let found = 0
    for (const place of columns) {
      for await (const count of resealColumn(db, place, old, current, unreadable)) {
        signal?.throwIfAborted()
        sealed[nameOf(place)]! += count
        found += count
        done += count
        onProgress?.(done, Math.max(total, done))
      }
    }
    if (found > 0) continue
    if (unreadable.size > 0) throw damaged(unreadable)
    const wait = settledAt - performance.now()
    if (wait > 0) await sleep(wait, undefined, signal ? { signal } : {})
    const report: RotationReport = { from, to, resumed, sealed, left: 0 }
    if (await retire(db, columns, report, options)) return report
    await sleep(200)
  }
}

function nameOf({ table, column }: SealedColumn): string {
  return `${table}.${column}`
}

function damaged(rows: ReadonlySet<string>): AppError {
  const some = [...rows].slice(0, 5).join(', ')
  return new AppError('secret_unreadable', {
    message: `${rows.size} sealed texts were damaged before and do not open: ${some}${rows.size > 5 ? ' …' : ''}. Everything else is under the new key. Delete them or enter them again, then run rotate-keys once more.`,
    detail: { rows: rows.size },
  })
}

/** `ageMs` by the database's clock. */
type KeyRow = { id: string; state: 'current' | 'old' | 'retired'; ageMs: number }

/** Makes the new key the one that seals, or finds that this was done. From here on both are known to every process. */
function begin({ db, rootKey, next, onBegin }: Options): Promise<RotationKeys & { resumed: boolean; ageMs: number }> {
  return db.tx(async (tx) => {
    await tx.query('lock table vault_keys in share row exclusive mode')
    const rows = await tx.query<KeyRow>(
      `select key_id as id, state, (extract(epoch from clock_timestamp() - created_at) * 1000)::float8 as "ageMs"
       from vault_keys`,
    )
    const current = rows.find(({ state }) => state === 'current')
    const old = rows.find(({ state }) => state === 'old')
    assert(current, 'a vault that is open has a key')
    if (old) {
      if (next && next.id !== current.id) {
        throw new AppError('root_key_wrong', {
          message: `A rotation to the key ${current.id} is under way. Finish it before beginning one to ${next.id}.`,
        })
      }
      return { from: old.id, to: current.id, resumed: true, ageMs: current.ageMs }
    }
    if (!next) throw new AppError('invalid_input', { message: 'There is no new root key to rotate to.' })
    const known = rows.find(({ id }) => id === next.id)
    if (known) {
      throw new AppError('root_key_wrong', {
        message:
          known.state === 'retired'
            ? 'The new root key is one that was retired. Take another one.'
            : 'The new root key is the one in use.',
      })
    }
    const mine = await rootKey.find(current.id)
    if (!mine) throw new AppError('root_key_wrong', { detail: { keyId: current.id } })
    await tx.query('update vault_keys set state = $2, handover = $3 where key_id = $1', [
      mine.id,
      'old',
      await handOver(mine, next),
    ])
    await tx.query(
      `insert into vault_keys (key_id, sentinel, state, handover, created_at)
       values ($1, $2, 'current', $3, clock_timestamp())`,
      [next.id, await sealSentinel(next), await handOver(next, mine)],
    )
    await onBegin(tx, { from: mine.id, to: next.id })
    return { from: mine.id, to: next.id, resumed: false, ageMs: 0 }
  })
}

/** A key sealed under another one. */
function handOver(key: RootKeyVersion, under: RootKeyVersion): Promise<string> {
  return seal(onlyVersion(under), handoverContext(key.id), bytesOf(key).toString('base64'))
}

/** Yields how many were sealed anew, batch by batch; passes over rows that somebody holds just now. */
async function* resealColumn(
  db: Db,
  place: SealedColumn,
  old: RootKeyVersion,
  current: RootKeyVersion,
  unreadable: Set<string>,
): AsyncGenerator<number> {
  const table = nameSql(place.table)
  const key = nameSql(place.key)
  const rows = await db.query<{ key: string }>(
    sql`select ${key}::text as key from ${table} where ${sealedUnder(place, old.id)} limit ${PASS}`,
  )
  const keys = rows.map((row) => row.key).filter((name) => !unreadable.has(`${nameOf(place)} ${name}`))
  for (let at = 0; at < keys.length; at += BATCH) {
    const batch = keys.slice(at, at + BATCH)
    yield await db.tx((tx) => resealBatch(tx, place, batch, old, current, unreadable))
  }
}

async function resealBatch(
  tx: Tx,
  place: SealedColumn,
  keys: readonly string[],
  old: RootKeyVersion,
  current: RootKeyVersion,
  unreadable: Set<string>,
): Promise<number> {
  const [table, key, column] = [nameSql(place.table), nameSql(place.key), nameSql(place.column)]
  const rows = await tx.query<{ key: string; text: string }>(
    sql`select ${key}::text as key, ${column} as text from ${table}
      where ${key} = any(${keys}::text[]::${typeSql(place)}[]) and ${sealedUnder(place, old.id)}
      for no key update skip locked`,
  )
  const done: { key: string; text: string }[] = []
  await Promise.all(
    rows.map(async (row) => {
      try {
        done.push({ key: row.key, text: await reseal(old, current, row.text) })
      } catch (error) {
        if (!isAppError(error, 'secret_unreadable')) throw error
        unreadable.add(`${nameOf(place)} ${row.key}`)
      }
    }),
  )
  if (done.length === 0) return 0
  const set = [sql`${column} = anew.text`, ...(place.hasKeyId ? [sql`key_id = ${current.id}`] : [])]
  return tx.execute(
    sql`update ${table} t set ${joinSql(set, ', ')}
      from unnest(${done.map((row) => row.key)}::text[], ${done.map((row) => row.text)}::text[]) as anew (key, text)
      where t.${key} = anew.key::${typeSql(place)}`,
  )
}

/** The type of the primary key; its name is PostgreSQL's own. */
function typeSql({ keyType }: SealedColumn) {
  return nameSql(keyType)
}

/** Nothing is left, and nobody can add: the tables are locked while it is counted. False when something is. */
async function retire(
  db: Db,
  columns: readonly SealedColumn[],
  report: RotationReport,
  { onEnd }: Pick<Options, 'onEnd'>,
): Promise<boolean> {
  const { from } = report
  try {
    return await db.tx(async (tx) => {
      await tx.query(`set local lock_timeout = ${LOCK_TIMEOUT_MS}`)
      const tables = [...new Set(columns.map(({ table }) => table))].map(nameSql)
      await tx.query(sql`lock table ${joinSql(tables, ', ')} in share row exclusive mode`)
      for (const place of columns) if ((await countSealedUnder(tx, place, from)) > 0) return false
      const retired = await tx.execute(
        `update vault_keys set state = 'retired', handover = null, prefix = $2, retired_at = now()
         where key_id = $1 and state = 'old'`,
        [from, sealedPrefix(from)],
      )
      await tx.query(`update vault_keys set handover = null where state = 'current'`)
      // Another run of rotate-keys may have been faster; then it has reported.
      if (retired > 0) await onEnd(tx, report)
      return true
    })
  } catch (error) {
    if (isLockTimeout(error)) return false
    throw error
  }
}

function isLockTimeout(error: unknown): boolean {
  for (let item = error; item instanceof Error; item = item.cause) {
    if ((item as { code?: unknown }).code === '55P03') return true
  }
  return false
}

export type VaultStatus = {
  current: string | null
  /** While a rotation is under way. */
  old: string | null
  retired: { id: string; at: Date }[]
  columns: { name: string; current: number; old: number; other: number }[]
}

/** Which keys there are, and what is sealed under them. Opens nothing, so it needs no key. */
export async function readVaultStatus(db: Db): Promise<VaultStatus> {
  const keys = await db.query<{ id: string; state: string; at: Date | null }>(
    'select key_id as id, state, retired_at as at from vault_keys order by created_at',
  )
  const idOf = (wanted: string) => keys.find(({ state }) => state === wanted)?.id ?? null
  const [current, old] = [idOf('current'), idOf('old')]
  const columns = []
  for (const place of await listSealedColumns(db)) {
    const under = (id: string | null) => (id === null ? 0 : countSealedUnder(db, place, id))
    const all = await db.one<{ count: number }>(
      sql`select count(*) as count from ${nameSql(place.table)} where ${nameSql(place.column)} <> ''`,
    )
    const [ofCurrent, ofOld] = [await under(current), await under(old)]
    const other = (all?.count ?? 0) - ofCurrent - ofOld
    columns.push({ name: nameOf(place), current: ofCurrent, old: ofOld, other })
  }
  const retired = keys.flatMap(({ id, state, at }) => (state === 'retired' && at ? [{ id, at }] : []))
  return { current, old, retired, columns }
}
