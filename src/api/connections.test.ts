import { startSandbox as startOneLogin } from '#connectors/onelogin/sandbox.ts'
import { startSandbox as startScim } from '#connectors/scim/sandbox.ts'
import { startSandbox as startSlack } from '#connectors/slack/sandbox.ts'
import { newId } from '#base/ids.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { testApi, type Json } from '#test/helpers/api.ts'
import { seedAccount, seedPerson } from '#test/helpers/directory.ts'
import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'

const { ask, db, enqueued } = await testApi()
const scim = await startScim({ users: 20 })
const slack = await startSlack({ users: 5 })
const onelogin = await startOneLogin({ users: 5 })
const other = await startSlack({ users: 5 })
after(() => Promise.all([scim, slack, onelogin, other].map((sandbox) => sandbox.close())))
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

test('a connection begins as a draft with its app, schedule and mapping, and its secret is never shown', async () => {
  const connection = await create()
  assert.deepEqual(
    [
      connection.state,
      connection.appId,
      connection.schedule,
      connection.nextDueAt,
      connection.precedence,
      connection.lastSync,
    ],
    ['draft', 'scim', { every: 'day', at: '02:00', timezone: 'UTC' }, null, 1, null],
  )
  const token = scim.credentials['bearer']!['token']!
  for (const path of [
    `connections/${connection.id}`,
    'credentials',
    `credentials/${connection.credentialId}`,
    'audit-events',
    'connections',
  ]) {
    assert.ok(!(await ask('GET', `/api/v1/${path}`)).text.includes(token), path)
  }
  const stored = await db.query<{ row: string }>('select to_jsonb(credentials)::text as row from credentials')
  assert.ok(stored[0] && !stored[0].row.includes(token))
})

test('a second connection of a connector joins the same app; another app must exist', async () => {
  await create()
  assert.equal((await create({ name: 'Second' })).appId, 'scim')
  const app = await ask('POST', '/api/v1/apps', { body: { name: 'Ächme HR!', category: 'HR' } })
  assert.equal(app.body.id, 'achme-hr')
  assert.equal((await create({ name: 'Third', appId: 'achme-hr' })).appName, 'Ächme HR!')
  const unknown = await ask('POST', '/api/v1/connections', {
    body: draft(scim, 'scim', 'bearer', { name: 'Fourth', appId: 'nope' }),
  })
  assert.deepEqual([unknown.status, paths(unknown)], [400, ['appId']])
  assert.equal(
    (await ask('POST', '/api/v1/apps', { body: { id: 'scim', name: 'x', category: 'x' } })).body.code,
    'conflict',
  )
})

test('a name in any case is taken once', async () => {
  await create({ name: 'Company' })
  const again = await ask('POST', '/api/v1/connections', { body: draft(scim, 'scim', 'bearer', { name: ' COMPANY ' }) })
  assert.deepEqual([again.status, again.body.code], [409, 'name_taken'])
  assert.equal((await ask('GET', '/api/v1/credentials')).body.items.length, 1, 'nothing of the refused one is stored')
  const { id } = await create({ name: 'Other' })
  assert.equal((await ask('PATCH', `/api/v1/connections/${id}`, { body: { name: 'company' } })).body.code, 'name_taken')
})

