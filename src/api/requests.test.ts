import { fixedClock } from '#base/clock.ts'
import { createLog } from '#base/log.ts'
import { mailedLink } from '#test/helpers/mailed-link.ts'
import { grantOf, oauthConnector, startOAuthVendor } from '#test/helpers/oauth-vendor.ts'
import { testApi, type Json } from '#test/helpers/api.ts'
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, test } from 'node:test'

const clock = fixedClock(new Date())
const publicUrl = 'https://rollcall.example'
const lines: string[] = []
const log = createLog('debug', { write: (line) => void lines.push(line) })
const webRoot = mkdtempSync(join(tmpdir(), 'rollcall-web-'))
writeFileSync(join(webRoot, 'index.html'), '<!doctype html><title>Rollcall</title>')
after(() => rmSync(webRoot, { recursive: true }))
const api = await testApi({ connectors: [oauthConnector('acme')], clock, publicUrl, log, webRoot })
const { ask, db } = api
const vendor = await startOAuthVendor()

beforeEach(async () => {
  await db.query('truncate connections, credentials, apps, audit_events, syncs, outbox, sign_in_tries cascade')
  Object.assign(vendor.seen, { tokenCalls: 0, revoked: [], refuse: false, onToken: undefined })
})

const KEY = grantOf('globex', ['users', 'groups'])

const draft = (over: object = {}) => ({
  connector: 'acme',
  name: 'Acme',
  method: 'key',
  hosts: vendor.hosts,
  selection: 'people_and_accounts',
  preference: 'create_and_update',
  deactivate: true,
  smart: true,
  ...over,
})

async function send(over: object = {}, more: object = {}): Promise<Json> {
  const body = { connection: draft(over), name: 'Carol', email: 'carol@example.com', note: 'Please!', ...more }
  const answer = await ask('POST', '/api/v1/connection-requests', { body, headers: { host: 'evil.example' } })
  assert.equal(answer.status, 201, answer.text)
  return answer.body
}

const mailed = () => mailedLink(db)
const asNobody = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  ask(method, path, { body, headers, as: 'nobody' })
const open = (token: string) => asNobody('POST', '/api/v1/authorize/open', { token })

/** A browser that has opened the link: its cookie. */
async function opened(token?: string): Promise<string> {
  const answer = await open(token ?? (await mailed()).token)
  assert.equal(answer.status, 200, answer.text)
  return String(answer.headers['set-cookie']).split(';')[0]!
}

const accept = (cookie: string, body: object = { credential: { key: KEY } }, headers = {}) =>
  asNobody('POST', '/api/v1/authorize/accept', body, { cookie, ...headers })
const request = async (id: string): Promise<Json> => (await ask('GET', `/api/v1/connection-requests/${id}`)).body
const act = (id: string, verb: string, body?: object) =>
  ask('POST', `/api/v1/connection-requests/${id}/${verb}`, { body })
const connection = async (id: string): Promise<Json> => (await ask('GET', `/api/v1/connections/${id}`)).body
const credentials = async (): Promise<Json[]> => (await ask('GET', '/api/v1/credentials')).body.items
const SEEN = { tenantId: 'globex', tenantName: 'globex Inc.', tenantDomain: 'globex.example' }

