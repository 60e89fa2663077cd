import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApi, type Json } from '#test/helpers/api.ts'
import { mailedLink } from '#test/helpers/mailed-link.ts'
import { grantOf, oauthConnector, startOAuthVendor } from '#test/helpers/oauth-vendor.ts'

const api = await testApi({ connectors: [oauthConnector('acme')] })
const { ask, db } = api
const vendor = await startOAuthVendor()

const asNobody = (path: string, body: object, cookie = '') =>
  ask('POST', `/api/v1/authorize/${path}`, { body, headers: { cookie }, as: 'nobody' })
const open = (token: string) => asNobody('open', { token })
const accept = (cookie: string) =>
  asNobody('accept', { credential: { key: grantOf('globex', ['users', 'groups']) } }, cookie)

/** The cookie of a browser that has opened a link. */
async function opened(token: string): Promise<string> {
  const answer = await open(token)
  assert.equal(answer.status, 200, answer.text)
  return String(answer.headers['set-cookie']).split(';')[0]!
}

async function send(name: string): Promise<Json> {
  const connection = {
    connector: 'acme', name, method: 'key', hosts: vendor.hosts, selection: 'people_and_accounts',
    preference: 'create_and_update', deactivate: true, smart: true,
  } // prettier-ignore
  const body = { connection, name: 'Carol', email: 'carol@example.com', note: 'Please!' }
  const sent = await ask('POST', '/api/v1/connection-requests', { body })
  assert.equal(sent.status, 201, sent.text)
  return sent.body
}

test('S10: sent again to another address, the link and the page of the first one open nothing any more', async () => {
  const { id } = await send('Acme')
  const resend = (body: object): Promise<Json> => ask('POST', `/api/v1/connection-requests/${id}/resend`, { body })
  const first = await mailedLink(db)
  const page = await opened(first.token)
  const to = { name: 'Dora\nX', email: 'dora@example.com' }
  const again = await resend(to)
  assert.deepEqual(
    [again.body.state, again.body.name, again.body.email, again.body.note],
    ['sent', 'Dora X', 'dora@example.com', 'Please!'],
  )
  const second = await mailedLink(db)
  assert.match(second.text, /Hello Dora X/)
  assert.deepEqual(api.mails.at(-1)!.to, { name: 'Dora X', email: 'dora@example.com' })
  assert.equal((await open(first.token)).body.code, 'request_link_invalid')
  assert.equal((await accept(page)).body.code, 'request_page_ended')
  assert.equal((await resend({ email: 'no address' })).status, 400)
  assert.equal((await resend({ requesterName: 'x' })).status, 400)
  assert.deepEqual((await accept(await opened(second.token))).body, { url: null })
  assert.equal((await resend(to)).body.code, 'request_state')
  const [event] = (await ask('GET', '/api/v1/audit-events?action=connection_request.resend')).body.items
  assert.deepEqual(
    [event.before, event.after],
    [
      { name: 'Carol', email: 'carol@example.com' },
      { name: 'Dora X', email: 'dora@example.com' },
    ],
  )
})

test('the mails of a request name its connection, so that they go when it is erased', async () => {
  const { id, connectionId } = await send('Erased one day')
  assert.equal((await ask('POST', `/api/v1/connection-requests/${id}/resend`, { body: {} })).status, 200)
  const mails = await db.query<{ of: string }>('select connection_id as "of" from outbox where connection_id = $1', [
    connectionId,
  ])
  assert.equal(mails.length, 2)
})