test('what is wrong in the form is named, field by field', async () => {
  const wrong = async (over: object) => {
    const answer = await ask('POST', '/api/v1/connections', { body: draft(scim, 'scim', 'bearer', over) })
    return [answer.body.code, paths(answer)]
  }
  assert.deepEqual(await wrong({ connector: 'nope' }), ['connector_unknown', undefined])
  assert.deepEqual(await wrong({ method: 'nope' }), ['invalid_input', ['method']])
  assert.deepEqual(await wrong({ credential: {} }), ['credential_invalid', ['credential.token']])
  assert.deepEqual(await wrong({ credential: { token: 'x', tokne: 'y' } }), [
    'credential_invalid',
    ['credential.tokne'],
  ])
  assert.deepEqual(await wrong({ credential: undefined }), ['invalid_input', ['credential']])
  assert.deepEqual(await wrong({ credentialId: newId() }), ['invalid_input', ['credential']])
  assert.deepEqual(await wrong({ credential: undefined, credentialId: newId() }), ['invalid_input', ['credentialId']])
  assert.deepEqual(await wrong({ hosts: {} }), ['invalid_input', ['hosts.scim']])
  assert.deepEqual(await wrong({ hosts: { scim: 'ftp://x.example', api: 'https://x.example' } }), [
    'invalid_input',
    ['hosts.api', 'hosts.scim'],
  ])
  assert.deepEqual(await wrong({ hosts: { scim: 'https://user:pw@x.example' } }), ['invalid_input', ['hosts.scim']])
  assert.deepEqual(await wrong({ settings: { nope: 1 } }), ['invalid_input', ['settings.nope']])
  assert.deepEqual(await wrong({ scopes: ['nope'] }), ['invalid_input', ['scopes.0']])
  assert.deepEqual(await wrong({ schedule: { every: 'day', at: '25:00', timezone: 'UTC' } }), [
    'invalid_input',
    ['schedule.at'],
  ])
  assert.deepEqual(await wrong({ schedule: { every: 'day', at: '02:00', timezone: 'Mars/Base' } }), [
    'invalid_input',
    ['timezone'],
  ])
  assert.deepEqual(await wrong({ contacts: ['no address'] }), ['invalid_input', ['contacts.0']])
  assert.deepEqual(
    await wrong({ mapping: { targets: [{ field: 'nope', source: 'a' }] } }).then(([code]) => code),
    'mapping_invalid',
  )
  assert.deepEqual(await db.query('select id from credentials'), [])
})

test('the vendor is asked who the credential is, and a refusal says why', async () => {
  const { id } = (await ask('POST', '/api/v1/connections', { body: draft(slack, 'slack', 'token') })).body
  const good = await post(id, 'test')
  assert.equal(good.status, 200, good.text)
  assert.equal(good.body.tenantId, 'T0SANDBOX')
  const scopes = (await ask('GET', `/api/v1/connections/${id}/scopes`)).body.items
  assert.ok(scopes.length > 0 && scopes.every(({ granted }: Json) => granted === true), JSON.stringify(scopes))
  const bad = await create({ credential: { token: 'wrong' } })
  const refused = await post(bad.id, 'test')
  assert.deepEqual([refused.status, refused.body.code], [409, 'vendor_unauthorized'])
  assert.ok(!refused.text.includes('127.0.0.1'), 'no vendor address in a public text')
})

test('the first records can be seen before anything is mapped', async () => {
  const { id } = await create({ smart: false })
  const { body } = await ask('GET', `/api/v1/connections/${id}/sample`)
  assert.equal(body.records.length, 5)
  assert.ok(body.records[0].userName)
})

test('a mapping is saved whole or not at all, and makes its person fields', async () => {
  const { id } = await create({ smart: false })
  const empty = (await ask('GET', `/api/v1/connections/${id}/mapping`)).body
  assert.deepEqual([empty.targets, empty.filter], [[], null])
  assert.ok(empty.problems.length > 0 && empty.offered.some(({ path }: Json) => path === '$syncTime'))
  const proposal = (await post(id, 'mapping/smart')).body
  assert.ok(proposal.reasons.email)
  const bad = await ask('PUT', `/api/v1/connections/${id}/mapping`, {
    body: { targets: [...proposal.targets, { field: 'nope', source: 'x' }] },
  })
  assert.deepEqual([bad.status, bad.body.code], [400, 'mapping_invalid'])
  assert.deepEqual((await ask('GET', `/api/v1/connections/${id}/mapping`)).body.targets, [])
  const customFields = [{ field: 'scimId', label: 'SCIM id', type: 'text', unique: true }]
  const targets = [...proposal.targets, { field: 'scimId', source: 'id', key: true }]
  const saved = await ask('PUT', `/api/v1/connections/${id}/mapping`, { body: { targets, customFields } })
  assert.equal(saved.status, 200, saved.text)
  assert.deepEqual(saved.body.problems, [])
  const field = (await ask('GET', '/api/v1/person-fields')).body.items.find(({ name }: Json) => name === 'scimId')
  assert.deepEqual(field, {
    name: 'scimId',
    label: 'SCIM id',
    type: 'text',
    unique: true,
    mandatory: false,
    canBeKey: true,
    custom: true,
  })
})

