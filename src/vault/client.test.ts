import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { after, beforeEach, test } from 'node:test'
import { inspect } from 'node:util'
import { fixedClock } from '#base/clock.ts'
import { AppError, isAppError } from '#base/errors.ts'
import { newId } from '#base/ids.ts'
import { silentLog } from '#base/log.ts'
import { createEgress } from '#egress/client.ts'
import { createLimiter, type Limiter } from '#egress/limits.ts'
import type { AuthScheme, SecondSecret } from '#kit/auth.ts'
import type { Connector, VendorClient } from '#kit/define.ts'
import { testDatabase } from '#test/helpers/database.ts'
import { answering, ok, serveHttp, serveTcp, status } from '#test/helpers/loopback.ts'
import { createAuthorisedClient } from './client.ts'
import { openCredential, storeCredential } from './credentials.ts'
import { rootKeyFrom } from './seal.ts'
import { createTokens } from './tokens.ts'
import { createVault } from './vault.ts'

const { db } = await testDatabase()
const rootKey = rootKeyFrom(randomBytes(32))
const egress = createEgress({ allowNets: '127.0.0.0/8', log: silentLog })
after(() => egress.close())
const clock = fixedClock('2026-11-21T10:00:00Z')
const limiter = createLimiter({ rate: null, concurrency: 50 })
const tokens = createTokens({ db, rootKey, clock, log: silentLog })

beforeEach(() => db.query('truncate credentials cascade'))

const BEARER: AuthScheme = { kind: 'header', header: 'Authorization', prefix: 'Bearer ', field: 'token' }

type Setup = {
  scheme?: AuthScheme
  fields?: Record<string, string>
  publicFields?: Record<string, string>
  hosts: Record<string, string>
  enteredFor?: string[]
  limiter?: Limiter
  refusal?: Connector['refusal']
  besides?: SecondSecret
}

const waits: number[] = []

/** A client for a credential that was really stored and opened. */
async function clientFor(setup: Setup): Promise<VendorClient> {
  const { scheme = BEARER, fields = { token: 'canary' }, publicFields = {}, hosts, enteredFor } = setup
  const id = newId()
  await db.tx((tx) =>
    storeCredential(tx, rootKey, {
      id, name: 'n', connector: 'scim', method: 'm', fields, publicFields, hosts: enteredFor ?? Object.values(hosts),
    }),
  ) // prettier-ignore
  waits.length = 0
  return createAuthorisedClient({
    egress, tokens, scheme, hosts, clock, log: silentLog, limiter: setup.limiter ?? limiter,
    credential: await openCredential(db, rootKey, id),
    ...(setup.refusal ? { refusal: setup.refusal } : {}), besides: setup.besides,
    retry: { random: () => 0, sleep: async (ms) => void waits.push(ms) },
  }) // prettier-ignore
}

/** A vendor that answers with what it was sent. */
function echo() {
  return serveHttp((request, response) => {
    let body = ''
    request
      .on('data', (piece) => (body += piece))
      .on('end', () => {
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify({ url: request.url, headers: request.headers, body }))
      })
  })
}

type Echo = { url: string; headers: Record<string, string>; body: string }

async function echoed(client: VendorClient, request = {}): Promise<Echo> {
  const { body } = await client.request({ host: 'api', method: 'GET', path: '/users', ...request })
  return JSON.parse(body.toString()) as Echo
}

test('a host with a secret of its own gets that one and no other; without it nothing is asked there', async () => {
  const { url } = await echo()
  const besides: SecondSecret = {
    host: 'events',
    scheme: { kind: 'header', header: 'Authorization', prefix: 'Bearer ', field: 'events' },
    missing: 'No token for events was entered.',
  }
  const hosts = { api: url, events: url }
  const client = await clientFor({ fields: { token: 'one', events: 'two' }, hosts, besides })
  assert.equal((await echoed(client)).headers['authorization'], 'Bearer one')
  assert.equal((await echoed(client, { host: 'events' })).headers['authorization'], 'Bearer two')
  const without = await clientFor({ fields: { token: 'one' }, hosts, besides })
  await assert.rejects(
    without.request({ host: 'events', method: 'GET', path: '/x' }),
    (error) => isAppError(error, 'vendor_forbidden') && error.message === besides.missing,
  )
  assert.equal((await echoed(without)).headers['authorization'], 'Bearer one')
})

