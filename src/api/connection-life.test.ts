import { startSandbox as startScim } from '#connectors/scim/sandbox.ts'
import { startSandbox as startSlack } from '#connectors/slack/sandbox.ts'
import { newId } from '#base/ids.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { testApi, type Json } from '#test/helpers/api.ts'
import { seedAccount, seedPerson } from '#test/helpers/directory.ts'
import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'

const { ask, db } = await testApi()
const scim = await startScim({ users: 20 })
const slack = await startSlack({ users: 5 })
after(() => Promise.all([scim, slack].map((sandbox) => sandbox.close())))
beforeEach(() =>
  db.query('truncate connections, credentials, apps, people, person_fields, audit_events, syncs cascade'),
)

const draft = (sandbox: Sandbox, connector: string, method: string, over: object = {}) => ({
  connector,
  name: `My ${connector}`,
  method,
  credential: sandbox.credentials[method],
  hosts: sandbox.hosts,
  selection: 'people_and_accounts',
  preference: 'create_and_update',
  deactivate: true,
  smart: true,
  ...over,
})
const create = async (over: object = {}): Promise<Json> => {
  const answer = await ask('POST', '/api/v1/connections', { body: draft(scim, 'scim', 'bearer', over) })
  assert.equal(answer.status, 201, answer.text)
  return answer.body
}
const post = (id: string, verb: string, body?: unknown) => ask('POST', `/api/v1/connections/${id}/${verb}`, { body })
const paths = (answer: { body: Json }) => answer.body.fields?.map(({ path }: { path: string }) => path)

test('a disconnected connection keeps what was read, reads nothing, and goes on after reconnecting', async () => {
  const { id } = await create()
  await post(id, 'launch')
  await seedAccount(db, id)
  const gone = await post(id, 'disconnect')
  assert.deepEqual(
    [gone.body.state, gone.body.credentialId, gone.body.nextDueAt, gone.body.accountCount],
    ['disconnected', null, null, 1],
  )
  for (const verb of ['syncs', 'preview', 'test', 'disconnect', 'reconnect']) {
    const answer = await post(id, verb, verb === 'reconnect' ? {} : undefined)
    assert.equal(answer.body.code, 'connection_disconnected', verb)
  }
  const wrong = await post(id, 'reconnect', { credential: { token: 'wrong' } })
  assert.equal(wrong.body.code, 'vendor_unauthorized')
  assert.deepEqual(await db.query('select id from credentials'), [], 'a refused credential leaves nothing behind')
  const back = await post(id, 'reconnect', { credential: scim.credentials['bearer'] })
  assert.deepEqual([back.status, back.body.state, back.body.accountCount], [200, 'active', 1], back.text)
  assert.ok(back.body.nextDueAt)
})

test('a credential of another vendor account is refused when reconnecting', async () => {
  const { id } = (await ask('POST', '/api/v1/connections', { body: draft(slack, 'slack', 'token') })).body
  await post(id, 'test')
  await post(id, 'launch')
  await db.query(`update connections set vendor_tenant_id = 'T-ANOTHER' where id = $1`, [id])
  const answer = await post(id, 'reconnect', { credential: slack.credentials['token'] })
  assert.deepEqual([answer.status, answer.body.code], [409, 'tenant_changed'])
  assert.equal((await db.query('select id from credentials')).length, 1)
  assert.equal((await post(id, 'test')).body.code, 'tenant_changed')
})

test('removing asks for the name, stops what runs, and takes accounts, credential and people known from nowhere else', async () => {
  const { id, name, credentialId } = await create()
  const keep = await create({ name: 'Keep' })
  const [only, both, edited] = [
    await seedPerson(db),
    await seedPerson(db),
    await seedPerson(db, { manual: { title: 'Chief' } }),
  ]
  await seedAccount(db, id, { person_id: only, claims: { title: 'A' } })
  await seedAccount(db, id, { person_id: both, claims: { title: 'A', email: 'b@x.example' } })
  await seedAccount(db, keep.id, { person_id: both, claims: { email: 'b@x.example' } })
  await seedAccount(db, id, { person_id: edited })
  for (const body of [undefined, {}, { confirm: 'my SCIM' }]) {
    const answer = await ask('DELETE', `/api/v1/connections/${id}`, { body })
    assert.deepEqual([answer.status, paths(answer)], [400, ['confirm']])
  }
  await db.query(
    `insert into syncs (id, connection_id, generation, trigger, state) values ($1, $2, 1, 'manual', 'fetching')`,
    [newId(), id],
  )
  assert.equal((await ask('DELETE', `/api/v1/connections/${id}?confirm=${encodeURIComponent(name)}`)).status, 204)
  assert.equal((await ask('GET', `/api/v1/connections/${id}`)).status, 404)
  assert.equal((await ask('GET', `/api/v1/credentials/${credentialId}`)).status, 404)
  assert.equal((await ask('GET', `/api/v1/people/${only}`)).status, 404)
  assert.deepEqual(
    await ask('GET', `/api/v1/people/${both}`).then(({ body }) => [body.title, body.email, body.accountCount]),
    [null, 'b@x.example', 1],
  )
  assert.equal((await ask('GET', `/api/v1/people/${edited}`)).body.title, 'Chief')
})

