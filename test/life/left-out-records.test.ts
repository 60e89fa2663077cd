import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startSandbox, type BambooSandbox } from '#connectors/bamboohr/sandbox.ts'
import { testDatabase } from '../helpers/database.ts'
import { connect, openTestEngine, syncNow, type TestEngine } from '../helpers/engine.ts'

let engine: TestEngine
let sandbox: BambooSandbox
before(async () => {
  engine = await openTestEngine((await testDatabase()).url)
  sandbox = await startSandbox({ users: 12 })
})
after(async () => {
  await sandbox.close()
  await engine.close()
})

const accounts = async (connectionId: string) =>
  (
    await engine.db.query<{ id: string; status: string; missing: boolean }>(
      `select external_id as id, status, missing_since is not null as missing from accounts where connection_id = $1 order by 1`,
      [connectionId],
    )
  ).map(({ id, status, missing }) => `${id} ${missing ? 'missing' : status}`)

test("a record that the connector's rule leaves out is named, counted as skipped, and never called missing", async () => {
  sandbox.state.change('4003', { email: '' })
  const connection = await connect(engine, 'bamboohr', sandbox)
  const first = await syncNow(engine, connection)
  assert.deepEqual([first.state, first.counts['created'], first.counts['skipped']], ['done', 11, 1])
  const issues = await engine.db.query(
    `select kind, external_id as id, name, message from sync_issues where sync_id = $1 and stream = 'employees'`,
    [first.id],
  )
  const { givenName, familyName } = sandbox.state.user('4003')
  assert.deepEqual(issues, [
    {
      kind: 'skipped',
      id: '4003',
      name: `${givenName} ${familyName}`,
      message:
        'This employee has no work e-mail in BambooHR, so the employee is left out. A setting of the connection changes that.',
    },
  ])

  // Someone who is known loses the address: not processed, and no leaver.
  sandbox.state.change('4005', { email: '' })
  const second = await syncNow(engine, connection)
  assert.deepEqual([second.state, second.counts['skipped'], second.counts['deactivated']], ['done', 2, 0])
  assert.ok((await accounts(connection)).includes('4005 active'))

  // The same page again tells the same, without being mapped.
  const third = await syncNow(engine, connection)
  assert.deepEqual([third.counts['skipped'], third.counts['unchanged']], [2, 10])
})

test('on another day than the last, a page that is the same is read anew: who joined on time is seen', async () => {
  const connection = (await engine.db.one<{ id: string }>('select id from connections'))!.id
  const samePages = async (syncId: string) =>
    (
      await engine.db.query<{ same: boolean }>(
        "select same from sync_pages where sync_id = $1 and stream = 'employees'",
        [syncId],
      )
    ).map(({ same }) => same)
  assert.deepEqual(await samePages((await syncNow(engine, connection)).id), [true])
  await engine.db.query(`update syncs set facts = facts || '{"today": "2026-01-01"}'`)
  assert.deepEqual(await samePages((await syncNow(engine, connection)).id), [false])
})
