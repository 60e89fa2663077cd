import { startSandbox } from '#connectors/scim/sandbox.ts'
import { testApi, type Json } from '#test/helpers/api.ts'
import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'

const { ask, db, users } = await testApi()
const scim = await startSandbox({ users: 3 })
after(() => scim.close())
beforeEach(() => db.query('truncate connections, credentials, apps, audit_events cascade'))
const ada = await users.create({
  name: 'Ada',
  email: 'ada@example.com',
  password: 'correct horse battery',
  role: 'admin',
})

const store = async (over: object = {}): Promise<Json> => {
  const body = {
    name: 'Acme',
    connector: 'scim',
    method: 'bearer',
    fields: scim.credentials['bearer'],
    hosts: scim.hosts,
  }
  const answer = await ask('POST', '/api/v1/credentials', { body: { ...body, ...over } })
  assert.equal(answer.status, 201, answer.text)
  return answer.body
}
const connect = async (credentialId: string): Promise<Json> => {
  const body = {
    connector: 'scim',
    name: 'Acme SCIM',
    method: 'bearer',
    credentialId,
    hosts: scim.hosts,
    selection: 'people_and_accounts',
    preference: 'create_and_update',
    deactivate: true,
  }
  const answer = await ask('POST', '/api/v1/connections', { body })
  assert.equal(answer.status, 201, answer.text)
  return answer.body
}
const edit = (id: string, body: object) => ask('PATCH', `/api/v1/credentials/${id}`, { body })
const namesOf = async (query: string) =>
  (await ask('GET', `/api/v1/credentials?${query}`)).body.items.map(({ name }: Json) => name)

test('it belongs to whom its maker says, and to nobody who is no user', async () => {
  assert.deepEqual((await store({ ownerId: ada.id })).owner, { id: ada.id, name: 'Ada' })
  assert.equal((await store({ ownerId: null })).owner, null)
  const fields = scim.credentials['bearer']
  const refused = await ask('POST', '/api/v1/credentials', {
    body: { name: 'Acme', connector: 'scim', method: 'bearer', fields, hosts: scim.hosts, ownerId: 'nobody' },
  })
  assert.deepEqual([refused.status, refused.body.fields[0].path], [400, 'ownerId'])
})

test('name, owner and expiry are changed without the secret, and the log says from what to what', async () => {
  const { id, owner, expiryFrom } = await store()
  assert.deepEqual([owner, expiryFrom], [null, 'hand'])
  const expiresAt = '2030-01-31T00:00:00.000Z'
  const { body } = await edit(id, { name: 'Acme key', ownerId: ada.id, expiresAt })
  assert.deepEqual([body.name, body.owner, body.expiresAt], ['Acme key', { id: ada.id, name: 'Ada' }, expiresAt])
  const [event] = (await ask('GET', `/api/v1/audit-events?target_id=${id}`)).body.items
  assert.deepEqual(
    [event.action, event.before, event.after],
    [
      'credential.edit',
      { name: 'Acme', ownerId: null, expiresAt: null },
      { name: 'Acme key', ownerId: ada.id, expiresAt },
    ],
  )
  const cleared = (await edit(id, { ownerId: null, expiresAt: null })).body
  assert.deepEqual([cleared.name, cleared.owner, cleared.expiresAt], ['Acme key', null, null])
  assert.equal((await edit(id, { ownerId: 'nobody' })).body.fields[0].path, 'ownerId')
  assert.equal((await edit(id, { secret: 'x' })).status, 400)
  assert.doesNotMatch(JSON.stringify(cleared), new RegExp(scim.credentials['bearer']!['token']!))
})

test('where the vendor says when an authorisation expires, nobody types it', async () => {
  const credential = await store({
    method: 'oauth2',
    fields: scim.credentials['oauth2'],
  })
  assert.equal(credential.expiryFrom, 'vendor')
  const refused = await edit(credential.id, { expiresAt: '2030-01-01T00:00:00Z' })
  assert.deepEqual([refused.status, refused.body.fields[0].path], [400, 'expiresAt'])
})

