import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startSandbox, type MiroSandbox } from '#connectors/miro/sandbox.ts'
import { listScopes } from '#core/connections/list-scopes.ts'
import { readMapping } from '#core/connections/read-mapping.ts'
import { CONNECTORS } from '#main/load-connectors.ts'
import { approveSync } from '#sync/commands.ts'
import { readRaw } from '#sync/raw.ts'
import { testDatabase } from '../helpers/database.ts'
import { connect, directoryOf, openTestEngine, syncNow, type TestEngine } from '../helpers/engine.ts'

let engine: TestEngine
let sandbox: MiroSandbox
before(async () => {
  engine = await openTestEngine((await testDatabase()).url)
  sandbox = await startSandbox({ users: 20, groups: 3 })
})
after(async () => {
  await sandbox.close()
  await engine.close()
})

test("a vendor reached by its other interface is read, mapped, shown and held by that interface's lists", async () => {
  const connection = await connect(engine, 'miro', sandbox, {
    method: 'scim',
    credential: { ...sandbox.credentials['scim'] },
  })
  const { db } = engine
  const { offered, problems } = await readMapping({ db, connectors: CONNECTORS }, connection)
  assert.deepEqual(problems, [])
  assert.ok(
    offered.some(({ name }) => name === 'Family name'),
    "SCIM's fields are offered",
  )
  assert.deepEqual(
    (await listScopes({ db, connectors: CONNECTORS }, connection)).items,
    [],
    'a SCIM token has no scopes',
  )

  const first = await syncNow(engine, connection)
  assert.deepEqual([first.state, first.counts['created']], ['done', 20])
  assert.deepEqual(
    [...new Set(sandbox.calls.map(({ path }) => path.split('/')[3]))],
    ['scim'],
    'and nothing else is asked',
  )
  const { accounts, grants } = await directoryOf(db, connection)
  assert.ok(accounts.every((account) => (account as { given_name: string | null }).given_name !== null))
  assert.ok(grants.some((grant) => (grant as { kind: string }).kind === 'group'))
  const [someone] = sandbox.state.view.users
  assert.equal(
    ((await readRaw(db, CONNECTORS, connection, someone!.id)) as { userName: string }).userName,
    someone!.email,
  )

  for (const { id } of sandbox.state.view.users.slice(0, 12)) sandbox.state.remove(id)
  const team = sandbox.state.view.groups[2]!.id
  sandbox.state.removeGroup(team)
  const held = await syncNow(engine, connection)
  assert.equal(held.state, 'held')
  await db.tx((tx) => approveSync(tx, CONNECTORS, held.id, new Date()))
  const left = await db.query(`select 1 from accounts where connection_id = $1 and missing_since is null`, [connection])
  assert.equal(left.length, 8)
  const gone = await db.query<{ id: string }>(
    `select external_id as id from entitlements where connection_id = $1 and kind = 'group' and missing_since is not null`,
    [connection],
  )
  assert.deepEqual(gone, [{ id: team }])
})
