import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, test } from 'node:test'
import { testDatabase } from '#test/helpers/database.ts'
import { checkServerVersion, migrate, readMigrations } from './migrate.ts'

const { db, url } = await testDatabase({ empty: true })
const root = mkdtempSync(join(tmpdir(), 'rollcall-migrate-'))
after(() => rmSync(root, { recursive: true, force: true }))
beforeEach(() => db.query('drop schema public cascade; create schema public'))

const FIRST = 'create table a (id int); create table b (id int);'
const SECOND = 'alter table a add column name text;'

let folders = 0
function folderOf(files: Record<string, string>): string {
  const folder = join(root, String(++folders))
  mkdirSync(folder)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

const tables = async () =>
  (
    await db.query<{ name: string }>(`select tablename as name from pg_tables where schemaname = 'public' order by 1`)
  ).map(({ name }) => name)

test('migrations run once, in their order, and only the new ones later', async () => {
  assert.deepEqual(await migrate(url, { folder: folderOf({ '0001_first.sql': FIRST }) }), ['0001_first.sql'])
  const both = folderOf({ '0001_first.sql': FIRST, '0002_second.sql': SECOND, 'README.md': 'not a migration' })
  assert.deepEqual(await migrate(url, { folder: both }), ['0002_second.sql'])
  assert.deepEqual(await migrate(url, { folder: both }), [])
  assert.deepEqual(await tables(), ['a', 'b', 'migrations'])
})

test('a migration that fails leaves nothing of itself, and those before it stand', async () => {
  const folder = folderOf({ '0001_first.sql': FIRST, '0002_second.sql': 'create table c (id int); select 1 / 0;' })
  await assert.rejects(migrate(url, { folder }), { code: 'internal', detail: { migration: '0002_second.sql' } })
  assert.deepEqual(await tables(), ['a', 'b', 'migrations'])
  writeFileSync(join(folder, '0002_second.sql'), 'create table c (id int);')
  assert.deepEqual(await migrate(url, { folder }), ['0002_second.sql'])
})

test('processes that start at the same moment do not run a migration twice', async () => {
  const folder = folderOf({ '0001_first.sql': `${FIRST} select pg_sleep(0.1);`, '0002_second.sql': SECOND })
  const applied = await Promise.all([1, 2, 3].map(() => migrate(url, { folder })))
  assert.deepEqual(applied.flat().toSorted(), ['0001_first.sql', '0002_second.sql'])
})

test('a database of a newer version is refused', async () => {
  await migrate(url, { folder: folderOf({ '0001_first.sql': FIRST, '0002_second.sql': SECOND }) })
  const older = folderOf({ '0001_first.sql': FIRST })
  await assert.rejects(migrate(url, { folder: older }), {
    code: 'migration_newer',
    detail: { migration: '0002_second.sql' },
  })
})

test('a migration that was changed after it was applied is refused by name, but not for its line ends', async () => {
  await migrate(url, { folder: folderOf({ '0001_first.sql': `${FIRST}\n` }) })
  assert.deepEqual(await migrate(url, { folder: folderOf({ '0001_first.sql': `${FIRST}\r\n` }) }), [])
  const changed = folderOf({ '0001_first.sql': `${FIRST} create table c (id int);` })
  await assert.rejects(migrate(url, { folder: changed }), { code: 'migration_changed', message: /0001_first\.sql/ })
})

test('a migration that slips in before an applied one is refused', async () => {
  await migrate(url, { folder: folderOf({ '0001_first.sql': FIRST, '0003_third.sql': SECOND }) })
  const late = folderOf({ '0001_first.sql': FIRST, '0002_late.sql': 'select 1', '0003_third.sql': SECOND })
  await assert.rejects(migrate(url, { folder: late }), { code: 'migration_changed', message: /0002_late/ })
})

test('a name out of pattern and a number used twice are refused before anything runs', async () => {
  await assert.rejects(readMigrations(folderOf({ '1_first.sql': FIRST })), { code: 'migration_changed' })
  await assert.rejects(readMigrations(folderOf({ '0001_a.sql': FIRST, '0001_b.sql': FIRST })), {
    code: 'migration_changed',
  })
})

test('a migration waits for a table in use without making others queue behind it for long', async () => {
  const folder = folderOf({ '0001_first.sql': FIRST })
  await migrate(url, { folder })
  writeFileSync(join(folder, '0002_second.sql'), SECOND)
  const waits: unknown[] = []
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const { promise: inUse, resolve: use } = Promise.withResolvers<void>()
  const reader = db.tx(async (tx) => {
    await tx.query('select * from a')
    use()
    await released
  })
  await inUse
  const log = { info: () => {}, warn: (facts: object) => (waits.push(facts), release()) }
  assert.deepEqual(await migrate(url, { folder, log }), ['0002_second.sql'])
  assert.deepEqual(waits, [{ migration: '0002_second.sql', tries: 1 }])
  await reader
})

test('a server before 16 is refused', () => {
  assert.throws(() => checkServerVersion(150_018), { code: 'database_too_old' })
  checkServerVersion(160_000)
})

test('a database that is away is reported as unreachable', async () => {
  await assert.rejects(migrate('postgresql://nobody@127.0.0.1:1/nothing'), { code: 'database_unreachable' })
})
