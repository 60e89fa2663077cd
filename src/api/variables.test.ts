import { startSandbox } from '#connectors/scim/sandbox.ts'
import { coworkerActor } from '#core/requests/coworker.ts'
import { storeCredential } from '#core/credentials/create-credential.ts'
import { testApi } from '#test/helpers/api.ts'
import assert from 'node:assert/strict'
import { after, test } from 'node:test'

const { ask, db, vault, connectors } = await testApi()
const scim = await startSandbox({ users: 3 })
after(() => scim.close())

const save = (name: string, value: string) => ask('PUT', `/api/v1/variables/${name}`, { body: { value } })
const connect = (over: object) =>
  ask('POST', '/api/v1/connections', {
    body: {
      connector: 'scim',
      name: `SCIM ${Math.random()}`,
      method: 'bearer',
      credential: scim.credentials['bearer'],
      hosts: scim.hosts,
      selection: 'people_and_accounts',
      preference: 'create_and_update',
      deactivate: true,
      ...over,
    },
  })

test('a variable fills addresses and fields that may be seen, and what was filled stays when it is changed or forgotten', async () => {
  const { host } = new URL(scim.url)
  assert.equal((await save('Acme.Host', ` ${host} `)).body.value, host)
  const made = await connect({ hosts: { scim: scim.hosts['scim']!.replace(host, '{{ Acme.Host }}') } })
  assert.equal(made.status, 201, made.text)
  const { scim: address } = scim.hosts
  assert.deepEqual(made.body.hosts, { scim: address })

  await save('Acme.Subdomain', 'acme')
  const okta = {
    connector: 'okta',
    name: 'Okta',
    method: 'token',
    fields: { domain: '{{Acme.Subdomain}}.okta.com', token: '00{{Not.Saved}}00000000000000000000000000000000' },
  }
  const credential = await ask('POST', '/api/v1/credentials', { body: okta })
  const { publicFields } =
    (await db.one<{ publicFields: object }>('select public_fields as "publicFields" from credentials where name = $1', [
      'Okta',
    ])) ?? {}
  assert.equal(credential.status, 201, credential.text)
  assert.deepEqual(publicFields, { domain: 'acme.okta.com' })

  const moved = await ask('PATCH', `/api/v1/connections/${made.body.id}`, {
    body: { hosts: { scim: address!.replace(host, '{{Acme.Host}}') } },
  })
  assert.deepEqual([moved.status, moved.body.hosts], [200, { scim: address }])

  await save('Acme.Host', 'elsewhere.example')
  await ask('DELETE', '/api/v1/variables/Acme.Subdomain')
  assert.deepEqual((await ask('GET', `/api/v1/connections/${made.body.id}`)).body.hosts, { scim: address })
  assert.deepEqual(
    (await ask('GET', '/api/v1/variables')).body.items.map(({ name, value }: { name: string; value: string }) => [
      name,
      value,
    ]),
    [['Acme.Host', 'elsewhere.example']],
  )
  const told = await db.query<{ action: string }>(
    `select action from audit_events where action like 'variable.%' order by id`,
  )
  assert.deepEqual(
    told.map(({ action }) => action),
    ['variable.save', 'variable.save', 'variable.save', 'variable.delete'],
  )
})

test('a name that is not saved is told with its field, and nothing is stored', async () => {
  const before = await db.query('select id from connections')
  const refused = await connect({ hosts: { scim: 'https://{{Nobody.Saved}}/scim/v2' } })
  assert.equal(refused.status, 400)
  assert.deepEqual(
    refused.body.fields.map(({ path }: { path: string }) => path),
    ['hosts.scim'],
  )
  assert.match(refused.body.fields[0].message, /Nobody\.Saved/)
  assert.deepEqual(await db.query('select id from connections'), before)
})

test('names and values that could not be written into a form are refused', async () => {
  for (const name of ['1st', 'a b', 'a..b', 'a'.repeat(64)])
    assert.equal((await save(encodeURIComponent(name), 'x')).status, 400, name)
  assert.equal((await save('Empty', '  ')).status, 400)
  assert.equal((await ask('DELETE', '/api/v1/variables/Nobody')).status, 404)
})

test('what a co-worker types is taken as it is: the form tells nobody outside what is saved here', async () => {
  await save('Inner.Name', 'hidden')
  const guest = coworkerActor({ name: 'Olav', email: 'olav@example.com' })
  const fields = { domain: '{{Inner.Name}}.okta.com', token: '00000000000000000000000000000000000000000' }
  const stored = db.tx((tx) =>
    storeCredential(
      tx,
      vault,
      guest,
      connectors.get('okta')!,
      { name: 'Guest', method: 'token', fields },
      'credential',
    ),
  )
  await assert.rejects(stored, (error: { code?: string; message: string; fields?: { message: string }[] }) => {
    assert.equal(error.code, 'credential_invalid')
    assert.doesNotMatch(JSON.stringify(error.fields), /hidden|variable/i)
    return true
  })
})