test('a co-worker without an account enters a credential, and the connection goes on once the account is confirmed', async () => {
  const sent = await send()
  assert.deepEqual([sent.state, sent.scopes, sent.email], ['sent', ['users'], 'carol@example.com'])
  const { link, text } = await mailed()
  assert.match(link, /^https:\/\/rollcall\.example\/authorize\/[\w-]{43}$/, 'whatever Host the request came with')
  assert.match(text, /“Please!”/)

  const cookie = await opened()
  assert.equal((await request(sent.id)).state, 'opened')
  const page = await asNobody('GET', '/api/v1/authorize', undefined, { cookie })
  assert.deepEqual(page.body.servers, [{ label: 'Address', url: vendor.url }])
  assert.deepEqual(
    [page.body.name, page.body.note, page.body.flow, page.body.fields.map(({ name }: Json) => name)],
    ['Carol', 'Please!', 'form', ['key']],
  )
  assert.deepEqual((await accept(cookie)).body, { url: null })

  const done = await request(sent.id)
  assert.deepEqual(
    [done.state, done.vendorTenantId, done.vendorTenantName, done.vendorTenantDomain],
    ['authorised', 'globex', 'globex Inc.', 'globex.example'],
  )
  // S13: until somebody has looked, the credential opens nothing.
  assert.equal((await connection(sent.connectionId)).credentialId, null)
  assert.equal(
    (await ask('POST', `/api/v1/connections/${sent.connectionId}/test`)).body.code,
    'connection_disconnected',
  )
  assert.equal(
    (await ask('POST', `/api/v1/connections/${sent.connectionId}/launch`)).body.code,
    'connection_disconnected',
  )
  const notSeen = await act(sent.id, 'confirm', { ...SEEN, tenantDomain: 'other.example' })
  assert.deepEqual([notSeen.status, notSeen.body.code], [409, 'conflict'])

  assert.equal((await act(sent.id, 'confirm', SEEN)).body.state, 'confirmed')
  const after = await connection(sent.connectionId)
  assert.deepEqual([after.state, after.vendorTenantId, after.method], ['draft', 'globex', 'key'])
  assert.equal((await ask('POST', `/api/v1/connections/${sent.connectionId}/test`)).status, 200)
  assert.equal((await ask('POST', `/api/v1/connections/${sent.connectionId}/launch`)).body.state, 'active')
  assert.equal((await act(sent.id, 'confirm', SEEN)).body.code, 'request_state')
})

test('a co-worker authorises at the vendor, with a client that the requester has entered', async () => {
  const client = { clientId: 'client', clientSecret: 'client-secret' }
  const sent = await send({ method: 'oauth', credential: client })
  const cookie = await opened()
  const page = await asNobody('GET', '/api/v1/authorize', undefined, { cookie })
  assert.deepEqual([page.body.flow, page.body.fields], ['redirect', []])
  assert.equal(await authoriseByOAuth(cookie), '/authorize?result=ok')
  assert.equal((await request(sent.id)).state, 'authorised')
  assert.equal(
    (await ask('POST', `/api/v1/connections/${sent.connectionId}/test`)).body.code,
    'credential_not_authorised',
  )
  await act(sent.id, 'confirm', SEEN)
  assert.equal((await ask('POST', `/api/v1/connections/${sent.connectionId}/test`)).status, 200)
  assert.equal((await credentials()).length, 1, 'the client without a grant has made room')
})

/** Goes to the vendor and comes back. Returns where the browser ends. */
async function authoriseByOAuth(cookie: string, between?: () => Promise<unknown>, code = KEY): Promise<string> {
  const started = await accept(cookie, {})
  assert.equal(started.status, 200, started.text)
  const state = new URL(started.body.url).searchParams.get('state')!
  await between?.()
  const query = new URLSearchParams({ state, code })
  const back = await asNobody('GET', `/connect_callback/acme?${query.toString()}`, undefined, {
    cookie: String(started.headers['set-cookie']).split(';')[0]!,
  })
  return String(back.headers['location'])
}

const oauth = { method: 'oauth', credential: { clientId: 'client', clientSecret: 'client-secret' } }

test('S9: the link is 256 random bits, kept nowhere but in the sealed mail; guessing is throttled', async () => {
  await send()
  const { token } = await mailed()
  assert.equal(Buffer.from(token, 'base64url').length, 32)
  const rows = await db.query<{ row: string }>(
    `select to_jsonb(r)::text as row from connection_requests r union all select to_jsonb(o)::text from outbox o
     union all select to_jsonb(e)::text from audit_events e`,
  )
  for (const { row } of rows) assert.ok(!row.includes(token), row)

  const guess = (nth: number) => open(Buffer.alloc(32, nth).toString('base64url'))
  for (let nth = 0; nth < 10; nth++) assert.equal((await guess(nth)).body.code, 'request_link_invalid')
  const guesses = await Promise.all(Array.from({ length: 90 }, (_, nth) => guess(10 + nth)))
  assert.ok(guesses.every(({ body }) => body.code === 'too_many_requests'))
  assert.ok(guesses.every(({ headers }) => headers['set-cookie'] === undefined))
})