test('a paused connection says so to whoever asks it for a sync, by whatever road, and goes on when it is resumed', async () => {
  const { id } = await create()
  assert.equal((await post(id, 'pause')).body.code, 'conflict', 'a draft reads nothing anyway')
  await post(id, 'launch')
  const paused = await post(id, 'pause')
  assert.deepEqual([paused.body.state, paused.body.nextDueAt, paused.body.health.colour], ['paused', null, 'grey'])
  for (const verb of ['syncs', 'preview']) {
    const answer = await post(id, verb)
    assert.deepEqual([answer.status, answer.body.code], [409, 'connection_paused'], verb)
    assert.match(answer.body.message, /paused.*Resume/)
  }
  const resumed = await post(id, 'resume')
  assert.equal(resumed.body.state, 'active')
  assert.ok(resumed.body.nextDueAt)
  assert.equal((await post(id, 'resume')).body.code, 'conflict')
})

test('a removal says beforehand what goes, can be taken back, and its name is free meanwhile', async () => {
  const { id, name } = await create()
  await seedAccount(db, id, { person_id: await seedPerson(db), email: '=cmd@x.example', username: 'formula' })
  const removal = await ask('GET', `/api/v1/connections/${id}/removal`)
  assert.deepEqual(
    [
      removal.body.name,
      removal.body.accounts,
      removal.body.people,
      removal.body.credential.fate,
      removal.body.undoDays,
    ],
    [name, 1, 1, 'deleted', 7],
  )
  const exported = await ask('GET', `/api/v1/connections/${id}/export?of=accounts`)
  assert.equal(exported.status, 200)
  assert.equal(exported.headers['content-type'], 'text/csv; charset=utf-8')
  assert.match(String(exported.headers['content-disposition']), /^attachment; filename="My-scim-accounts\.csv"$/)
  const [header, row, ...rest] = exported.text.trim().split('\n')
  assert.match(header!, /^id,appId,connectionId,/)
  assert.ok(row!.includes("'=cmd@x.example") && rest.length === 0, 'a formula is no formula in a file of ours')
  assert.equal((await ask('GET', `/api/v1/connections/${id}/export?of=people`)).text.trim().split('\n').length, 2)
  assert.equal((await ask('GET', `/api/v1/connections/${id}/export?of=people`, { as: 'viewer' })).status, 403)

  assert.equal((await ask('DELETE', `/api/v1/connections/${id}`, { body: { confirm: name } })).status, 204)
  for (const path of ['', '/removal', '/scopes', '/mapping', '/syncs', '/export?of=people'])
    assert.equal((await ask('GET', `/api/v1/connections/${id}${path}`)).status, 404, path)
  for (const verb of ['syncs', 'launch', 'disconnect', 'pause', 'test'])
    assert.equal((await post(id, verb)).status, 404, verb)
  assert.deepEqual((await ask('GET', '/api/v1/connections')).body.items, [])
  const [removed] = (await ask('GET', '/api/v1/connections?state=removed')).body.items
  assert.deepEqual([removed.id, removed.state], [id, 'removed'])
  assert.equal(Date.parse(removed.removed.until) - Date.parse(removed.removed.at), 7 * 24 * 60 * 60_000)

  await create()
  assert.equal((await post(id, 'restore')).body.code, 'name_taken')
  const back = await post(id, 'restore', { name: 'As before' })
  assert.deepEqual([back.body.state, back.body.name, back.body.accountCount], ['disconnected', 'As before', 1])
  assert.equal((await post(id, 'restore')).status, 404)
})

