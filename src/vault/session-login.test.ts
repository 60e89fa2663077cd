import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { isAppError, type ErrorCode } from '#base/errors.ts'
import { createLog } from '#base/log.ts'
import type { SessionScheme } from '#kit/auth.ts'
import { serveHttp } from '#test/helpers/loopback.ts'
import { list, openClientOf, openCredentialOf, tokensInMemory } from '#test/helpers/open-client.ts'

const SCHEME: SessionScheme = {
  kind: 'session', login: { host: 'login', path: '' }, usernameField: 'user', passwordField: 'pass', body: 'json', bodyField: 'body',
  usernameParam: 'username', usernameParamField: 'userParam', passwordParam: 'password', passwordParamField: 'passParam',
  tokenPathField: 'path', header: 'Authorization', headerField: 'header', prefix: 'Bearer ', prefixField: 'prefix',
} // prettier-ignore

type Answer = { status?: number; headers?: Record<string, string | string[]>; body?: string }

async function vendor(
  answer: (nth: number) => Answer,
  accepts: (headers: Record<string, unknown>) => boolean = () => true,
) {
  const logins: { type: string; body: string }[] = []
  const calls: Record<string, unknown>[] = []
  const server = await serveHttp((request, response) => {
    let body = ''
    request
      .on('data', (piece) => (body += piece))
      .on('end', () => {
        if (request.url === '/login') {
          logins.push({ type: String(request.headers['content-type']), body })
          const given = answer(logins.length)
          return void response
            .writeHead(given.status ?? 200, { 'content-type': 'application/json', ...given.headers })
            .end(given.body ?? '{}')
        }
        calls.push(request.headers)
        response.writeHead(accepts(request.headers) ? 200 : 401, { 'content-type': 'application/json' }).end('[]')
      })
  })
  return { ...server, logins, calls, hosts: { login: `${server.url}/login`, api: `${server.url}/api` } }
}

const credentialFor = (url: string, over: Record<string, string> = {}) =>
  openCredentialOf({ pass: 'canary:ü&' }, { user: 'ana', ...over }, [url])

test('the session is a cookie: those that were set are sent, those that were taken away are not', async () => {
  const { url, hosts, logins, calls } = await vendor(() => ({
    headers: {
      'set-cookie': [
        'a=old; Path=/', 'sid=abc.def=; HttpOnly; Expires=Wed, 21 Oct 2037 07:28:00 GMT', 'a=new; Secure', 'gone=x; Max-Age=0', 'empty=',
      ],
    },
  })) // prettier-ignore
  const tokens = tokensInMemory()
  const client = openClientOf(SCHEME, hosts, credentialFor(url), { tokens })
  await list(client)
  await list(client)
  assert.deepEqual(logins, [{ type: 'application/json', body: '{"username":"ana","password":"canary:ü&"}' }])
  assert.deepEqual(
    calls.map(({ cookie }) => cookie),
    ['a=new; sid=abc.def=', 'a=new; sid=abc.def='],
  )
})

test('a form that was accepted may lead to a page, which is not fetched', async () => {
  const { url, hosts, logins, requests } = await vendor(() => ({
    status: 302, headers: { location: '/home', 'set-cookie': 'sid=1; Path=/' }, body: '',
  })) // prettier-ignore
  const credential = credentialFor(url, { body: 'form', userParam: 'login[email]', passParam: 'login[pw]' })
  await list(openClientOf(SCHEME, hosts, credential))
  assert.deepEqual(logins, [
    { type: 'application/x-www-form-urlencoded', body: 'login%5Bemail%5D=ana&login%5Bpw%5D=canary%3A%C3%BC%26' },
  ])
  assert.deepEqual(requests, ['POST /login', 'GET /api/users'])
})

test('the session is a token where the answer has one, in the header that the vendor wants', async () => {
  const cases: [Record<string, string>, string, string][] = [
    [{ path: 'data.token' }, 'authorization', 'Bearer t1'],
    [{ path: 'data.token', prefix: 'Token' }, 'authorization', 'Token t1'],
    [{ path: 'data.token', header: 'X-Session' }, 'x-session', 't1'],
    [{ path: 'data.id', header: 'X-Session', prefix: 'id=' }, 'x-session', 'id=7'],
  ]
  for (const [over, header, value] of cases) {
    const { url, hosts, calls } = await vendor(() => ({ body: '{"data":{"token":"t1","id":7}}' }))
    await list(openClientOf(SCHEME, hosts, credentialFor(url, over)))
    assert.equal(calls[0]![header], value)
    assert.equal(calls[0]!['cookie'], undefined)
  }
})

test('when the session ends one signs in again, once, and the same request goes out again', async () => {
  let valid = 'sid=1'
  const { url, hosts, logins, calls } = await vendor(
    (nth) => ({ headers: { 'set-cookie': (valid = `sid=${nth}`) } }),
    ({ cookie }) => cookie === valid,
  )
  const client = openClientOf(SCHEME, hosts, credentialFor(url))
  await list(client)
  valid = 'over'
  assert.equal((await list(client)).status, 200)
  assert.deepEqual([logins.length, calls.length], [2, 3])
})

test('a sign-in that is refused, or brings no session, is a refused credential; the password is never shown', async () => {
  const lines: string[] = []
  const log = createLog('debug', { write: (line) => void lines.push(line) })
  const cases: [Answer, Record<string, string>, ErrorCode][] = [
    [{ status: 401, body: '{"m":"canary"}' }, {}, 'vendor_unauthorized'],
    [{ status: 403 }, {}, 'vendor_unauthorized'],
    [{ status: 422 }, {}, 'vendor_unauthorized'],
    [{ status: 200 }, {}, 'vendor_unauthorized'],
    [{ status: 302, headers: { location: '/login?error' } }, {}, 'vendor_unauthorized'],
    [{ body: '{"data":{}}' }, { path: 'data.token' }, 'vendor_unauthorized'],
    [{ body: '{"data":{"token":"a\\nb"}}' }, { path: 'data.token' }, 'vendor_unauthorized'],
    [{ body: '<p>canary', headers: { 'content-type': 'text/html' } }, { path: 'data.token' }, 'vendor_bad_response'],
    [{ status: 404 }, {}, 'vendor_not_found'],
    [{ status: 503 }, {}, 'vendor_unavailable'],
  ]
  for (const [answer, over, code] of cases) {
    const { url, hosts, logins, calls } = await vendor(() => answer)
    await assert.rejects(list(openClientOf(SCHEME, hosts, credentialFor(url, over), { log })), (error) => {
      log.error({ error }, 'refused')
      assert.ok(isAppError(error, code), `${JSON.stringify(answer)}: ${String(error)}`)
      assert.doesNotMatch(inspect(error, { depth: 9 }) + JSON.stringify(error), /canary/)
      return true
    })
    assert.deepEqual([logins.length, calls.length], [1, 0])
  }
  assert.ok(lines.length >= cases.length)
  assert.doesNotMatch(lines.join(''), /canary/)
})

test('a header that no secret may stand in is refused', () => {
  assert.throws(
    () => openClientOf(SCHEME, { login: 'http://127.0.0.1/l', api: 'http://127.0.0.1' }, credentialFor('http://127.0.0.1', { path: 'a', header: 'Host' })),
    (error) => isAppError(error, 'credential_invalid') && error.fields?.[0]?.path === 'fields.header',
  )
}) // prettier-ignore
