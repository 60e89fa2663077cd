import { startSandbox } from '#connectors/scim/sandbox.ts'
import { runSync } from '#sync/run.ts'
import { testApi, type Json } from '#test/helpers/api.ts'
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

const services = await testApi()
const { ask, db, enqueued, clock, log, connectors, refreshConnectors, openClient, mail } = services
const sandbox = await startSandbox({ users: 40 })
after(() => sandbox.close())

let connection = ''
/** Asks for a sync over the API and runs it with the real engine, as a worker would. */
async function sync(verb: 'syncs' | 'preview' = 'syncs'): Promise<Json> {
  const asked = await ask('POST', `/api/v1/connections/${connection}/${verb}`)
  assert.equal(asked.status, 202, asked.text)
  assert.equal(enqueued.at(-1), asked.body.id)
  await runSync(
    { db, pagesDb: db, clock, log, connectors, refreshConnectors, openClient, mail },
    asked.body.id,
    new AbortController().signal,
  )
  return (await ask('GET', `/api/v1/syncs/${asked.body.id}`)).body
}
const act = async (id: string, verb: string) => (await ask('POST', `/api/v1/syncs/${id}/${verb}`)).body
const counts = async () => {
  const { accountCount, activeAccountCount } = (await ask('GET', `/api/v1/connections/${connection}`)).body
  const listed = (await ask('GET', `/api/v1/accounts?connection_id=${connection}&status=active&limit=200`)).body.items
    .length
  assert.equal(activeAccountCount, listed, 'the figure is what the list has')
  return [accountCount, activeAccountCount]
}
const leave = (count: number) => {
  for (const { id } of sandbox.state.view.users.slice(0, count)) sandbox.state.remove(id)
}

before(async () => {
  const { body } = await ask('POST', '/api/v1/connections', {
    body: {
      connector: 'scim',
      name: 'SCIM',
      method: 'bearer',
      credential: sandbox.credentials['bearer'],
      hosts: sandbox.hosts,
      selection: 'people_and_accounts',
      preference: 'create_and_update',
      deactivate: true,
      smart: true,
    },
  })
  connection = body.id
})

test('a preview of a draft plans and changes nothing', async () => {
  const preview = await sync('preview')
  assert.deepEqual([preview.state, preview.trigger, preview.undoable], ['done', 'preview', false])
  const plan = (await ask('GET', `/api/v1/syncs/${preview.id}/plan?limit=200`)).body
  assert.deepEqual([plan.items.length, plan.items[0].state], [40, 'planned'])
  assert.deepEqual(await counts(), [0, 0])
})

test('the first sync fills lists and figures', async () => {
  await ask('POST', `/api/v1/connections/${connection}/launch`)
  const first = await sync()
  assert.deepEqual([first.state, first.counts.created], ['done', 40])
  const active = sandbox.state.view.users.filter((user) => user.active).length
  assert.deepEqual(await counts(), [40, active])
  assert.equal((await ask('GET', '/api/v1/summary')).body.accounts.total, 40)
})

test('a held sync is discarded or approved by a person, and can be undone', async () => {
  const before = await counts()
  leave(20)
  const held = await sync()
  assert.equal(held.state, 'held')
  assert.ok(held.hold[0].text.length > 0)
  assert.deepEqual(await counts(), before)
  assert.equal((await act(held.id, 'undo')).code, 'sync_not_undoable')
  assert.equal((await act(held.id, 'discard')).state, 'done')
  assert.deepEqual(await counts(), before)
  assert.equal((await act(held.id, 'approve')).code, 'sync_not_held')

  const again = await sync()
  assert.equal((await act(again.id, 'approve')).state, 'done')
  const gone = (await ask('GET', `/api/v1/syncs/${again.id}/changes?action=deactivate&state=applied&limit=200`)).body
    .items
  const active = sandbox.state.view.users.filter((user) => user.active).length
  assert.deepEqual(await counts(), [40, active])
  assert.ok(gone.length > 0)

  assert.equal((await ask('GET', `/api/v1/syncs/${again.id}`)).body.undoable, true)
  await act(again.id, 'undo')
  assert.deepEqual(await counts(), before)
  assert.equal((await ask('GET', `/api/v1/syncs/${again.id}`)).body.undoable, false)
  const audit = (await ask('GET', '/api/v1/audit-events?target_kind=sync')).body.items.map(({ action }: Json) => action)
  for (const action of ['sync.discard', 'sync.approve', 'sync.undo', 'sync.preview', 'sync.start'])
    assert.ok(audit.includes(action), action)
})

test('groups that vanish together wait too: approved they are gone with who was in them, undone they are back', async () => {
  for (let n = 0; n < 8; n++)
    sandbox.state.addGroup({ name: `Team ${n}`, members: sandbox.state.view.users.slice(0, 5).map(({ id }) => id) })
  const groups = async () => {
    const { items } = (await ask('GET', `/api/v1/entitlements?connection_id=${connection}&kind=group&limit=50`)).body
    return items.filter((group: Json) => group.missingSince === null && group.name.startsWith('Team')).length
  }
  // The leavers of the test before are still gone.
  await act((await sync()).id, 'approve')
  assert.equal(await groups(), 8)
  for (const { id, name } of sandbox.state.view.groups) if (name !== 'Team 0') sandbox.state.removeGroup(id)

  const held = await sync()
  assert.deepEqual([held.state, held.hold.map(({ rule }: Json) => rule)], ['held', ['list']])
  assert.match(held.hold[0].text, /Team 1, Team 2/)
  assert.equal(await groups(), 8)
  assert.equal((await act(held.id, 'approve')).state, 'done')
  assert.equal(await groups(), 1)
  await act(held.id, 'undo')
  assert.equal(await groups(), 8)
})
