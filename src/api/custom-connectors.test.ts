import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openConnectors } from '#core/custom-connectors/live-connectors.ts'
import { CONNECTORS } from '#main/load-connectors.ts'
import { runSync } from '#sync/run.ts'
import { testApi, type Json } from '#test/helpers/api.ts'
import { peopleDefinition } from '#test/helpers/definition.ts'
import { serveHttp } from '#test/helpers/loopback.ts'
import { startPeopleApi } from '#test/helpers/people-api.ts'

const { ask, db, enqueued, clock, log, openClient, mail } = await testApi()
const vendor = await startPeopleApi(45)
const definition = peopleDefinition(vendor.url)
const credential = { token: vendor.token }

/** Another process on the same database: it learns of custom connectors by itself. */
const worker = openConnectors(db, CONNECTORS, log)

async function sync(id: string): Promise<Json> {
  const asked = await ask('POST', `/api/v1/connections/${id}/syncs`)
  assert.equal(asked.status, 202, asked.text)
  const { connectors, refresh: refreshConnectors } = worker
  const parts = { db, pagesDb: db, clock, log, connectors, refreshConnectors, openClient, mail }
  await runSync(parts, enqueued.at(-1)!, new AbortController().signal)
  return (await ask('GET', `/api/v1/syncs/${asked.body.id}`)).body
}

async function made(change: Parameters<typeof peopleDefinition>[1]): Promise<Json> {
  const answer = await ask('POST', '/api/v1/custom-connectors', { body: peopleDefinition(vendor.url, change) })
  assert.equal(answer.status, 201, answer.text)
  return answer.body
}

async function connected(connector: string, name: string): Promise<string> {
  const created = await ask('POST', '/api/v1/connections', {
    body: {
      connector,
      name,
      method: 'bearer',
      credential,
      selection: 'people_and_accounts',
      preference: 'create_and_update',
      deactivate: true,
      mapping: {
        targets: [
          { field: 'email', source: 'profile.mail', key: true },
          { field: 'username', source: 'profile.mail' },
          { field: 'displayName', source: 'profile["full-name"]' },
          { field: 'role', constant: 'Employee' },
        ],
      },
    },
  })
  assert.equal(created.status, 201, created.text)
  const launched = await ask('POST', `/api/v1/connections/${created.body.id}/launch`, { body: { sync: false } })
  assert.equal(launched.status, 200, launched.text)
  return created.body.id
}

const review = (change: Parameters<typeof peopleDefinition>[1] = {}, more: object = {}) =>
  ask('POST', '/api/v1/custom-connectors/test', {
    body: { definition: peopleDefinition(vendor.url, change), method: 'bearer', credential, ...more },
  })
const problemAt = async (path: string, change: Parameters<typeof peopleDefinition>[1]): Promise<string> => {
  const { status, body, text } = await review(change)
  assert.equal(status, 200, text)
  return body.problems.find((problem: Json) => problem.path === path)?.message ?? `nothing at ${path}: ${text}`
}

