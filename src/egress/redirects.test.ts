import assert from 'node:assert/strict'
import type { IncomingHttpHeaders } from 'node:http'
import { after, test } from 'node:test'
import { isAppError } from '#base/errors.ts'
import { silentLog } from '#base/log.ts'
import { serveHttp } from '#test/helpers/loopback.ts'
import { createEgress } from './client.ts'
import { nextHop } from './redirects.ts'

// 127.0.0.1 is allowed, 127.0.0.2 plays the inside that is not.
const egress = createEgress({ allowNets: '127.0.0.1/32', log: silentLog })
after(() => egress.close())

const SECRETS = { authorization: 'Bearer secret', 'X-API-Key': 'secret', cookie: 'secret', accept: 'application/json' }

const isRedirectRefusal = (error: unknown) => isAppError(error, 'egress_redirect')

/** A server that redirects everything to where `to` says. */
function redirecting(to: (path: string) => string, status = 302) {
  return serveHttp((request, response) => response.writeHead(status, { location: to(request.url ?? '') }).end())
}

test('a redirect inside the host is followed with its credentials', async () => {
  const seen: IncomingHttpHeaders[] = []
  const server = await serveHttp((request, response) => {
    seen.push(request.headers)
    if (request.url === '/old') response.writeHead(301, { location: '/new?x=1' }).end()
    else response.end('{}')
  })
  const response = await egress.request({ method: 'GET', url: `${server.url}/old`, headers: SECRETS })
  assert.equal(response.url, `${server.url}/new?x=1`)
  assert.equal(seen[1]?.authorization, 'Bearer secret')
})

test('another host, which is another port too, gets no header that could be a secret', async () => {
  const seen: IncomingHttpHeaders[] = []
  const other = await serveHttp((request, response) => {
    seen.push(request.headers)
    response.end('{}')
  })
  const server = await redirecting(() => `${other.url}/there`)
  await egress.request({ method: 'GET', url: server.url, headers: SECRETS })
  assert.equal(seen.length, 1)
  assert.doesNotMatch(JSON.stringify(seen), /secret/)
  assert.equal(seen[0]?.accept, 'application/json')
})

test('a redirect to a blocked address is refused, by literal and by name, and no packet is sent', async () => {
  const inside = await serveHttp((_request, response) => response.end('{}'), '127.0.0.2')
  const named = createEgress({
    allowNets: '127.0.0.1/32',
    log: silentLog,
    resolve: async (name) => [{ address: name === 'vendor.example' ? '127.0.0.1' : '127.0.0.2', family: 4 }],
  })
  after(() => named.close())
  for (const location of [
    `http://127.0.0.2:${inside.port}/`,
    `http://2130706434:${inside.port}/`,
    `http://[::ffff:127.0.0.2]:${inside.port}/`,
    `http://inside.example:${inside.port}/`,
    'http://169.254.169.254/latest/meta-data/',
  ]) {
    const server = await redirecting(() => location)
    await assert.rejects(
      named.request({ method: 'GET', url: `http://vendor.example:${server.port}/` }),
      (error) => isAppError(error, 'egress_blocked'),
      location,
    )
  }
  assert.equal(inside.connections(), 0)
})

test('a redirect to what is no http address is refused', async () => {
  for (const location of [
    'file:///etc/passwd',
    'data:text/plain,x',
    'ftp://127.0.0.1/',
    'http://user:pass@127.0.0.1/',
    'http://[',
    'javascript:1',
  ]) {
    const server = await redirecting(() => location)
    await assert.rejects(egress.request({ method: 'GET', url: server.url }), isRedirectRefusal, location)
  }
})

test('three redirects are followed and a fourth is not', async () => {
  const server = await serveHttp((request, response) => {
    const left = Number(request.url?.slice(1))
    if (left > 0) response.writeHead(302, { location: `/${left - 1}` }).end()
    else response.end('{}')
  })
  assert.equal((await egress.request({ method: 'GET', url: `${server.url}/3` })).status, 200)
  server.requests.length = 0
  await assert.rejects(egress.request({ method: 'GET', url: `${server.url}/30` }), isRedirectRefusal)
  assert.deepEqual(server.requests, ['GET /30', 'GET /29', 'GET /28', 'GET /27'])
})

test('a caller may refuse all redirects, or those that lead where it does not want to go', async () => {
  const server = await redirecting(() => '/elsewhere')
  const response = await egress.request({ method: 'GET', url: server.url, followRedirects: false })
  assert.equal(response.status, 302)
  server.requests.length = 0
  const followRedirects = (to: URL) => to.pathname !== '/elsewhere'
  await assert.rejects(egress.request({ method: 'GET', url: server.url, followRedirects }), isRedirectRefusal)
  assert.deepEqual(server.requests, ['GET /'])
})

test('a body is sent again only to the same host, and only where the status says so', async () => {
  const bodies: string[] = []
  const server = await serveHttp((request, response) => {
    let body = ''
    request
      .on('data', (piece) => (body += piece))
      .on('end', () => {
        if (request.url === '/token') return response.end(void bodies.push(`${request.method} ${body}`))
        response.writeHead(Number(request.url?.slice(1, 4)), { location: request.url?.slice(4) }).end()
      })
  })
  const other = await serveHttp((_request, response) => response.end('{}'))
  const post = (path: string) => egress.request({ method: 'POST', url: server.url + path, body: 'client_secret=x' })
  await post('/307/token')
  await post('/308/token')
  assert.deepEqual(bodies, ['POST client_secret=x', 'POST client_secret=x'])
  for (const path of ['/301/token', '/302/token', '/303/token'])
    await assert.rejects(post(path), isRedirectRefusal, path)

  const away = await redirecting(() => `${other.url}/token`, 307)
  await assert.rejects(egress.request({ method: 'POST', url: away.url, body: 'client_secret=x' }), isRedirectRefusal)
  assert.equal(other.connections(), 0)
})

test('a step from https to http is refused, to the same host too', () => {
  const request = { method: 'GET', url: new URL('https://vendor.example/a'), headers: {}, body: undefined }
  const response = (location: string) => ({
    status: 302,
    headers: { location },
    body: Buffer.of(),
    receivedAt: new Date(0),
  })
  for (const location of ['http://vendor.example/a', 'http://other.example/']) {
    assert.throws(() => nextHop(request, response(location)), isRedirectRefusal, location)
  }
  assert.equal(nextHop(request, response('//other.example/b'))?.url.href, 'https://other.example/b')
})