test('credentials are found by name, connector, method, owner and use', async () => {
  const used = await store({ name: 'Used' })
  const free = await store({ name: 'Free' })
  await connect(used.id)
  await edit(free.id, { ownerId: ada.id })
  assert.deepEqual(await namesOf('search=us'), ['Used'])
  assert.deepEqual(await namesOf('connector=scim&method=bearer'), ['Free', 'Used'])
  assert.deepEqual(await namesOf('method=header'), [])
  assert.deepEqual(await namesOf(`owner_id=${ada.id}`), ['Free'])
  assert.deepEqual(await namesOf('used=true'), ['Used'])
  assert.deepEqual(await namesOf('used=false'), ['Free'])
})

test('one that is in use is not deleted, and the refusal says what uses it', async () => {
  const { id } = await store()
  const connection = await connect(id)
  const refused = await ask('DELETE', `/api/v1/credentials/${id}`)
  assert.deepEqual([refused.status, refused.body.code], [409, 'credential_in_use'])
  assert.match(refused.body.message, /the connection Acme SCIM/)
  assert.equal((await ask('POST', `/api/v1/connections/${connection.id}/test`)).status, 200)
  assert.ok((await ask('GET', `/api/v1/credentials/${id}`)).body.lastUsedAt)
  await ask('POST', `/api/v1/connections/${connection.id}/disconnect`)
  const free = await store()
  assert.equal((await ask('DELETE', `/api/v1/credentials/${free.id}`)).status, 204)
})

test('a new secret needs no hosts where nothing changed, and other hosts only come with a secret', async () => {
  const { id, hosts } = await store({ expiresAt: '2030-01-01T00:00:00Z' })
  const replace = (body: object) => ask('PUT', `/api/v1/credentials/${id}/secret`, { body })
  const same = await replace({ fields: { token: 'another' } })
  assert.deepEqual([same.status, same.body.hosts, same.body.expiresAt], [200, hosts, null])
  const moved = await replace({
    fields: { token: 'third' },
    hosts: { scim: 'https://elsewhere.example/scim' },
    expiresAt: '2031-01-01T00:00:00Z',
  })
  assert.deepEqual(
    [moved.body.hosts, moved.body.expiresAt],
    [['https://elsewhere.example'], '2031-01-01T00:00:00.000Z'],
  )
  assert.equal((await replace({ hosts: scim.hosts })).status, 400)
})

test('break-glass takes everything away, says what the vendors were told, and what is left for a person', async () => {
  const oauth = await store({ name: 'OAuth', method: 'oauth2', fields: scim.credentials['oauth2'] })
  const used = await store({ name: 'Used' })
  await store({ name: 'Free' })
  const { id } = await connect(used.id)
  const call = (body: object, as: 'admin' | 'operator' = 'admin') =>
    ask('POST', '/api/v1/credentials/revoke-all', { body, as })
  assert.equal((await call({})).status, 400)
  assert.equal((await call({ confirm: 'revoke everything' }, 'operator')).status, 403)
  const { status, body } = await call({ confirm: 'revoke everything' })
  assert.equal(status, 200)
  assert.deepEqual(
    body.connections.map(({ connectionId, name, outcome }: Json) => [connectionId, name, outcome]),
    [[id, 'Acme SCIM', 'unsupported']],
  )
  assert.deepEqual(body.credentials.map(({ name }: Json) => name).sort(), ['Free', 'OAuth'])
  assert.equal((await ask('GET', `/api/v1/credentials/${oauth.id}`)).status, 404)
  assert.deepEqual(await db.query('select 1 from credentials'), [])
  assert.equal((await ask('GET', `/api/v1/connections/${id}`)).body.state, 'disconnected')
  const actions = (await ask('GET', '/api/v1/audit-events?action=vault')).body.items.map(({ action }: Json) => action)
  assert.deepEqual(actions, ['vault.revoke_all_end', 'vault.revoke_all_begin'])
})