test('S10: fetching the link, as mail scanners do, changes nothing; the page itself says that it was opened', async () => {
  const { id } = await send()
  const { token } = await mailed()
  for (const method of ['GET', 'HEAD', 'GET']) {
    const page = await asNobody(method, `/authorize/${token}`)
    assert.equal(page.status, 200)
    assert.deepEqual(
      [page.headers['cache-control'], page.headers['referrer-policy'], page.headers['set-cookie']],
      ['no-store', 'no-referrer', undefined],
    )
  }
  assert.equal((await request(id)).state, 'sent')
  await opened()
  assert.equal((await request(id)).state, 'opened')
})

test('S10: of five answers at once one counts; used, it is dead everywhere', async () => {
  const { id } = await send()
  const { token } = await mailed()
  const pages = [await opened(), await opened()]
  const answers = await Promise.all(Array.from({ length: 5 }, (_, nth) => accept(pages[nth % 2]!)))
  const codes = answers.map(({ status, body }) => (status === 200 ? 'ok' : body.code))
  assert.equal(codes.filter((code) => code === 'ok').length, 1, codes.join())
  assert.ok(
    codes.every((code) => ['ok', 'request_busy', 'request_used'].includes(code)),
    codes.join(),
  )
  assert.equal((await credentials()).length, 1, 'the others left nothing behind')
  for (const answer of [
    await open(token),
    await accept(pages[0]!),
    await asNobody('GET', '/api/v1/authorize', undefined, { cookie: pages[1]! }),
  ]) {
    assert.deepEqual([answer.status, answer.body.code], [409, 'request_used'])
  }
  assert.equal((await request(id)).state, 'authorised')
})

test('S10: two consents at once: one counts, and the other is refused before any code is exchanged', async () => {
  await send(oauth)
  const cookie = await opened()
  const ends = await Promise.all([authoriseByOAuth(cookie), authoriseByOAuth(cookie)])
  assert.ok(ends.includes('/authorize?result=ok'), ends.join())
  assert.ok(
    ends.some((end) => /request_(busy|used)$/.test(end)),
    ends.join(),
  )
  assert.equal(vendor.seen.tokenCalls, 1)
})

test('S10: revoked, at accept and at the callback, also while the vendor is being asked', async () => {
  const byForm = await send()
  const page = await opened()
  await act(byForm.id, 'revoke')
  for (const answer of [await accept(page), await open((await mailed()).token)]) {
    assert.deepEqual([answer.status, answer.body.code], [410, 'request_revoked'])
  }
  const atCallback = await send({ ...oauth, name: 'Two' })
  assert.equal(
    await authoriseByOAuth(await opened(), () => act(atCallback.id, 'revoke')),
    '/authorize?result=request_revoked',
  )
  assert.equal(vendor.seen.tokenCalls, 0)
  const atVendor = await send({ ...oauth, name: 'Three' })
  vendor.seen.onToken = async () => {
    vendor.seen.onToken = undefined
    await act(atVendor.id, 'revoke')
  }
  assert.equal(await authoriseByOAuth(await opened()), '/authorize?result=request_revoked')
  assert.equal((await request(atVendor.id)).state, 'revoked')
  const left = (await credentials()).map(({ usedBy }) => usedBy.length)
  assert.deepEqual(left, [1, 1], 'nothing but the clients of the two drafts is left')
})

test('S10: after 72 hours the link is over, at accept and at the callback; sent again, only the new one works', async () => {
  const { id } = await send(oauth)
  const old = await mailed()
  const page = await opened()
  clock.advance(71 * 60 * 60_000)
  await opened()
  const late = await opened()
  clock.advance(59.9 * 60_000)
  assert.equal(await authoriseByOAuth(late, async () => clock.advance(60_000)), '/authorize?result=request_expired')
  assert.equal((await request(id)).state, 'expired')
  assert.equal((await open(old.token)).body.code, 'request_expired')
  assert.equal((await accept(page)).body.code, 'request_page_ended')

  assert.equal((await act(id, 'resend')).body.state, 'sent')
  assert.equal((await open(old.token)).body.code, 'request_link_invalid')
  assert.equal(await authoriseByOAuth(await opened()), '/authorize?result=ok')
  assert.equal((await act(id, 'resend')).body.code, 'request_state')
})