test('a required scope cannot be left out, by form or by API, and the refusal names it', async () => {
  const without = await ask('POST', '/api/v1/connections', {
    body: draft(slack, 'slack', 'token', { scopes: ['users:read'] }),
  })
  assert.deepEqual([without.status, paths(without)], [400, ['scopes']])
  assert.match(without.body.fields[0].message, /users:read\.email.*required/)
  const { id } = (await ask('POST', '/api/v1/connections', { body: draft(slack, 'slack', 'token') })).body
  const put = (scopes: string[]) => ask('PUT', `/api/v1/connections/${id}/scopes`, { body: { scopes } })
  assert.match((await put([])).text, /\(users:read\) is required/)
  assert.deepEqual(paths(await put(['users:read', 'users:read.email', 'nope'])), ['scopes.2'])
})

test('scopes say what is connected, what is missing and what will not work without it; a new one asks to authorise again', async () => {
  const { id } = (await ask('POST', '/api/v1/connections', { body: draft(slack, 'slack', 'token') })).body
  const read = async () => (await ask('GET', `/api/v1/connections/${id}/scopes`)).body
  const states = ({ items }: Json) => items.map(({ state }: Json) => state)
  assert.deepEqual(states(await read()), ['unknown', 'unknown', 'off', 'off'])
  for (const scope of ['usergroups:read', 'admin']) slack.scopes.delete(scope)
  try {
    await post(id, 'test')
    const some = await read()
    assert.deepEqual(states(some), ['connected', 'connected', 'off', 'off'])
    assert.match(some.items[0].without, /nothing can be read/)
    assert.match(some.items[2].without, /usergroups/)
    assert.notEqual(some.items[2].explains, '')
    assert.equal(some.needsAuthorisation, false)
    const wanted = await ask('PUT', `/api/v1/connections/${id}/scopes`, {
      body: { scopes: ['users:read', 'users:read.email', 'usergroups:read'] },
    })
    assert.deepEqual(states(wanted.body), ['connected', 'connected', 'missing', 'off'])
    assert.equal(wanted.body.needsAuthorisation, true)
    assert.equal(wanted.body.adding.how, 'by_hand')
    assert.match(wanted.body.adding.text, /at Slack/)
  } finally {
    for (const scope of ['usergroups:read', 'admin']) slack.scopes.add(scope)
  }
  await post(id, 'test')
  assert.deepEqual(states(await read()), ['connected', 'connected', 'connected', 'connected'])
  await post(id, 'launch')
  await post(id, 'disconnect')
  assert.deepEqual(
    states(await read()),
    Array.from({ length: 4 }, () => 'disconnected'),
  )
})

test('the planner gives the smallest set of scopes for what is wanted', async () => {
  const plan = (query: string) => ask('GET', `/api/v1/connectors/slack/scope-plan${query}`)
  assert.deepEqual((await plan('')).body.scopes, ['users:read', 'users:read.email'])
  assert.deepEqual((await plan('?capabilities=workflows')).body.scopes, ['users:read', 'users:read.email'])
  assert.deepEqual((await plan('?capabilities=discovery,workflows')).body.scopes, [
    'users:read',
    'users:read.email',
    'usergroups:read',
    'admin',
  ])
  assert.deepEqual(paths(await plan('?capabilities=flying')), ['capabilities'])
  assert.deepEqual(
    (await plan('?method=token')).body.items.map(({ id, required, isPicked, without }: Json) => [
      id,
      required,
      isPicked,
      without,
    ]),
    [
      ['users:read', true, true, 'Without it nothing can be read: the connection stops.'],
      ['users:read.email', true, true, 'Without it nothing can be read: the connection stops.'],
      ['usergroups:read', false, false, 'Without it, the list of usergroups is left out; the rest is read.'],
      ['admin', false, false, 'Without it, the lists of billing, access logs are left out; the rest is read.'],
    ],
  )
  assert.equal((await ask('GET', '/api/v1/connectors/nope/scope-plan')).status, 404)
})

test('a draft through which nothing was read goes at once: there is nothing to come back', async () => {
  const { id, name } = await create()
  assert.equal((await ask('DELETE', `/api/v1/connections/${id}`, { body: { confirm: name } })).status, 204)
  assert.deepEqual((await ask('GET', '/api/v1/connections?state=removed')).body.items, [])
  assert.equal((await post(id, 'restore')).status, 404)
})

test('the address that vendors see is shown to whoever connects one', async () => {
  assert.deepEqual((await ask('GET', '/api/v1/settings/egress-address')).body, {
    source: 'configured',
    addresses: ['203.0.113.7'],
  })
})
