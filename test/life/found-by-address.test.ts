import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startSandbox, type AdobeSandbox } from '#connectors/adobe-creative-cloud/sandbox.ts'
import { testDatabase } from '../helpers/database.ts'
import { connect, openTestEngine, syncNow, type TestEngine } from '../helpers/engine.ts'

let engine: TestEngine
let sandbox: AdobeSandbox
before(async () => {
  engine = await openTestEngine((await testDatabase()).url)
  sandbox = await startSandbox({ users: 12 })
})
after(async () => {
  await sandbox.close()
  await engine.close()
})

test('where the vendor finds people by address alone, who was only left out of a page stays, and who left is missing', async () => {
  const connection = await connect(engine, 'adobe-creative-cloud', sandbox)
  const first = await syncNow(engine, connection)
  assert.deepEqual([first.state, first.counts['created']], ['done', 12])

  const [overlooked, left] = [sandbox.state.view.users[3]!, sandbox.state.view.users[5]!]
  sandbox.state.remove(left.id)
  const fault = sandbox.plan({
    when: ({ path }) => path.endsWith('/0') && path.includes('/users/'),
    do: {
      kind: 'edit',
      run: (body) => {
        const page = body as { users: { id: string }[] }
        page.users = page.users.filter(({ id }) => id !== overlooked.id)
      },
    },
  })
  const second = await syncNow(engine, connection)
  assert.ok(fault.fired > 0)
  assert.deepEqual([second.state, second.counts['deactivated']], ['done', 1])
  const accounts = await engine.db.query<{ id: string; missing: boolean }>(
    `select external_id as id, missing_since is not null as missing from accounts where connection_id = $1 and external_id = any($2) order by id`,
    [connection, [overlooked.id, left.id]],
  )
  assert.deepEqual(
    accounts.toSorted((one, other) => one.id.localeCompare(other.id)),
    [
      { id: overlooked.id, missing: false },
      { id: left.id, missing: true },
    ],
  )
  const asked = sandbox.calls
    .filter(({ path }) => path.includes('/organizations/'))
    .map(({ path }) => path.split('/').at(-1))
  assert.deepEqual(new Set(asked), new Set([overlooked.email, left.email].map(encodeURIComponent)))
})

test('licences and groups are held by whom their own lists name', async () => {
  const held = await engine.db.query<{ kind: string; name: string; holders: number }>(
    `select e.kind, e.name, count(g.account_id)::int as holders from entitlements e left join grants g on g.entitlement_id = e.id group by 1, 2 order by 1, 2`,
  )
  assert.deepEqual(
    held.filter(({ kind }) => kind === 'licence').map(({ name }) => name),
    ['All Apps', 'Photoshop: review/EMEA', 'Stock'],
  )
  assert.equal(held.find(({ name }) => name.startsWith('Photoshop'))!.holders, 2, 'no more than there are licences')
  assert.ok(held.some(({ kind, name }) => kind === 'role' && name === 'System administrator'))
})
