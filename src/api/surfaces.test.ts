import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startSandbox as startPostman } from '#connectors/postman/sandbox.ts'
import { startSandbox as startSlack } from '#connectors/slack/sandbox.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { newId } from '#base/ids.ts'
import { testApi, type Json } from '#test/helpers/api.ts'

const { ask, db } = await testApi()
const postman = await startPostman({ users: 3 })
const slack = await startSlack({ users: 3 })
after(() => Promise.all([postman.close(), slack.close()]))

async function connected(connector: string, sandbox: Sandbox, method: string): Promise<string> {
  const body = {
    connector, name: newId(), method, credential: { ...sandbox.credentials[method] }, hosts: sandbox.hosts,
    selection: 'people_and_accounts', preference: 'create_and_update', deactivate: true, smart: true,
  } // prettier-ignore
  const made = await ask('POST', '/api/v1/connections', { body })
  assert.equal(made.status, 201, made.text)
  return made.body.id
}
const reconnect = (id: string, sandbox: Sandbox, method: string): Promise<Json> =>
  ask('POST', `/api/v1/connections/${id}/reconnect`, {
    body: { method, credential: { ...sandbox.credentials[method] }, acceptScopes: true },
  })

test('a launched connection does not go over to an interface that calls the same people by other ids', async () => {
  const id = await connected('postman', postman, 'api-key')
  assert.equal((await ask('POST', `/api/v1/connections/${id}/test`)).status, 200)
  assert.equal((await ask('POST', `/api/v1/connections/${id}/launch`)).status, 200)
  const asked = postman.calls.length
  const refused = await reconnect(id, postman, 'scim')
  assert.deepEqual([refused.status, refused.body.code], [409, 'surface_changed'])
  assert.match(refused.body.message, /Add a new connection with "[^"]*SCIM[^"]*" instead, and remove this one when/)
  assert.equal(postman.calls.length, asked, 'the vendor is not even asked')
  assert.equal((await ask('GET', '/api/v1/credentials')).body.items.length, 1, 'and nothing is kept')
  assert.equal((await ask('GET', `/api/v1/connections/${id}`)).body.method, 'api-key')
  assert.equal((await ask('POST', `/api/v1/connections/${id}/disconnect`)).status, 200)
  assert.equal((await reconnect(id, postman, 'scim')).body.code, 'surface_changed', 'nor when it is disconnected')
  assert.equal((await reconnect(id, postman, 'api-key')).status, 200)
})

test('a draft may still choose, and where both interfaces have the same ids a connection goes over', async () => {
  const draft = await connected('postman', postman, 'scim')
  // The other interface knows the same team, which a launched connection reads already.
  await db.query('delete from connections where id <> $1', [draft])
  const chosen = await reconnect(draft, postman, 'api-key')
  assert.deepEqual([chosen.status, chosen.body.method], [200, 'api-key'], chosen.text)

  const id = await connected('slack', slack, 'token')
  assert.equal((await ask('POST', `/api/v1/connections/${id}/launch`)).status, 200)
  const other = await reconnect(id, slack, 'scim')
  assert.deepEqual([other.status, other.body.method], [200, 'scim'], other.text)
})

test('the domain of the vendor account stands beside its name, once the vendor has told it', async () => {
  await db.query('delete from connections')
  const id = await connected('slack', slack, 'token')
  const domain = async () => (await ask('GET', `/api/v1/connections/${id}`)).body.vendorTenantDomain
  assert.equal(await domain(), null)
  assert.equal((await ask('POST', `/api/v1/connections/${id}/test`)).status, 200)
  assert.match(await domain(), /\.slack\.com$/)
  const named = await connected('postman', postman, 'api-key')
  assert.equal((await reconnect(named, postman, 'api-key')).status, 200)
  assert.match((await ask('GET', `/api/v1/connections/${named}`)).body.vendorTenantDomain, /\.postman\.co$|^127/)
})