test('every scheme puts the credential where the vendor expects it', async () => {
  const { url } = await echo()
  const hosts = { api: `${url}/v1` }
  const cases: [string, AuthScheme, Record<string, string>, (seen: Echo) => unknown, unknown][] = [
    ['bearer', BEARER, { token: 'abc' }, (seen) => seen.headers['authorization'], 'Bearer abc'],
    ['another header', { kind: 'header', header: 'X-API-Key', prefix: '', field: 'key' }, { key: 'abc' }, (seen) => seen.headers['x-api-key'], 'abc'],
    ['query', { kind: 'query', param: 'api key', field: 'key' }, { key: 'a&b c' }, (seen) => seen.url, '/v1/users?limit=2&api%20key=a%26b%20c'],
    ['bearer, copied with its word', BEARER, { token: 'bearer  abc' }, (seen) => seen.headers['authorization'], 'Bearer abc'],
    ['a query parameter that the admin names', { kind: 'query', param: 'key', paramField: 'name', field: 'key' }, { key: 'a', name: 'api_key' }, (seen) => seen.url, '/v1/users?limit=2&api_key=a'],
    ['basic', { kind: 'basic', username: 'user', password: 'pass' }, { user: 'ana', pass: 'zürich:1' }, (seen) => Buffer.from(seen.headers['authorization']!.slice(6), 'base64').toString(), 'ana:zürich:1'],
    ['basic without a password', { kind: 'basic', username: 'user', password: 'pass' }, { user: 'ana' }, (seen) => Buffer.from(seen.headers['authorization']!.slice(6), 'base64').toString(), 'ana:'],
  ] // prettier-ignore
  for (const [name, scheme, fields, pick, expected] of cases) {
    const client = await clientFor({ scheme, fields, hosts })
    assert.equal(pick(await echoed(client, { query: { limit: 2 } })), expected, name)
  }
})

test('a header and a prefix that the admin names take the place of the default ones', async () => {
  const { url } = await echo()
  const scheme: AuthScheme = {
    kind: 'header-from-fields',
    headerField: 'h',
    prefixField: 'p',
    field: 't',
    header: 'Authorization',
    prefix: 'Bearer ',
  }
  const sent = async (publicFields: Record<string, string>) => {
    const { headers } = await echoed(
      await clientFor({ scheme, fields: { t: 'abc' }, publicFields, hosts: { api: url } }),
    )
    return [headers['authorization'], headers['x-scim-key']]
  }
  assert.deepEqual(await sent({}), ['Bearer abc', undefined])
  assert.deepEqual(await sent({ h: '', p: '' }), ['Bearer abc', undefined])
  assert.deepEqual(await sent({ p: 'Token' }), ['Token abc', undefined])
  assert.deepEqual(await sent({ p: 'token=' }), ['token=abc', undefined])
  assert.deepEqual(await sent({ h: 'X-SCIM-Key' }), [undefined, 'abc'])
  assert.deepEqual(await sent({ h: 'X-SCIM-Key', p: 'Key' }), [undefined, 'Key abc'])
})

test('a credential that cannot be sent says which field is wrong, and is not quoted', async () => {
  const { url, connections } = await echo()
  const fromFields: AuthScheme = {
    kind: 'header-from-fields',
    headerField: 'h',
    prefixField: 'p',
    field: 'token',
    header: 'Authorization',
    prefix: 'Bearer ',
  }
  const cases: [AuthScheme, Record<string, string>, string][] = [
    [BEARER, {}, 'fields.token'],
    [BEARER, { token: '' }, 'fields.token'],
    [BEARER, { token: 'canary\r\nX-Evil: 1' }, 'fields.token'],
    [BEARER, { token: 'canary🔑' }, 'fields.token'],
    [fromFields, { token: 'canary', h: 'Host' }, 'fields.h'],
    [fromFields, { token: 'canary', h: 'Transfer-Encoding' }, 'fields.h'],
    [fromFields, { token: 'canary', h: 'X Bad: ' }, 'fields.h'],
  ]
  for (const [scheme, fields, path] of cases) {
    await assert.rejects(clientFor({ scheme, fields, hosts: { api: url } }), (error) => {
      assert.ok(isAppError(error, 'credential_invalid'))
      assert.equal(error.fields?.[0]?.path, path)
      assert.doesNotMatch(inspect(error, { depth: 9 }) + JSON.stringify(error), /canary/)
      return true
    })
  }
  assert.equal(connections(), 0)
})

