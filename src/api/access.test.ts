import { newId } from '#base/ids.ts'
import { testApi } from '#test/helpers/api.ts'
import { seedAccount, seedConnection, seedPerson } from '#test/helpers/directory.ts'
import assert from 'node:assert/strict'
import { before, test } from 'node:test'

const { ask, db, tokens, users } = await testApi()

before(async () => {
  await seedAccount(db, await seedConnection(db), { person_id: await seedPerson(db) })
})

test('every answer, good or bad, has the protecting headers', async () => {
  const asked = [
    ['GET', '/api/v1/people', {}],
    ['GET', '/api/v1/people', { as: 'nobody' }],
    ['GET', '/api/v1/none', {}],
    ['POST', '/api/v1/people', { text: '{' }],
    ['GET', '/api/docs', {}],
    ['GET', '/healthz', {}],
    ['GET', '/no/such/page', {}],
    ['GET', '/%', {}],
  ] as const
  for (const [method, path, options] of asked) {
    const { headers } = await ask(method, path, options)
    const policy = String(headers['content-security-policy'])
    assert.match(policy, /script-src 'self';/, path)
    assert.match(policy, /frame-ancestors 'none'/)
    assert.doesNotMatch(policy.replace(/style-src [^;]*/, ''), /unsafe/)
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['referrer-policy'], 'no-referrer')
    assert.equal(headers['access-control-allow-origin'], undefined)
    assert.match(String(headers['x-request-id']), /^[0-9a-f-]{36}$/)
    if (path.startsWith('/api/v1')) assert.equal(headers['cache-control'], 'no-store')
  }
})

test('a problem carries code, text and request id, and nothing of the inside', async () => {
  const { body, headers } = await ask('GET', `/api/v1/people/${newId()}`)
  assert.equal(headers['content-type'], 'application/problem+json; charset=utf-8')
  assert.deepEqual(Object.keys(body), ['code', 'message', 'requestId'])
  assert.equal(body.requestId, headers['x-request-id'])
})

test('an unknown id and one that is none are answered alike', async () => {
  const shown = ({ status, body }: { status: number; body: { code: string; message: string } }) => [
    status,
    body.code,
    body.message,
  ]
  const unknown = shown(await ask('GET', `/api/v1/people/${newId()}`))
  assert.deepEqual(unknown[0], 404)
  for (const id of ['1', 'x%00', '..%2f..', "'%20or%201=1", 'a'.repeat(90)])
    assert.deepEqual(shown(await ask('GET', `/api/v1/people/${id}`)), unknown, id)
})

test('what is no JSON, no JSON type, or too large is refused as that', async () => {
  const post = async (text: string, type = 'application/json') =>
    (await ask('POST', '/api/v1/people', { text, headers: { 'content-type': type } })).body.code
  assert.equal(await post('{'), 'invalid_input')
  assert.equal(await post('{"displayName": "x"}', 'text/plain'), 'unsupported_media_type')
  assert.equal(await post('displayName=x', 'application/x-www-form-urlencoded'), 'unsupported_media_type')
  assert.equal(await post(JSON.stringify({ displayName: 'x'.repeat(1_100_000) })), 'request_too_large')
  assert.equal(await post(String.raw`{"displayName": "a\u0000b"}`), 'invalid_input')
  assert.equal(await post(String.raw`{"displayName": "\ud800"}`), 'invalid_input')
  assert.equal((await ask('GET', '/api/v1/people?search=a%00b')).body.code, 'invalid_input')
})

test('odd values in filters are searched for or refused, never a failed query', async () => {
  const odd = ["'", '"', '%', '_', '\\', ';--', '${x}', '1 or 1=1', '😀', 'a'.repeat(200), '[', '(', '\u202e']
  for (const value of odd) {
    for (const path of [
      'people?search=',
      'people?department=',
      'accounts?search=',
      'apps?search=',
      'connections?search=',
      'entitlements?search=',
      'credentials?search=',
      'audit-events?target_id=',
      'apps?connector=',
    ]) {
      const { status, text } = await ask('GET', `/api/v1/${path}${encodeURIComponent(value)}`)
      assert.ok(status === 200 || status === 400, `${path}${value}: ${text}`)
    }
  }
  for (const path of [
    'people',
    'accounts',
    'apps',
    'connections',
    'entitlements',
    'credentials',
    'audit-events',
    'syncs',
    'sync-issues',
    'api-tokens',
  ]) {
    for (const cursor of [
      'x',
      'W10',
      'W3RydWVd',
      'WzEsIDJd',
      'bnVsbA',
      Buffer.from('["\\u0000"]').toString('base64url'),
    ]) {
      assert.equal((await ask('GET', `/api/v1/${path}?cursor=${cursor}`)).status, 400, `${path} ${cursor}`)
    }
    for (const limit of ['0', '201', '-1', '1.5', 'x', '1e9', ''])
      assert.equal((await ask('GET', `/api/v1/${path}?limit=${limit}`)).status, 400, limit)
    assert.equal((await ask('GET', `/api/v1/${path}?limit=1&limit=2`)).status, 400)
  }
})