test('S10: a consent that an older link began does not fulfil the newer one', async () => {
  const { id } = await send(oauth)
  assert.equal(
    await authoriseByOAuth(await opened(), () => act(id, 'resend')),
    '/authorize?result=authorisation_expired',
  )
  assert.equal((await request(id)).state, 'sent')
})

test('S11: the token is in no log line and no answer; the cookie in its place is for this page alone', async () => {
  await send()
  const { token } = await mailed()
  const answer = await open(token)
  assert.match(
    String(answer.headers['set-cookie']),
    /^__Secure-rollcall-request=[\w-]{43}; Path=\/api\/v1\/authorize; Max-Age=3600; HttpOnly; SameSite=Strict; Secure$/,
  )
  const cookie = String(answer.headers['set-cookie']).split(';')[0]!
  await asNobody('GET', `/authorize/${token}`)
  await asNobody('GET', `/api/v1/authorize/${token}`)
  await asNobody('POST', `/authorize/${token}`)
  await accept(cookie, { credential: { key: 'WRONG FORM' } })
  assert.ok(![answer.text, ...lines].some((text) => text.includes(token)))
  assert.ok(!lines.some((text) => text.includes(cookie.split('=')[1]!)))
})

test('§3.14: the link gives no session and shows nothing but what is asked', async () => {
  await send()
  const cookie = await opened()
  for (const path of ['connections', 'people', 'session', 'connection-requests', 'credentials', 'connectors']) {
    const answer = await asNobody('GET', `/api/v1/${path}`, undefined, { cookie })
    assert.deepEqual([answer.status, answer.body.code], [401, 'unauthenticated'], path)
  }
  const page = await asNobody('GET', '/api/v1/authorize', undefined, { cookie })
  assert.deepEqual(Object.keys(page.body).toSorted(), [
    'appName', 'callbackUrl', 'connectionName', 'connector', 'connectorName', 'dataPoints', 'expiresAt', 'fields', 'flow',
    'methodHelp', 'methodLabel', 'name', 'note', 'prerequisites', 'requesterName', 'scopes', 'servers',
  ]) // prettier-ignore
  assert.equal((await asNobody('GET', '/api/v1/authorize')).body.code, 'request_page_ended')
  const elsewhere = await accept(cookie, { credential: { key: KEY }, hosts: { api: 'https://evil.example' } })
  assert.deepEqual([elsewhere.status, elsewhere.body.fields[0].path], [400, 'hosts'])
})

test("S3: another site cannot answer in a co-worker's browser", async () => {
  const { id } = await send()
  const cookie = await opened()
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }]) {
    assert.equal((await accept(cookie, undefined, headers)).body.code, 'cross_site_request')
  }
  assert.equal((await request(id)).state, 'opened')
})

test('a credential that is of the wrong form, or that the vendor refuses, is said so, and can be entered again', async () => {
  const { id } = await send()
  const cookie = await opened()
  const wrong = await accept(cookie, { credential: { key: 'UPPER', other: 'x' } })
  assert.deepEqual(
    [wrong.body.code, wrong.body.fields.map(({ path }: Json) => path)],
    ['credential_invalid', ['credential.other', 'credential.key']],
  )
  assert.equal((await accept(cookie, {})).body.code, 'credential_invalid')
  assert.equal((await accept(cookie, { credential: { key: 'nobody' } })).body.code, 'vendor_unauthorized')
  assert.equal(
    (await accept(cookie, { credential: { key: grantOf('globex', ['groups']) } })).body.code,
    'scopes_missing',
  )
  assert.deepEqual([(await credentials()).length, (await request(id)).state], [0, 'opened'])
  assert.equal((await accept(cookie)).status, 200)
})