test('a mapping that is being written is tried on one record, field by field, and nothing is saved', async () => {
  const { id } = await create({ smart: false })
  const record = { id: '7', userName: 'ada', name: { givenName: 'Ada', familyName: 'Byron' }, title: 'Countess' }
  const mapping = {
    targets: [
      { field: 'email', source: 'userName', key: true },
      { field: 'displayName', source: '{{ name.givenName | upcase }} {{ name.familyName }}' },
      { field: 'title', source: 'title', values: { Countess: 'Analyst' } },
      { field: 'department', source: '{{ name.givenName' },
      { field: 'role', constant: 'Employee' },
    ],
    filter: { match: 'all', rules: [{ path: 'title', op: 'equals', value: 'Clerk' }] },
  }
  const preview = (await post(id, 'mapping/preview', { mapping, record })).body
  assert.deepEqual(
    preview.fields.map((field: Json) => [field.field, field.value, field.problems.length, field.error !== null]),
    [
      ['email', null, 1, false],
      ['displayName', 'ADA Byron', 0, false],
      ['title', 'Analyst', 0, false],
      ['department', null, 0, true],
      ['role', 'Employee', 0, false],
    ],
  )
  assert.equal(preview.isTaken, false)
  assert.equal(preview.offered.find(({ path }: Json) => path === 'userName').value, 'ada')
  const stored = await db.one<{ mapping: { targets: unknown[] } }>('select mapping from connections where id = $1', [
    id,
  ])
  assert.deepEqual(stored!.mapping.targets, [])
})

test('launch refuses what is not complete, sets the next time, and starts the first sync if asked', async () => {
  const incomplete = await create({ smart: false })
  const refused = await post(incomplete.id, 'launch')
  assert.deepEqual([refused.status, refused.body.code], [400, 'mapping_invalid'])
  assert.ok(paths(refused).length > 0)
  assert.equal((await ask('GET', `/api/v1/connections/${incomplete.id}`)).body.state, 'draft')
  assert.equal((await post(incomplete.id, 'syncs')).body.code, 'connection_draft')
  const { id } = await create({ name: 'Whole' })
  const launched = await post(id, 'launch', { sync: true })
  assert.deepEqual(
    [launched.status, launched.body.state, launched.body.runningSync.state],
    [200, 'active', 'queued'],
    launched.text,
  )
  assert.match(launched.body.nextDueAt, /T02:00:00\.000Z$/)
  assert.equal(enqueued.at(-1), launched.body.runningSync.id)
  assert.equal((await post(id, 'syncs')).body.code, 'sync_running')
  assert.equal((await post(id, 'launch')).body.code, 'conflict')
})

test('the first connection leads until an SSO or HR one comes, which then leads for good', async () => {
  const launch = async (sandbox: Sandbox, connector: string, method: string, name: string) => {
    const { id } = (await ask('POST', '/api/v1/connections', { body: draft(sandbox, connector, method, { name }) }))
      .body
    return (await post(id, 'launch')).body
  }
  const chat = await launch(slack, 'slack', 'token', 'Chat')
  assert.equal(chat.isPrimarySource, true)
  const sso = await launch(onelogin, 'onelogin', 'client-credentials', 'SSO')
  assert.deepEqual([sso.isPrimarySource, sso.precedence], [true, 1])
  assert.equal((await ask('GET', `/api/v1/connections/${chat.id}`)).body.isPrimarySource, false)
  const second = await launch(onelogin, 'onelogin', 'client-credentials', 'SSO 2')
  assert.deepEqual([second.isPrimarySource, second.precedence], [false, 3])
  assert.deepEqual((await ask('GET', '/api/v1/settings')).body.precedence, [sso.id, chat.id, second.id])
})

test('making a connection the primary source moves the status of its people at once', async () => {
  const { id } = await create()
  const person = await seedPerson(db)
  await seedAccount(db, id, { person_id: person, status: 'suspended' })
  const status = async () => (await ask('GET', `/api/v1/people/${person}`)).body.status
  assert.equal(await status(), 'active')
  await ask('PATCH', `/api/v1/connections/${id}`, { body: { isPrimarySource: true } })
  assert.equal(await status(), 'suspended')
})