test('a body is sent as JSON, and the credential cannot be overwritten by a request', async () => {
  const { url } = await echo()
  const client = await clientFor({ hosts: { api: url } })
  const seen = await echoed(client, {
    method: 'POST',
    json: { a: 1 },
    headers: { authorization: 'none', accept: 'application/scim+json' },
  })
  assert.equal(seen.body, '{"a":1}')
  assert.equal(seen.headers['content-type'], 'application/json')
  assert.equal(seen.headers['accept'], 'application/scim+json')
  assert.equal(seen.headers['authorization'], 'Bearer canary')
})

test('a secret goes to the hosts that it was entered for and to no other', async () => {
  const vendor = await echo()
  const other = await echo()
  const changed = { api: other.url }
  await assert.rejects(clientFor({ hosts: changed, enteredFor: [vendor.url] }), (error) =>
    isAppError(error, 'credential_host_changed'),
  )
  await assert.rejects(clientFor({ hosts: { api: vendor.url, auth: other.url }, enteredFor: [vendor.url] }), (error) =>
    isAppError(error, 'credential_host_changed'),
  )
  await assert.rejects(
    clientFor({ hosts: { api: vendor.url.replace('http:', 'https:') }, enteredFor: [vendor.url] }),
    (error) => isAppError(error, 'credential_host_changed'),
  )
  const client = await clientFor({ hosts: { api: `${vendor.url}/v1` } })
  for (const path of ['/../x', `${other.url}/v1/users`, `${vendor.url}/v2/users`, '//127.0.0.1/']) {
    await assert.rejects(
      client.request({ host: 'api', method: 'GET', path }),
      (error) => isAppError(error, 'vendor_bad_response'),
      path,
    )
  }
  const next = await echoed(client, { path: `${vendor.url}/v1/users?cursor=2` })
  assert.equal(next.url, '/v1/users?cursor=2')
  assert.equal(other.connections(), 0)
})

test('a redirect to a host that the secret was not entered for is not followed', async () => {
  const other = await echo()
  const vendor = await serveHttp((_request, response) =>
    response.writeHead(302, { location: `${other.url}/users` }).end(),
  )
  const client = await clientFor({ hosts: { api: vendor.url } })
  await assert.rejects(client.request({ host: 'api', method: 'GET', path: '/users' }), (error) =>
    isAppError(error, 'egress_redirect'),
  )
  assert.equal(other.connections(), 0)
})

test('what passes by itself is tried again as the vendor says', async () => {
  const vendor = await answering([status(429, { 'retry-after': '7' }), status(503), ok])
  const held: number[] = []
  const watched: Limiter = { run: (fn, signal) => limiter.run(fn, signal), hold: (ms) => void held.push(ms) }
  const patient = await clientFor({ hosts: { api: vendor.url }, limiter: watched })
  assert.equal((await patient.request({ host: 'api', method: 'GET', path: '/users' })).status, 200)
  assert.deepEqual(waits, [7_000, 0])
  assert.deepEqual(held, [7_000], 'the others wait as well')
  assert.equal(vendor.requests.length, 3)
})

