import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { fixedClock } from '#base/clock.ts'
import { giveUpDrafts } from '#core/connections/give-up-drafts.ts'
import { testApi, type Json } from '#test/helpers/api.ts'
import { mailedLink } from '#test/helpers/mailed-link.ts'
import { authoriseUnconfirmed, connectByConsent, oauthDraft, type Call } from '#test/helpers/oauth-connections.ts'
import { REDIRECT_URI, startOAuthProvider } from '#test/helpers/oauth-provider.ts'

const clock = fixedClock(new Date())
const api = await testApi({ clock, publicUrl: new URL(REDIRECT_URI).origin })
const { ask, db, log, vault, connectors } = api
const server = await startOAuthProvider()
after(() => server.close())

const call: Call = (method, path, { body, cookie } = {}) =>
  ask(method, path, { body, ...(cookie === undefined ? {} : { as: 'nobody', headers: { cookie } }) })
const inDays = (days: number) => clock.advance(days * 24 * 60 * 60_000)

async function request(name: string): Promise<string> {
  const body = { connection: oauthDraft(server, name), name: 'Carol', email: 'carol@example.com' }
  const sent = await ask('POST', '/api/v1/connection-requests', { body })
  assert.equal(sent.status, 201, sent.text)
  return sent.body.id
}

test('a draft that nobody goes on with gives its OAuth client up after 30 days; one that is worked on keeps it', async () => {
  await connectByConsent(call, oauthDraft(server, 'Launched'))
  await request('Idle')
  const again = await request('Sent again')
  await authoriseUnconfirmed(call, oauthDraft(server, 'Unconfirmed'), async () => (await mailedLink(db)).token)
  const parts = { db, clock, vault, connectors, log }
  inDays(29)
  assert.equal(await giveUpDrafts(parts), 0)
  assert.equal((await ask('POST', `/api/v1/connection-requests/${again}/resend`)).status, 200)
  // The link itself was good for three days.
  inDays(5)
  assert.equal(await giveUpDrafts(parts), 1)
  assert.equal(await giveUpDrafts(parts), 0)
  const { items } = (await ask('GET', '/api/v1/connections')).body
  assert.deepEqual(
    items.map((one: Json) => [one.name, one.state, one.credentialId !== null]),
    [
      ['Idle', 'draft', false],
      ['Launched', 'active', true],
      ['Sent again', 'draft', true],
      ['Unconfirmed', 'draft', true],
    ],
  )
  assert.equal((await server.standing()).refresh, 2)
  const [event] = (await ask('GET', '/api/v1/audit-events?action=connection.give_up_credential')).body.items
  assert.deepEqual([event.actor.kind, event.detail], ['system', { name: 'Idle', days: 30 }])
})