test('S13: an account that the requester does not want is rejected: its grant is given back and nothing is kept', async () => {
  const sent = await send(oauth)
  const personal = grantOf('personal', ['users'])
  assert.equal(await authoriseByOAuth(await opened(), undefined, personal), '/authorize?result=ok')
  assert.equal((await act(sent.id, 'revoke')).body.state, 'revoked')
  assert.deepEqual(vendor.seen.revoked, [personal])
  assert.equal((await credentials()).length, 1)
  assert.equal((await act(sent.id, 'confirm', SEEN)).body.code, 'request_state')
  assert.equal((await act(sent.id, 'resend')).body.state, 'sent', 'the right account may follow')
})

test('F38: a co-worker renews a connection that stands; another vendor account is refused at once', async () => {
  const first = await send()
  await accept(await opened())
  await act(first.id, 'confirm', SEEN)
  await ask('POST', `/api/v1/connections/${first.connectionId}/launch`)
  const before = await connection(first.connectionId)
  const again = await ask('POST', '/api/v1/connection-requests', {
    body: { connectionId: first.connectionId, name: 'Dave', email: 'dave@example.com' },
  })
  assert.equal(again.status, 201, again.text)
  const page = await opened()
  assert.equal((await accept(page, { credential: { key: grantOf('initech', ['users']) } })).body.code, 'tenant_changed')
  assert.equal((await accept(page)).status, 200)
  assert.equal((await connection(first.connectionId)).credentialId, before.credentialId, 'the old one works until then')
  await act(again.body.id, 'confirm', SEEN)
  const after = await connection(first.connectionId)
  assert.deepEqual([after.state, after.credentialId === before.credentialId], ['active', false])
  assert.equal((await credentials()).length, 1)
})

test('what cannot be asked for is refused with the place named, and nothing is mailed', async () => {
  const refusals: [object, string][] = [
    [{ connection: draft({ credential: { key: KEY } }) }, 'connection.credential'],
    [{ connection: draft({ hosts: {} }) }, 'connection.hosts.api'],
    [{ connection: draft({ scopes: ['users', 'admin'] }) }, 'connection.scopes.1'],
    [{ connection: draft(), email: 'not an address' }, 'email'],
    [{}, 'connection'],
  ]
  for (const [over, path] of refusals) {
    const body = { name: 'Carol', email: 'carol@example.com', ...over }
    const answer = await ask('POST', '/api/v1/connection-requests', { body })
    assert.deepEqual([answer.status, answer.body.fields?.[0].path], [400, path], answer.text)
  }
  const [{ mails, connections } = { mails: -1, connections: -1 }] = await db.query<{
    mails: number
    connections: number
  }>('select (select count(*)::int from outbox) as mails, (select count(*)::int from connections) as connections')
  assert.deepEqual([mails, connections], [0, 0])
})

test('S34, §3.15: names cannot bend a header or hide what they are; the mail goes with its connection', async () => {
  const { connectionId } = await send({}, { name: 'Carol\r\nBcc: x@evil.example', note: 'Line one\n<b>two</b>' })
  const [mail] = await db.query<{ subject: string; to_name: string; of: string }>(
    'select subject, to_name, connection_id as "of" from outbox',
  )
  assert.equal(mail!.of, connectionId)
  assert.ok(!/[\r\n\u202e]/.test(`${mail!.subject}${mail!.to_name}`))
})

test('the list shows newest first, by state and by connection', async () => {
  const [one, two] = [await send(), await send({ name: 'Two' })]
  const list = async (query = '') =>
    (await ask('GET', `/api/v1/connection-requests${query}`)).body.items.map(({ id }: Json) => id)
  assert.deepEqual(await list(), [two.id, one.id])
  assert.deepEqual(await list(`?connection_id=${one.connectionId}`), [one.id])
  await act(two.id, 'revoke')
  assert.deepEqual(await list('?state=revoked'), [two.id])
  clock.advance(73 * 60 * 60_000)
  assert.deepEqual([await list('?state=expired'), await list('?state=sent')], [[one.id], []])
  const first = await ask('GET', '/api/v1/connection-requests?limit=1')
  assert.deepEqual(await list(`?limit=1&cursor=${first.body.nextCursor}`), [one.id])
})
