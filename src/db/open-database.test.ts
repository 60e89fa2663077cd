import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { silentLog } from '#base/log.ts'
import { testDatabase } from '#test/helpers/database.ts'
import { openDatabase } from './open-database.ts'

const { url } = await testDatabase({ empty: true })
const home = mkdtempSync(join(tmpdir(), 'rollcall-open-'))
after(() => rmSync(home, { recursive: true, force: true }))

test('with an address the database there is used, and no embedded one is made', async () => {
  const database = await openDatabase({ home: join(home, 'unused'), databaseUrl: url, log: silentLog })
  assert.equal(database.embedded, false)
  assert.equal(database.url, url)
  assert.deepEqual(await database.db.query('select 1 as one'), [{ one: 1 }])
  await database.close()
})

test('an address that leads nowhere is an error at the start', async () => {
  const opening = openDatabase({ home, databaseUrl: 'postgresql://nobody@127.0.0.1:1/nothing', log: silentLog })
  await assert.rejects(opening, { code: 'database_unreachable' })
})

test('without an address, what was stored in the home is there again at the next start', async () => {
  const first = await openDatabase({ home, log: silentLog })
  assert.equal(first.embedded, true)
  await first.db.query(`create table kept as select 'Ž' as name`)
  await first.close()
  const second = await openDatabase({ home, log: silentLog })
  assert.deepEqual(await second.db.query('select lower(name) as name from kept'), [{ name: 'ž' }])
  await second.close()
})
