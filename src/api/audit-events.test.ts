import { recordAudit } from '#core/audit/record-audit.ts'
import { CLI_ACTOR } from '#core/audit/actor.ts'
import { testApi, type Json } from '#test/helpers/api.ts'
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'

const { ask, db } = await testApi()
const LIST = '/api/v1/audit-events'

const record = (name: string, action: string, more: object = {}) =>
  db.tx((tx) =>
    recordAudit(
      tx,
      { ...CLI_ACTOR, kind: 'user', id: `id-${name}`, name },
      { action, target: { kind: 'thing', id: 't' }, ...more },
    ),
  )
const actionsOf = async (query: string) =>
  (await ask('GET', `${LIST}?${query}`)).body.items.map(({ action }: Json) => action)

beforeEach(async () => {
  await db.query('truncate audit_events')
  await record('Ada', 'thing.create')
  await record('Ada', 'thing.edit', { before: { colour: 'red' }, after: { colour: 'blue' } })
  await record('=HYPERLINK("x")', 'other.create', { detail: { text: '@SUM(1)' } })
})

test('events are filtered by who, how, what, whom and when', async () => {
  assert.deepEqual(await actionsOf('actor=ada'), ['thing.edit', 'thing.create'])
  assert.deepEqual(await actionsOf('actor=id-Ada'), ['thing.edit', 'thing.create'])
  assert.deepEqual(await actionsOf('action=thing'), ['thing.edit', 'thing.create'])
  assert.deepEqual(await actionsOf('action=thing.edit'), ['thing.edit'])
  assert.deepEqual(await actionsOf('action=thin'), [])
  assert.deepEqual(await actionsOf('source=cli'), [])
  assert.deepEqual(await actionsOf('target_kind=thing&target_id=t&limit=1'), ['other.create'])
  const { at } = (await ask('GET', `${LIST}?action=thing.edit`)).body.items[0]
  assert.deepEqual(await actionsOf(`since=${at}&action=thing.create`), [])
  assert.deepEqual(await actionsOf(`until=${at}&action=other`), [])
  assert.equal((await ask('GET', `${LIST}?action=%25`)).status, 400)
})

test('an event says from where it was, and what was before and after', async () => {
  const made = await ask('POST', '/api/v1/apps', { body: { id: 'acme', name: 'Acme', category: 'Other' } })
  assert.equal(made.status, 201, made.text)
  const [event] = (await ask('GET', LIST)).body.items
  assert.deepEqual([event.action, event.address], ['app.create', '127.0.0.1'])
  assert.equal(event.requestId, made.headers['x-request-id'] ?? event.requestId)
  assert.ok(event.requestId)
  const edited = (await ask('GET', `${LIST}?action=thing.edit`)).body.items[0]
  assert.deepEqual([edited.before, edited.after], [{ colour: 'red' }, { colour: 'blue' }])
})

test('one event is opened by its number, wherever in the log it stands', async () => {
  const oldest = (await ask('GET', LIST)).body.items.at(-1)
  assert.deepEqual((await ask('GET', `${LIST}/${oldest.id}`)).body, oldest)
  assert.equal((await ask('GET', `${LIST}/999999999`)).status, 404)
  assert.equal((await ask('GET', `${LIST}/latest`)).status, 404)
  assert.equal((await ask('GET', `${LIST}/${oldest.id}`, { as: 'operator' })).status, 403)
})

test('the export is a whole file, oldest first, in which no cell is a formula; taking it is written down', async () => {
  const csv = await ask('GET', `${LIST}/export?action=other`)
  assert.equal(csv.status, 200)
  assert.match(String(csv.headers['content-disposition']), /attachment; filename="audit-[\d-]+\.csv"/)
  const lines = csv.text.trimEnd().split('\n')
  assert.equal(lines.length, 2)
  assert.match(lines[0]!, /^id,at,source,actorId,actorName,action,/)
  assert.ok(lines[1]!.includes(`"'=HYPERLINK(""x"")"`), lines[1])
  const json = JSON.parse((await ask('GET', `${LIST}/export?format=json`)).text) as Json[]
  assert.deepEqual(
    json.map(({ action }) => action),
    ['thing.create', 'thing.edit', 'other.create', 'audit.export', 'audit.export'],
  )
  assert.equal((await ask('GET', `${LIST}/export`, { as: 'viewer' })).status, 403)
  assert.equal((await ask('GET', `${LIST}/export`, { as: 'operator' })).status, 403)
  assert.equal((await ask('GET', LIST, { as: 'operator' })).status, 403)
})