test('a refusal is what the vendor says in its body, where the connector can tell; else what its status says', async () => {
  const told = (code: number, body: string) => (response: ServerResponse) =>
    void response.writeHead(code, { 'content-type': 'application/json' }).end(body)
  const refusal: Connector['refusal'] = ({ host, status: code, body }) =>
    host === 'api' && code === 403 && (body as { reason?: string } | undefined)?.reason === 'tooFast'
      ? new AppError('vendor_rate_limited')
      : null
  const throttled = await answering([told(403, '{"reason":"tooFast"}'), ok])
  const patient = await clientFor({ hosts: { api: throttled.url }, refusal })
  assert.equal((await patient.request({ host: 'api', method: 'GET', path: '/users' })).status, 200)
  assert.equal(throttled.requests.length, 2, 'tried again')
  for (const answer of [told(403, '{"reason":"other"}'), status(403), told(403, '{')]) {
    const vendor = await answering([answer])
    const client = await clientFor({ hosts: { api: vendor.url }, refusal })
    await assert.rejects(client.request({ host: 'api', method: 'GET', path: '/users' }), (error) =>
      isAppError(error, 'vendor_forbidden'),
    )
  }
})

test('a wait of more than a minute is thrown, and nobody is held for it', async () => {
  const vendor = await answering([status(429, { 'retry-after': '3600' })])
  const watched: Limiter = { run: (fn, signal) => limiter.run(fn, signal), hold: () => assert.fail('held') }
  const client = await clientFor({ hosts: { api: vendor.url }, limiter: watched })
  await assert.rejects(client.request({ host: 'api', method: 'GET', path: '/users' }), (error) => {
    return isAppError(error, 'vendor_rate_limited') && error.retryAfterMs === 3_600_000
  })
  assert.equal(vendor.requests.length, 1)
})

test('a refused credential is asked for once', async () => {
  for (const [code, expected] of [
    [401, 'vendor_unauthorized'],
    [403, 'vendor_forbidden'],
    [404, 'vendor_not_found'],
    [400, 'vendor_bad_request'],
  ] as const) {
    const vendor = await answering([status(code), ok])
    const client = await clientFor({ hosts: { api: vendor.url } })
    await assert.rejects(client.request({ host: 'api', method: 'GET', path: '/users' }), (error) =>
      isAppError(error, expected),
    )
    assert.equal(vendor.requests.length, 1)
  }
})

test('an abort ends a request that waits for its turn, and one that is under way', async () => {
  const reason = new Error('stop')
  const controller = new AbortController()
  const vendor = await serveTcp((socket) => socket.once('data', () => controller.abort(reason)))
  const client = await clientFor({ hosts: { api: vendor.url }, limiter: createLimiter({ rate: null, concurrency: 1 }) })
  const request = () => client.request({ host: 'api', method: 'GET', path: '/users', signal: controller.signal })
  const results = await Promise.allSettled([request(), request()])
  for (const result of results) assert.equal(result.status === 'rejected' && result.reason, reason)
  assert.equal(vendor.connections(), 1)
})

test('a vault opens a door for the connector and the method that a credential was entered for, and no other', async () => {
  const { url } = await echo()
  const vault = createVault({ db, rootKey, clock, egress, log: silentLog })
  const id = newId()
  await db.tx((tx) =>
    vault.storeCredential(tx, {
      id,
      name: 'n',
      connector: 'scim',
      method: 'bearer',
      fields: { token: 'abc' },
      publicFields: {},
      hosts: [url],
    }),
  )
  const method = { id: 'bearer', label: '', help: '', fields: [], scheme: BEARER }
  const door = { credentialId: id, connector: 'scim', method, hosts: { api: url }, limiter, log: silentLog }
  assert.equal((await echoed(await vault.authorise(door))).headers['authorization'], 'Bearer abc')
  await assert.rejects(vault.authorise({ ...door, connector: 'slack' }), (error) =>
    isAppError(error, 'credential_invalid'),
  )
  await assert.rejects(vault.authorise({ ...door, method: { ...method, id: 'basic' } }), (error) =>
    isAppError(error, 'credential_invalid'),
  )
  await db.tx((tx) => vault.replaceCredential(tx, id, { fields: { token: 'new' }, publicFields: {}, hosts: [url] }))
  assert.equal((await echoed(await vault.authorise(door))).headers['authorization'], 'Bearer new')
})
