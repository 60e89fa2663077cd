import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError, isAppError } from '#base/errors.ts'
import { Secret } from '#base/redact.ts'
import type { WriteRequest } from '#kit/action.ts'
import type { AuthScheme } from '#kit/auth.ts'
import { answering, serveHttp, serveTcp, status } from '#test/helpers/loopback.ts'
import { openClientOf, openCredentialOf, openWriteClientOf, tokensInMemory } from '#test/helpers/open-client.ts'
import type { TokenGrant } from './token-answer.ts'

const BEARER: AuthScheme = { kind: 'header', header: 'Authorization', prefix: 'Bearer ', field: 'token' }
const TOKENS: AuthScheme = {
  kind: 'oauth2-client-credentials',
  host: 'token',
  path: '/token',
  clientIdField: 'id',
  clientSecretField: 'secret',
  clientAuth: 'basic',
  body: 'form',
  prefix: 'Bearer ',
}

const suspend: WriteRequest = { host: 'api', method: 'PUT', path: '/users/u1/status', json: { on: false } }

function writerFor(url: string, tries = 5) {
  return openWriteClientOf(BEARER, { api: url }, openCredentialOf({ token: 'canary' }, {}, [url]), { tries })
}

test('a change is sent once whatever becomes of its answer, and a lost answer is a value that cannot be overlooked', async () => {
  for (const code of [500, 502, 503, 504, 408, 425]) {
    const vendor = await answering([status(code, { 'retry-after': '0' })])
    const answer = await writerFor(vendor.url).write(suspend)
    assert.ok(answer.isLost, String(code))
    assert.deepEqual(vendor.requests, ['PUT /users/u1/status'], String(code))
  }
  let connections = 0
  const broken = await serveTcp((socket) => {
    socket.once('data', () => {
      connections++
      socket.destroy()
    })
  })
  const answer = await writerFor(broken.url).write(suspend)
  assert.ok(answer.isLost && answer.error.code === 'vendor_unavailable')
  assert.equal(connections, 1)
})

test('a change that is cut off while it is under way may have been made', async () => {
  const cut = new AbortController()
  const vendor = await serveHttp(() => cut.abort(new Error('the worker stops')))
  const answer = await writerFor(vendor.url).write(suspend, { signal: cut.signal })
  assert.ok(answer.isLost)
  assert.equal(vendor.requests.length, 1)

  const before = AbortSignal.abort(new Error('the worker stops'))
  await assert.rejects(writerFor(vendor.url).write(suspend, { signal: before }), /the worker stops/)
  assert.equal(vendor.requests.length, 1, 'what was cut off before was not sent')
})

test('a vendor that says no has done nothing, and is not asked again', async () => {
  for (const [code, meaning] of [
    [400, 'vendor_bad_request'],
    [403, 'vendor_forbidden'],
    [404, 'vendor_not_found'],
    [409, 'vendor_bad_request'],
    [501, 'vendor_bad_request'],
  ] as const) {
    const vendor = await answering([status(code)])
    await assert.rejects(writerFor(vendor.url).write(suspend), (error) => isAppError(error, meaning))
    assert.equal(vendor.requests.length, 1)
  }
})

test('only a vendor that is too busy to do it is asked once more', async () => {
  const vendor = await answering([
    status(429, { 'retry-after': '0' }),
    (response) => void response.writeHead(204).end(),
  ])
  const answer = await writerFor(vendor.url).write(suspend)
  assert.ok(!answer.isLost && answer.response.status === 204)
  assert.equal(vendor.requests.length, 2)
})

test('a change is made where it was meant to be: no redirect is followed', async () => {
  const vendor = await serveHttp((_request, response) => void response.writeHead(307, { location: '/elsewhere' }).end())
  const answer = await writerFor(vendor.url).write(suspend)
  assert.ok(answer.isLost && answer.error.code === 'egress_redirect')
  assert.deepEqual(vendor.requests, ['PUT /users/u1/status'])
})

test('what a refusal means is asked of the action first', async () => {
  const vendor = await answering([
    (response) => void response.writeHead(400, { 'content-type': 'application/json' }).end('{"code":"last_admin"}'),
  ])
  const refused = ({ body }: { body: unknown }) =>
    (body as { code?: string }).code === 'last_admin'
      ? new AppError('action_refused', { message: 'The last one.' })
      : null
  await assert.rejects(writerFor(vendor.url).write(suspend, { refused }), /The last one/)
})

test('an access token that is too old is renewed and the change sent again; without a new one nothing was done', async () => {
  const api = await serveHttp((request, response) => {
    const isNew = request.headers['authorization'] === 'Bearer new'
    response.writeHead(isNew ? 204 : 401).end()
  })
  const given = ['old', 'new']
  let isDown = false
  const token = await serveHttp((_request, response) => {
    if (isDown) return void response.writeHead(503).end()
    const body = JSON.stringify({ access_token: given.shift(), token_type: 'Bearer', expires_in: 3600 })
    response.writeHead(200, { 'content-type': 'application/json' }).end(body)
  })
  const tokens = tokensInMemory()
  const hosts = { api: api.url, token: token.url }
  const credential = openCredentialOf({ secret: 's' }, { id: 'i' }, Object.values(hosts))
  await openClientOf(TOKENS, hosts, credential, { tokens })
    .request({ host: 'api', method: 'GET', path: '/me' })
    .catch(() => {})
  const answer = await openWriteClientOf(TOKENS, hosts, credential, { tokens }).write(suspend)
  assert.ok(!answer.isLost && answer.response.status === 204)
  assert.equal(api.requests.filter((request) => request.startsWith('PUT')).length, 2)

  const others = tokensInMemory()
  await others.get(credential, undefined, async () => ({ accessToken: new Secret('old') }) as TokenGrant)
  const client = openWriteClientOf(TOKENS, hosts, credential, { tokens: others })
  isDown = true
  await assert.rejects(client.write(suspend), (error) => isAppError(error, 'vendor_unavailable'))
})

test('the client that reads sends nothing that changes', async () => {
  const vendor = await answering([status(204)])
  const client = openClientOf(BEARER, { api: vendor.url }, openCredentialOf({ token: 't' }, {}, [vendor.url]))
  for (const method of ['PUT', 'PATCH', 'DELETE']) {
    const request = { ...suspend, method } as never
    await assert.rejects(client.request(request), (error) => isAppError(error, 'internal'))
  }
  assert.deepEqual(vendor.requests, [])
})