test('a revoked or expired token opens nothing from the next request on', async () => {
  const made = await ask('POST', '/api/v1/api-tokens', { body: { name: 'short', rights: 'read' } })
  assert.match(made.body.token, /^rollcall_[\w-]{43}$/)
  const headers = { authorization: `Bearer ${made.body.token}` }
  assert.equal((await ask('GET', '/api/v1/people', { headers })).status, 200)
  const listed = await ask('GET', '/api/v1/api-tokens')
  assert.ok(!listed.text.includes(made.body.token))
  assert.ok(listed.body.items.find(({ id }: { id: string }) => id === made.body.id).lastUsedAt)
  assert.equal((await ask('DELETE', `/api/v1/api-tokens/${made.body.id}`)).status, 204)
  assert.equal((await ask('GET', '/api/v1/people', { headers })).status, 401)
  const past = await ask('POST', '/api/v1/api-tokens', {
    body: { name: 'late', rights: 'read', expiresAt: '2020-01-01T00:00:00Z' },
  })
  assert.equal(past.body.fields[0].path, 'expiresAt')
  const soon = await ask('POST', '/api/v1/api-tokens', {
    body: { name: 'soon', rights: 'read', expiresAt: '2099-01-01T00:00:00+02:00' },
  })
  await db.query(`update api_tokens set expires_at = now() - interval '1 second' where id = $1`, [soon.body.id])
  assert.equal(
    (await ask('GET', '/api/v1/people', { headers: { authorization: `Bearer ${soon.body.token}` } })).status,
    401,
  )
})

test('a token that is refused is not replaced by a cookie, and a token is not read from the query', async () => {
  const session = await signedIn()
  const headers = { cookie: session, authorization: 'Bearer rollcall_wrong' }
  assert.equal((await ask('GET', '/api/v1/people', { headers })).status, 401)
  assert.equal((await ask('GET', `/api/v1/people?access_token=${tokens.owner}`, { as: 'nobody' })).status, 401)
})

test('requests that another site makes a browser send change nothing', async () => {
  const cookie = await signedIn()
  const app = async (headers: Record<string, string>, name: string) =>
    (
      await ask('POST', '/api/v1/apps', {
        as: 'nobody',
        headers: { cookie, ...headers },
        body: { name, category: 'x' },
      })
    ).status
  const host = 'http://127.0.0.1:4400'
  assert.equal(await app({ 'sec-fetch-site': 'same-origin' }, 'one'), 201)
  assert.equal(await app({ origin: host }, 'two'), 201)
  for (const headers of [
    {},
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', origin: host },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `${host}.evil.example` },
  ]) {
    assert.equal(await app(headers as Record<string, string>, 'no'), 403, JSON.stringify(headers))
  }
  // Login CSRF: no cookie is needed for the harm.
  const signIn = await ask('POST', '/api/v1/session', {
    as: 'nobody',
    headers: { origin: 'https://evil.example' },
    body: { email: 'a@x.example', password: 'x' },
  })
  assert.equal(signIn.body.code, 'cross_site_request')
  assert.deepEqual(await db.query(`select name from apps where name in ('one', 'two', 'no') order by 1`), [
    { name: 'one' },
    { name: 'two' },
  ])
})

async function signedIn(): Promise<string> {
  const email = `${newId()}@x.example`
  await users.create({ name: 'U', email, password: 'correct horse battery', role: 'admin' })
  const answer = await ask('POST', '/api/v1/session', {
    as: 'nobody',
    body: { email, password: 'correct horse battery' },
  })
  assert.equal(answer.status, 200)
  return String(answer.headers['set-cookie']).split(';', 1)[0] ?? ''
}
