import { startSandbox } from '#connectors/scim/sandbox.ts'
import { testApi, type Json } from '#test/helpers/api.ts'
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { request as send } from 'undici'

const { ask, db } = await testApi()
const vendor = await startSandbox({ users: 3 })
const silent = await startSandbox({ users: 3 })
after(() => Promise.all([vendor.close(), silent.close()]))

async function connected(name: string, method: string, sandbox = vendor): Promise<string> {
  const { body } = await ask('POST', '/api/v1/connections', {
    body: {
      connector: 'scim', name, method, credential: { ...sandbox.credentials[method] }, hosts: sandbox.hosts,
      selection: 'people_and_accounts', preference: 'create_and_update', deactivate: true, smart: true,
    },
  }) // prettier-ignore
  if (method === 'oauth2') {
    const begun = await ask('POST', `/api/v1/connections/${body.id}/authorise`, { body: {} })
    const cookie = [begun.headers['set-cookie']].flat().map((one) => one!.split(';')[0]!).join('; ') // prettier-ignore
    const consent = await fetchLocation(begun.body.url)
    const back = await ask('GET', `${consent.pathname}${consent.search}`, { as: 'nobody', headers: { cookie } })
    assert.equal(back.headers['location'], `/connections/${body.id}?authorised=ok`)
  }
  return body.id
}

async function fetchLocation(url: string): Promise<URL> {
  const { headers, body } = await send(url)
  await body.dump()
  return new URL(String(headers['location']))
}

const breakGlass = (as: 'owner' | 'operator' = 'owner') =>
  ask('POST', '/api/v1/credentials/revoke-all', { body: { confirm: 'revoke everything' }, as })

test('S20: everything is disconnected at once, each grant revoked where that can be, and the rest is told', async () => {
  const plain = await Promise.all(Array.from({ length: 30 }, (_, at) => connected(`Plain ${at}`, 'bearer')))
  const granted = await connected('Granted', 'oauth2')
  const unanswered = await connected('Unanswered', 'oauth2', silent)
  await ask('POST', '/api/v1/credentials', {
    body: { connector: 'scim', name: 'Unused', method: 'bearer', fields: vendor.credentials['bearer'], hosts: { scim: vendor.hosts['scim'] } },
  }) // prettier-ignore
  silent.plan({ when: ({ path }) => path === '/oauth/revoke', do: { kind: 'reset' } })

  assert.equal((await ask('POST', '/api/v1/credentials/revoke-all', { body: { confirm: 'yes' } })).status, 400)
  assert.equal((await breakGlass('operator')).status, 403)
  const { status, body } = await breakGlass()
  assert.equal(status, 200)
  const outcome = new Map<string, string>(body.connections.map((one: Json) => [one.connectionId, one.outcome]))
  assert.equal(outcome.size, 32)
  for (const id of plain) assert.equal(outcome.get(id), 'unsupported')
  assert.deepEqual([outcome.get(granted), outcome.get(unanswered)], ['revoked', 'failed'])
  assert.deepEqual(
    body.credentials.map((one: Json) => one.name),
    ['Unused'],
  )
  const left = await db.one<{ count: number }>(
    `select (select count(*) from credentials) + (select count(*) from credential_tokens)
       + (select count(*) from connections where state <> 'disconnected') as count`,
  )
  assert.equal(left!.count, 0)
  const events = (await ask('GET', '/api/v1/audit-events?limit=100')).body.items.map((event: Json) => event.action)
  assert.equal(events.filter((action: string) => action === 'connection.disconnect').length, 32)

  const again = await breakGlass()
  assert.deepEqual(again.body, { connections: [], credentials: [] })
})