test('another address does not get to see the stored secret', async () => {
  const { id, credentialId } = await create()
  const elsewhere = { scim: 'https://elsewhere.example/scim' }
  const moved = await ask('PATCH', `/api/v1/connections/${id}`, { body: { hosts: elsewhere } })
  assert.deepEqual([moved.status, moved.body.code], [409, 'credential_host_changed'])
  const reused = await ask('POST', '/api/v1/connections', {
    body: draft(scim, 'scim', 'bearer', { name: 'B', credential: undefined, credentialId, hosts: elsewhere }),
  })
  assert.equal(reused.body.code, 'credential_host_changed')
  const same = await ask('PATCH', `/api/v1/connections/${id}`, {
    body: { hosts: { scim: `${scim.url}/scim/v2/` }, guard: { missing: 1, percent: 2.5 } },
  })
  assert.deepEqual([same.status, same.body.guard], [200, { missing: 1, percent: 2.5 }])
  const replaced = await ask('PUT', `/api/v1/credentials/${credentialId}/secret`, {
    body: { fields: { token: 'new' }, hosts: elsewhere },
  })
  assert.deepEqual(replaced.body.hosts, ['https://elsewhere.example'])
  assert.equal((await ask('PATCH', `/api/v1/connections/${id}`, { body: { hosts: elsewhere } })).status, 200)
})

test('a stored credential serves several connections and goes with the last', async () => {
  const credential = await ask('POST', '/api/v1/credentials', {
    body: {
      name: 'Shared',
      connector: 'scim',
      method: 'bearer',
      fields: scim.credentials['bearer'],
      hosts: scim.hosts,
    },
  })
  assert.equal(credential.status, 201, credential.text)
  const credentialId = credential.body.id
  const [one, two] = [
    await create({ name: 'One', credential: undefined, credentialId }),
    await create({ name: 'Two', credential: undefined, credentialId }),
  ]
  assert.equal((await ask('DELETE', `/api/v1/credentials/${credentialId}`)).body.code, 'credential_in_use')
  const used = (await ask('GET', `/api/v1/credentials/${credentialId}`)).body.usedBy
  assert.deepEqual(
    used.map(({ name }: Json) => name),
    ['One', 'Two'],
  )
  assert.equal(
    (await ask('PATCH', `/api/v1/credentials/${credentialId}`, { body: { name: 'Renamed' } })).body.name,
    'Renamed',
  )
  await post(one.id, 'disconnect')
  assert.equal((await ask('GET', `/api/v1/credentials/${credentialId}`)).status, 200)
  await post(two.id, 'disconnect')
  assert.equal((await ask('GET', `/api/v1/credentials/${credentialId}`)).status, 404)
})

test('a schedule is kept in its own time zone', async () => {
  const { id } = await create()
  await post(id, 'launch')
  const set = await ask('PUT', `/api/v1/connections/${id}/schedule`, {
    body: { every: 'day', at: '01:30', timezone: 'Asia/Kolkata' },
  })
  assert.match(set.body.nextDueAt, /T20:00:00\.000Z$/)
  const never = await ask('PUT', `/api/v1/connections/${id}/schedule`, {
    body: { every: 'never', at: '01:30', timezone: 'UTC' },
  })
  assert.equal(never.body.nextDueAt, null)
  assert.deepEqual((await ask('GET', `/api/v1/connections/${id}/schedule`)).body, never.body)
})

test('the list finds by name, app and state, and walks page by page', async () => {
  for (const name of ['b', 'A', 'c']) await create({ name })
  const names = async (query: string) =>
    (await ask('GET', `/api/v1/connections?${query}`)).body.items.map(({ name }: Json) => name)
  assert.deepEqual(await names(''), ['A', 'b', 'c'])
  assert.deepEqual(await names('search=B'), ['b'])
  assert.deepEqual(await names('state=active'), [])
  assert.deepEqual(await names('app_id=scim&limit=2'), ['A', 'b'])
  const { nextCursor } = (await ask('GET', '/api/v1/connections?limit=2')).body
  assert.deepEqual(await names(`limit=2&cursor=${nextCursor}`), ['c'])
})

test('whoever does something is written down with it', async () => {
  const { id } = await create()
  await post(id, 'launch', { sync: true })
  const { items } = (await ask('GET', `/api/v1/audit-events?target_id=${id}`)).body
  assert.deepEqual(
    items.map(({ action }: Json) => action),
    ['connection.launch', 'connection.create'],
  )
  assert.deepEqual([items[0].actor.kind, items[0].actor.name], ['token', 'owner'])
  const all = (await ask('GET', '/api/v1/audit-events?limit=1')).body
  assert.equal(all.items[0].action, 'sync.start')
  assert.ok(all.nextCursor)
})
