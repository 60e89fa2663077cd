import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { AppError } from '#base/errors.ts'
import type { Log } from '#base/log.ts'
import { toDatabaseError } from './errors.ts'

const FOLDER = fileURLToPath(new URL('../../migrations/', import.meta.url))
const FILE_NAME = /^(\d{4})_[a-z0-9_]+\.sql$/
/** The oldest version that we promise and test for (`server_version_num`). */
const OLDEST_SERVER = 160_000
/** Any number that nothing else in this database locks; the letters of "rollcall" cut to a bigint. */
const LOCK_KEY = '8245921731386928236'
/** A migration that waits for a lock makes everyone behind it wait too, so it gives up soon and tries again (D7). */
const LOCK_TIMEOUT_MS = 3_000
const LOCK_TRIES = 20
const LOCK_NOT_AVAILABLE = '55P03'

/** One file: `name` with its ending, `text` as it stands, `sha256` of the text in hex. */
export type Migration = { name: string; text: string; sha256: string }

type Options = {
  /** The folder of `NNNN_name.sql` files; the product's own by default. */
  folder?: string
  log?: Pick<Log, 'info' | 'warn'>
}

/** All migrations of a folder in their order. Throws on a name that is not `NNNN_name.sql`, and on a number used twice. */
export async function readMigrations(folder = FOLDER): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted()
  const numbers = new Map<string, string>()
  for (const name of names) {
    const number = FILE_NAME.exec(name)?.[1]
    if (number === undefined) throw wrong(name, 'is not named NNNN_name.sql')
    if (numbers.has(number)) throw wrong(name, `has the same number as ${numbers.get(number)}`)
    numbers.set(number, name)
  }
  return Promise.all(
    names.map(async (name) => {
      // A checkout on another system may turn line ends, which changes nothing in the database.
      const text = (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n')
      return { name, text, sha256: createHash('sha256').update(text).digest('hex') }
    }),
  )
}

function wrong(name: string, why: string): AppError {
  return new AppError('migration_changed', { message: `The migration ${name} ${why}.`, detail: { migration: name } })
}

/** Throws `database_too_old` below PostgreSQL 16; the number is `server_version_num`, such as 160004 for 16.4. */
export function checkServerVersion(versionNumber: number): void {
  if (versionNumber < OLDEST_SERVER) throw new AppError('database_too_old', { detail: { version: versionNumber } })
}

/**
 * Which migrations are still to be run. Forward only and in one order everywhere, so that two databases with the same
 * migrations are the same: a file that slips in before one already applied is refused, like one that was changed.
 */
export function pendingMigrations(
  known: readonly Migration[],
  applied: readonly { name: string; sha256: string }[],
): Migration[] {
  const byName = new Map(known.map((migration) => [migration.name, migration]))
  const newer = applied.find(({ name }) => !byName.has(name))
  if (newer) throw new AppError('migration_newer', { detail: { migration: newer.name } })
  const changed = applied.find(({ name, sha256 }) => byName.get(name)?.sha256 !== sha256)
  if (changed) throw wrong(changed.name, 'was changed after this database had it')
  const done = new Set(applied.map(({ name }) => name))
  const pending = known.filter(({ name }) => !done.has(name))
  const last = applied.map(({ name }) => name).reduce((a, b) => (a > b ? a : b), '')
  const late = pending.find(({ name }) => name < last)
  if (late) throw wrong(late.name, `comes before ${last}, which this database already has`)
  return pending
}

function migrationError({ name }: Migration, thrown: unknown): unknown {
  const known = toDatabaseError(thrown)
  if (known !== thrown) return known
  return new AppError('internal', {
    message: `The migration ${name} failed.`,
    detail: { migration: name },
    cause: thrown,
  })
}

/** One file, with the note that it was applied, in one transaction: a killed start leaves it whole or not at all (D7). */
async function apply(client: Client, migration: Migration, log: Options['log']): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await client.query(`begin; set local lock_timeout = ${LOCK_TIMEOUT_MS}`)
      await client.query(migration.text)
      await client.query('insert into migrations (name, sha256) values ($1, $2)', [migration.name, migration.sha256])
      await client.query('commit')
      return
    } catch (thrown) {
      await client.query('rollback').catch(() => {})
      const waits = (thrown as { code?: unknown }).code === LOCK_NOT_AVAILABLE && tries < LOCK_TRIES
      if (!waits) throw migrationError(migration, thrown)
      log?.warn({ migration: migration.name, tries }, 'A migration waits for a table that is in use.')
      await sleep(250)
    }
  }
}

/**
 * Brings the database to this version of the code. Safe when several processes start at once: the others wait, and find
 * nothing left to do.
 *
 * Throws `database_too_old`; `migration_newer` when the database has a migration that this code does not know;
 * `migration_changed` when a file differs from the one that was applied; `database_unreachable`; `disk_full`.
 *
 * @returns the names of the migrations that were applied.
 */
export async function migrate(url: string, { folder, log }: Options = {}): Promise<string[]> {
  const migrations = await readMigrations(folder)
  // No statement timeout: the wait for another starter, and an index over a large table, take as long as they take.
  const client = new Client({ connectionString: url, application_name: 'rollcall migrate', keepAlive: true })
  client.on('error', () => {})
  try {
    await client.connect()
    const version = await client.query<{ number: number }>(
      `select current_setting('server_version_num')::int as number`,
    )
    checkServerVersion(version.rows[0]?.number ?? 0)
    // Belongs to the connection: it ends with it, however this process ends.
    await client.query('select pg_advisory_lock($1)', [LOCK_KEY])
    await client.query(
      'create table if not exists migrations (name text primary key, sha256 text not null, applied_at timestamptz not null default now())',
    )
    const applied = await client.query<{ name: string; sha256: string }>('select name, sha256 from migrations')
    const pending = pendingMigrations(migrations, applied.rows)
    for (const migration of pending) {
      await apply(client, migration, log)
      log?.info({ migration: migration.name }, 'A migration was applied.')
    }
    return pending.map(({ name }) => name)
  } catch (thrown) {
    throw toDatabaseError(thrown)
  } finally {
    await client.end().catch(() => {})
  }
}