test('a connector made by API is connected, synced by another process, changed, and read anew', async () => {
  const { id, version } = await made({ name: 'Acme CRM' })
  assert.deepEqual([id, version], ['custom-acme-crm', 1])
  const listed = (await ask('GET', '/api/v1/connectors')).body.items.map((one: Json) => one.id)
  assert.ok(listed.includes(id), 'the catalogue of connectors has it at once')
  const connection = await connected(id, 'Acme')

  const first = await sync(connection)
  assert.deepEqual([first.state, first.counts.created, first.counts.read], ['done', 45, 45])
  const accounts = (await ask('GET', `/api/v1/accounts?connection_id=${connection}&limit=200`)).body.items
  const tenth = accounts.find((account: Json) => account.externalId === '10')
  assert.deepEqual([tenth.email, tenth.displayName, tenth.status], ['person.10@company.test', 'Person 10', 'suspended'])
  const same = await sync(connection)
  assert.deepEqual([same.state, same.counts.unchanged], ['done', 45])
  assert.equal((await db.one<{ n: number }>('select count(*)::int as n from sync_pages where same'))!.n, 3)

  const saved = await ask('PUT', `/api/v1/custom-connectors/${id}`, {
    body: peopleDefinition(vendor.url, {
      name: 'Acme CRM',
      accounts: { status: { source: 'state', values: { enabled: 'active', locked: 'inactive' } } },
    }),
  })
  assert.deepEqual([saved.status, saved.body.version], [200, 2])
  const anew = await sync(connection)
  // What the new table says of them is a loss, and a custom connector asks.
  assert.deepEqual([anew.state, anew.hold[0].rule], ['held', 'status_jump'])
  assert.equal((await ask('POST', `/api/v1/syncs/${anew.id}/approve`)).body.state, 'done')
  const after = (await ask('GET', `/api/v1/accounts?connection_id=${connection}&limit=200`)).body.items
  assert.equal(after.find((account: Json) => account.externalId === '10').status, 'inactive')
  const versions = (await ask('GET', `/api/v1/custom-connectors/${id}/versions`)).body.items
  assert.deepEqual(
    versions.map((one: Json) => one.version),
    [2, 1],
  )
})

test('in its first three syncs every loss is held, however small; from then on the guard of the connection decides', async () => {
  const { id } = await made({ name: 'On trial' })
  const connection = await connected(id, 'Trial')
  assert.equal((await sync(connection)).state, 'done')
  const [gone] = vendor.people.splice(40, 1)
  const held = await sync(connection)
  assert.deepEqual([held.state, held.hold.map((hold: Json) => hold.rule)], ['held', ['missing']])
  assert.match(held.hold[0].text, /^1 of 45 accounts is missing.*until 3 of its syncs are done/)
  vendor.people.splice(40, 0, gone!)
  for (const _ of [2, 3]) assert.equal((await sync(connection)).state, 'done')
  vendor.people.splice(40, 1)
  const passed = await sync(connection)
  assert.deepEqual([passed.state, passed.counts.deactivated], ['done', 1])
  vendor.people.splice(40, 0, gone!)
})

test('a definition that is wrong is refused with the names of its places', async () => {
  const wrong = {
    ...definition,
    colour: 'red',
    accounts: { ...definition.accounts, script: 'x', paging: { style: 'magic' } },
  }
  const refused = await ask('POST', '/api/v1/custom-connectors', { body: wrong })
  assert.equal(refused.status, 400)
  const paths = refused.body.fields.map((field: Json) => field.path)
  for (const path of ['colour', 'accounts.script', 'accounts.paging.style'])
    assert.ok(paths.includes(path), `${path} in ${paths}`)
  const senseless = await ask('POST', '/api/v1/custom-connectors', {
    body: peopleDefinition(vendor.url, { accounts: { fields: { externalId: 'a..b' } } }),
  })
  assert.deepEqual([senseless.status, senseless.body.fields[0].path], [400, 'accounts.fields.externalId'])
})

test('a connector in use is not deleted, and says by what; one that nobody uses is gone for every process', async () => {
  const { id } = await made({ name: 'Short lived' })
  const connection = await connected(id, 'Short connection')
  const refused = await ask('DELETE', `/api/v1/custom-connectors/${id}`)
  assert.deepEqual([refused.status, refused.body.code], [409, 'connector_in_use'])
  assert.match(refused.body.message, /the connection Short connection/)
  const { id: unused } = await made({ name: 'Never used' })
  await worker.refresh()
  assert.ok(worker.connectors.has(unused))
  assert.equal((await ask('DELETE', `/api/v1/custom-connectors/${unused}`)).status, 204)
  await worker.refresh()
  assert.equal(worker.connectors.has(unused), false)
  assert.equal((await ask('GET', `/api/v1/connectors/${unused}`)).status, 404)
  assert.ok(connection)
})

