import { startSandbox } from '#connectors/scim/sandbox.ts'
import { sweepAuthorisations } from '#core/authorisations/authorisations.store.ts'
import { finishLostRevocations } from '#core/connections/finish-revocation.ts'
import { testApi, type Json } from '#test/helpers/api.ts'
import { mailedLink } from '#test/helpers/mailed-link.ts'
import { authoriseUnconfirmed, connectByConsent, oauthDraft, type Call } from '#test/helpers/oauth-connections.ts'
import { OAUTH_CLIENT, REDIRECT_URI, startOAuthProvider } from '#test/helpers/oauth-provider.ts'
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { request as send } from 'undici'

const { ask, db, vault, connectors, log } = await testApi({ publicUrl: new URL(REDIRECT_URI).origin })
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
    body.credentials.map((one: Json) => [one.name, one.outcome]),
    [['Unused', 'unsupported']],
  )
  const said = (id: string) => body.connections.find((one: Json) => one.connectionId === id).whatToDo
  assert.equal(said(granted), null)
  assert.match(said(plain[0]!), /^Sign in at SCIM 2\.0 \(http:\S+\) as an admin and delete the key/)
  assert.match(
    said(unanswered),
    /^The vendor could not be told\. Sign in at SCIM 2\.0 .* take back what the app with the client id/,
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

const call: Call = (method, path, { body, cookie } = {}) =>
  ask(method, path, { body, ...(cookie === undefined ? {} : { as: 'nobody', headers: { cookie } }) })

test('S20: at a real authorization server every grant is over, also those that no connection uses, and shared ones', async () => {
  const server = await startOAuthProvider()
  const down = await startOAuthProvider()
  after(() => Promise.all([server.close(), down.close()]))
  const shared = await connectByConsent(call, oauthDraft(server, 'First of two'))
  const { credentialId } = (await ask('GET', `/api/v1/connections/${shared}`)).body
  const { credential: _, ...draft } = oauthDraft(server, 'Second of two')
  const second = await ask('POST', '/api/v1/connections', { body: { ...draft, credentialId } })
  assert.equal(second.status, 201, second.text)
  await connectByConsent(call, oauthDraft(server, 'Alone'))
  const lost = await connectByConsent(call, oauthDraft(down, 'At a server that is down'))
  const readToken = async () => (await mailedLink(db)).token
  await authoriseUnconfirmed(call, oauthDraft(server, 'Unconfirmed'), readToken)
  await authoriseUnconfirmed(call, oauthDraft(down, 'Unconfirmed at a server that is down'), readToken)
  const { clientId, clientSecret } = { clientId: OAUTH_CLIENT.id, clientSecret: OAUTH_CLIENT.secret }
  const preset = { method: 'oauth2', fields: { clientId, clientSecret }, hosts: server.hosts }
  assert.equal((await ask('PUT', '/api/v1/connectors/scim/preset-client', { body: preset })).status, 200)
  // What a process left that died between the vendor's yes and its use.
  const orphan = await connectByConsent(call, oauthDraft(server, 'Left behind'))
  await db.query('update connections set credential_id = null where id = $1', [orphan])
  assert.deepEqual(await server.standing(), { refresh: 4, access: 4 })
  await down.close()

  const { status, body } = await breakGlass()
  assert.equal(status, 200, JSON.stringify(body))
  assert.deepEqual(await server.standing(), { refresh: 0, access: 0 })
  const outcomes = (ends: Json[]) => Object.fromEntries(ends.map((one) => [one.name, one.outcome]))
  assert.deepEqual(outcomes(body.connections), {
    Alone: 'revoked',
    'At a server that is down': 'failed',
    'First of two': 'revoked',
    'Second of two': 'revoked',
    // Their clients, which the requester entered and nobody authorised.
    Unconfirmed: 'unsupported',
    'Unconfirmed at a server that is down': 'unsupported',
  })
  assert.deepEqual(outcomes(body.credentials), {
    'Left behind': 'revoked',
    'SCIM 2.0 (preset client)': 'unsupported',
    Unconfirmed: 'revoked',
    'Unconfirmed at a server that is down': 'failed',
  })
  assert.match(
    body.connections.find((one: Json) => one.connectionId === lost).whatToDo,
    /could not be told.*client id rollcall/,
  )
  const left = await db.one<{ count: number }>(
    `select (select count(*) from credentials) + (select count(*) from revocations) + (select count(*) from preset_clients)
       + (select count(*) from connection_requests where state <> 'revoked') as count`,
  )
  assert.equal(left!.count, 0)
})

test('a grant that never came into use is given back at its server when its credential goes, whichever way that is', async () => {
  const server = await startOAuthProvider()
  after(() => server.close())
  const orphan = async (name: string) => {
    const id = await connectByConsent(call, oauthDraft(server, name))
    const { credentialId } = (await ask('GET', `/api/v1/connections/${id}`)).body
    await db.query('update connections set credential_id = null where id = $1', [id])
    return String(credentialId)
  }
  const deleted = await orphan('Deleted by hand')
  await db.query('delete from authorisations')
  assert.equal((await ask('DELETE', `/api/v1/credentials/${deleted}`)).status, 204)
  assert.deepEqual(await server.standing(), { refresh: 0, access: 0 })

  // Its process died between the vendor's yes and the connection; the sweep finds it once nobody can come back.
  const abandoned = await orphan('Abandoned')
  await db.query('update authorisations set credential_is_new = true where credential_id = $1', [abandoned])
  const later = new Date(Date.now() + 3 * 60 * 60_000)
  await db.tx((tx) => sweepAuthorisations(tx, later))
  assert.deepEqual(await server.standing(), { refresh: 1, access: 1 }, 'the vendor is not asked inside a transaction')
  assert.equal(await finishLostRevocations({ db, vault, connectors, log }, new Date(later.getTime() + 60 * 60_000)), 1)
  assert.deepEqual(await server.standing(), { refresh: 0, access: 0 })

  // Taken back long after: the round trip to the vendor is forgotten by then.
  await authoriseUnconfirmed(call, oauthDraft(server, 'Taken back'), async () => (await mailedLink(db)).token)
  await db.query('delete from authorisations')
  const [request] = (await ask('GET', '/api/v1/connection-requests?state=authorised')).body.items
  assert.equal((await ask('POST', `/api/v1/connection-requests/${request.id}/revoke`)).status, 200)
  assert.deepEqual(await server.standing(), { refresh: 0, access: 0 })
})
