import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, statSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Client, type Pool } from 'pg'
import { silentLog } from '#base/log.ts'
import { startEmbedded } from '#db/embedded.ts'
import { migrate, readMigrations } from '#db/migrate.ts'
import { createDb, openPool, type Db } from '#db/pool.ts'

export type TestDatabase = { db: Db; url: string; pool: Pool }

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url))
/** One at a time makes the template or copies it: PostgreSQL copies no database that somebody is connected to. */
const LOCK_KEY = '5127364418829003'

/**
 * Where this checkout's shared test server lives. Keyed by user and checkout, so that two of them never meet; under the
 * temporary folder, because its path is short enough for a socket.
 */
function sharedHome(): string {
  const key = createHash('sha256').update(REPOSITORY).digest('hex').slice(0, 8)
  const home = join(tmpdir(), `rollcall-test-${userInfo().uid}-${key}`)
  mkdirSync(home, { recursive: true, mode: 0o700 })
  if (statSync(home).uid !== userInfo().uid) throw new Error(`${home} belongs to another user; remove it.`)
  return home
}

/** `npm test` runs one server for all files; a file that is run alone starts one, which stops when nobody uses it. */
const server: Promise<string> = process.env['ROLLCALL_TEST_DB']
  ? Promise.resolve(process.env['ROLLCALL_TEST_DB'])
  : startEmbedded({ home: sharedHome(), log: silentLog, disposable: true }).then(({ url }) => url)

function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

async function onServer<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: await server })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Removes what killed test runs left, and templates of migrations that no longer stand. */
async function removeLeftovers(client: Client, template: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select datname as name from pg_database where datname like 'rollcall\\_t%' and datname <> $1`,
    [template],
  )
  for (const { name } of rows) {
    const pid = /^rollcall_test_(\d+)_/.exec(name)?.[1]
    if (pid === undefined || !isAlive(Number(pid))) await client.query(`drop database if exists ${name} with (force)`)
  }
}

/** The template's name says which migrations it holds. The caller holds the lock. */
async function ensureTemplate(client: Client): Promise<string> {
  const digest = createHash('sha256')
  for (const { name, sha256 } of await readMigrations()) digest.update(`${name} ${sha256}\n`)
  const template = `rollcall_template_${digest.digest('hex').slice(0, 16)}`
  const found = await client.query('select 1 from pg_database where datname = $1', [template])
  if (found.rowCount === 0) {
    await removeLeftovers(client, template)
    // A half-made template has another name, so that nobody copies it.
    const unfinished = `rollcall_template_unfinished`
    await client.query(`drop database if exists ${unfinished} with (force)`)
    await client.query(`create database ${unfinished}`)
    await migrate(databaseUrl(await server, unfinished))
    await client.query(`alter database ${unfinished} rename to ${template}`)
  }
  return template
}

/**
 * A database of its own for one test file, dropped after the file's last test.
 *
 *     const { db } = await testDatabase()
 *
 * @param options.empty without migrations; by default all are applied (copied from a template in about 0.1 s).
 * @param options.sealedAudit keeps the audit log from being emptied, as it is in the product; tests begin anew with
 *   TRUNCATE, so by default it may be.
 */
export async function testDatabase(
  options: { empty?: boolean; max?: number; sealedAudit?: boolean } = {},
): Promise<TestDatabase> {
  const name = `rollcall_test_${process.pid}_${randomBytes(4).toString('hex')}`
  await onServer(async (client) => {
    await client.query('select pg_advisory_lock($1)', [LOCK_KEY])
    const template = options.empty ? 'template0' : await ensureTemplate(client)
    await client.query(`create database ${name} template ${template}`)
  })
  const url = databaseUrl(await server, name)
  const pool = openPool(url, { max: options.max ?? 10 })
  if (!options.empty && !options.sealedAudit) {
    await pool.query('alter table audit_events disable trigger audit_events_no_truncate')
  }
  after(async () => {
    await pool.end()
    await onServer((client) => client.query(`drop database if exists ${name} with (force)`))
  })
  return { db: createDb(pool), url, pool }
}