test('an exported file makes the same connector again, and no credential is in it', async () => {
  const { id } = await made({
    name: 'Traveller',
    groups: {
      path: '/groups',
      records: 'groups',
      paging: { style: 'none' },
      fields: { externalId: 'id', name: 'title' },
    },
  })
  await connected(id, 'Traveller connection')
  const file = await ask('GET', `/api/v1/custom-connectors/${id}/export`)
  assert.match(String(file.headers['content-disposition']), /custom-traveller\.json/)
  assert.equal(file.text.includes(vendor.token), false)
  const taken = await ask('POST', '/api/v1/custom-connectors', { text: file.text })
  assert.deepEqual([taken.status, taken.body.code], [409, 'name_taken'])
  const copy = await ask('POST', '/api/v1/custom-connectors', {
    body: { ...JSON.parse(file.text), name: 'Traveller two' },
  })
  assert.equal(copy.status, 201, copy.text)
  assert.deepEqual(
    { ...copy.body.definition, name: 'Traveller' },
    (await ask('GET', `/api/v1/custom-connectors/${id}`)).body.definition,
  )
})

test('review response: the first page live, what it becomes, and nothing is stored', async () => {
  const before = await db.one<{ n: number }>('select count(*)::int as n from credentials')
  const { status, body, text } = await review({
    groups: {
      path: '/groups',
      records: 'groups',
      paging: { style: 'none' },
      fields: { externalId: 'id', name: 'title' },
    },
    memberships: { path: '/groups/{group}/members', records: 'members', paging: { style: 'none' }, account: 'user' },
  })
  assert.equal(status, 200, text)
  assert.deepEqual([body.ok, body.problems], [true, []])
  assert.deepEqual(
    body.lists.map((list: Json) => [list.list, list.count, list.total, list.hasNext]),
    [
      ['accounts', 20, 45, true],
      ['groups', 2, null, false],
      ['memberships', 10, null, false],
    ],
  )
  assert.equal(body.lists[0].records[0].profile.mail, 'person.1@company.test')
  assert.ok(
    body.lists[0].fields.some(
      (field: Json) => field.path === 'profile["full-name"]' || field.path === 'profile.full-name',
    ),
  )
  assert.deepEqual([body.accounts[0].account.externalId, body.accounts[0].account.status], ['1', 'active'])
  assert.deepEqual(await db.one('select count(*)::int as n from credentials'), before)
})

test('review response says each mistake in words', async () => {
  assert.match(
    await problemAt('accounts.records', { accounts: { records: 'data.people' } }),
    /nothing at "data.people".*Lists are at: data.users/,
  )
  assert.match(await problemAt('accounts.records', { accounts: { records: 'meta' } }), /a group of fields and no list/)
  assert.match(await problemAt('accounts.records', { accounts: { records: undefined } }), /no list by itself/)
  assert.match(
    await problemAt('accounts.fields.email', { accounts: { fields: { externalId: 'id', email: 'profile.email' } } }),
    /No record has "profile.email". In "profile" there are: mail, full-name/,
  )
  assert.match(
    await problemAt('accounts.fields.externalId', { accounts: { fields: { externalId: 'state' } } }),
    /same id/,
  )
  assert.match(
    await problemAt('accounts.status.values', {
      accounts: { status: { source: 'state', values: { locked: 'suspended' } } },
    }),
    /no word for: ENABLED/,
  )
  assert.match(await problemAt('accounts.path', { accounts: { path: '/nowhere' } }), /404/)
  assert.match(await problemAt('accounts.path', { accounts: { path: '/page.html' } }), /web page, not with JSON/)
  assert.match(await problemAt('accounts.paging', { accounts: { paging: { style: 'none' } } }), /20 of 45 records came/)
  assert.match(
    await problemAt('accounts.paging.next', {
      accounts: {
        path: '/cursor',
        records: 'items',
        total: undefined,
        paging: { style: 'cursor', param: 'cursor', sizeParam: 'limit', pageSize: 20, next: { path: 'paging.after' } },
      },
    }),
    /The page is full with 20 records.*In "paging" there are: next/,
  )
  assert.match(
    await problemAt('accounts.paging', {
      accounts: {
        path: '/stuck',
        records: 'items',
        total: undefined,
        paging: { style: 'page', param: 'page', sizeParam: 'limit', pageSize: 20 },
      },
    }),
    /same record as the first.*"page"/,
  )
  assert.match(
    await problemAt('accounts.paging', {
      accounts: {
        path: '/elsewhere',
        records: 'items',
        total: undefined,
        paging: { style: 'next-link', next: 'next', pageSize: 20 },
      },
    }),
    /another host or path/,
  )
  assert.match(
    await problemAt('accounts.one.path', { accounts: { one: { path: '/members/{id}' } } }),
    /does not know the first account/,
  )
  assert.match(
    await problemAt('accounts.detail.path', {
      accounts: {
        detail: { path: '/nobody/{{list_response_item.id}}' },
        fields: { externalId: 'list_response_item.id' },
        status: { always: 'active' },
        flags: {},
        one: undefined,
      },
    }),
    /nothing at its own address/,
  )
  const refused = await review({}, { credential: { token: 'wrong-token' } })
  assert.deepEqual(
    refused.body.problems.map((problem: Json) => problem.path),
    ['auth'],
  )
})

test('where no list is found, the answer itself is shown', async () => {
  const { body } = await review({ accounts: { records: 'data.people' } })
  assert.deepEqual([body.lists[0].count, body.lists[0].records[0].meta], [null, { count: vendor.people.length }])
})

test('a review sends nothing where egress forbids, and shows no secret that a vendor repeats', async () => {
  const inside = await review({ baseUrl: 'http://169.254.169.254/latest' })
  assert.deepEqual([inside.status, inside.body.problems[0].path], [200, 'baseUrl'])
  const echo = await serveHttp((request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify([{ id: 1, password: 'hunter2', note: `you sent ${request.headers.authorization}` }]))
  })
  const { body, text } = await review({
    baseUrl: echo.url,
    accounts: {
      path: '/',
      records: undefined,
      total: undefined,
      paging: { style: 'none' },
      fields: { externalId: 'id', displayName: 'note' },
      status: { always: 'active' },
      flags: {},
      one: undefined,
    },
  })
  assert.equal(body.lists[0].count, 1, text)
  assert.equal(text.includes(vendor.token), false)
  assert.equal(text.includes('hunter2'), false)
})

test('a stored credential is not sent to an address that the definition was changed to', async () => {
  const { id } = await made({ name: 'Moved' })
  const connection = await connected(id, 'Moved connection')
  const { credentialId } = (await ask('GET', `/api/v1/connections/${connection}`)).body
  const thief = await serveHttp(
    (_request, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('[]'),
  )
  const tried = await review({ baseUrl: thief.url }, { credential: undefined, credentialId, connectorId: id })
  assert.deepEqual([tried.status, tried.body.code], [409, 'credential_host_changed'])
  const saved = await ask('PUT', `/api/v1/custom-connectors/${id}`, {
    body: peopleDefinition(thief.url, { name: 'Moved' }),
  })
  assert.equal(saved.status, 200, saved.text)
  const failed = await sync(connection)
  assert.deepEqual([failed.state, failed.error.code], ['failed', 'credential_host_changed'])
  assert.equal(thief.connections(), 0, 'not a packet came')
})

test('"custom" means the connector of the app that is named', async () => {
  const { id } = await made({ name: 'By app' })
  const app = (await ask('GET', `/api/v1/apps?connector=${id}&catalogue=true`)).body.items[0]
  const connection = {
    name: 'By app',
    method: 'bearer',
    credential,
    selection: 'people',
    preference: 'create_only',
    deactivate: false,
  }
  const created = await ask('POST', '/api/v1/connections', {
    body: { ...connection, connector: 'custom', appId: app.id },
  })
  assert.deepEqual([created.status, created.body.connector], [201, id], created.text)
  const refused = await ask('POST', '/api/v1/connections', {
    body: { ...connection, name: 'None', connector: 'custom', appId: 'slack' },
  })
  assert.deepEqual([refused.status, refused.body.fields[0].path], [400, 'appId'])
})
