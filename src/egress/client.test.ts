import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { inspect } from 'node:util'
import { fixedClock } from '#base/clock.ts'
import { isAppError } from '#base/errors.ts'
import { silentLog } from '#base/log.ts'
import { serveHttp, serveTcp } from '#test/helpers/loopback.ts'
import { createEgress } from './client.ts'

const clock = fixedClock('2026-11-21T10:00:00Z')
const egress = createEgress({ allowNets: '127.0.0.0/8', log: silentLog, clock })
after(() => egress.close())

test('a response comes whole, with lower-case headers, our time of arrival and any status', async () => {
  const server = await serveHttp((request, response) => {
    let body = ''
    request.on('data', (piece) => (body += piece))
    request.on('end', () => {
      response.writeHead(418, { 'X-Thing': 'A', Link: ['<a>', '<b>'], 'Content-Type': 'application/json' })
      response.write('{"method":"')
      response.end(`${request.method}","body":${body},"accept":"${request.headers.accept}"}`)
    })
  })
  const response = await egress.request({
    method: 'POST',
    url: `${server.url}/a?b=c#d`,
    headers: { 'Content-Type': 'application/json', Accept: 'application/scim+json' },
    body: '[1]',
  })
  assert.equal(response.status, 418)
  assert.equal(response.url, `${server.url}/a?b=c`)
  assert.equal(response.headers['x-thing'], 'A')
  assert.equal(response.headers['link'], '<a>, <b>')
  assert.deepEqual(response.receivedAt, clock.now())
  assert.equal(response.body.toString(), '{"method":"POST","body":[1],"accept":"application/scim+json"}')
  assert.deepEqual(server.requests, ['POST /a?b=c'])
})

test('a body of many pieces arrives byte for byte, with and without an announced length', async () => {
  const content = Buffer.from(Array.from({ length: 700_000 }, (_, index) => index % 251))
  const server = await serveHttp((request, response) => {
    if (request.url === '/length') response.setHeader('content-length', content.length)
    for (let at = 0; at < content.length; at += 9_973) response.write(content.subarray(at, at + 9_973))
    response.end()
  })
  for (const path of ['/length', '/chunked']) {
    const { body } = await egress.request({ method: 'GET', url: server.url + path })
    assert.ok(body.equals(content), path)
  }
})

test('connections are used again', async () => {
  const server = await serveHttp((_request, response) => response.end('{}'))
  for (let i = 0; i < 20; i++) await egress.request({ method: 'GET', url: server.url })
  // Two and not one: undici lets a connection rest for one turn of the event loop after a response.
  assert.ok(server.connections() <= 2, `${server.connections()} connections`)
})

test('proxy settings of the environment are not followed', async () => {
  const proxy = await serveHttp((_request, response) => response.end('{}'))
  const server = await serveHttp((_request, response) => response.end('{"direct":true}'))
  const names = [
    'http_proxy',
    'https_proxy',
    'all_proxy',
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'ALL_PROXY',
    'NODE_USE_ENV_PROXY',
  ]
  const before = names.map((name) => process.env[name])
  for (const name of names) process.env[name] = name === 'NODE_USE_ENV_PROXY' ? '1' : proxy.url
  const fresh = createEgress({ allowNets: '127.0.0.0/8', log: silentLog })
  after(() => fresh.close())
  try {
    const { body } = await fresh.request({ method: 'GET', url: server.url })
    assert.equal(body.toString(), '{"direct":true}')
    assert.equal(proxy.connections(), 0)
  } finally {
    names.forEach((name, index) => {
      if (before[index] === undefined) delete process.env[name]
      else process.env[name] = before[index]
    })
  }
})

test('a caller cannot speak to another host behind the address, or frame the message itself', async () => {
  const server = await serveHttp((_request, response) => response.end('{}'))
  for (const name of ['Host', 'transfer-encoding', 'Content-Length', 'connection', 'Proxy-Authorization']) {
    await assert.rejects(
      egress.request({ method: 'GET', url: server.url, headers: { [name]: 'x' } }),
      (error) => isAppError(error, 'internal'),
      name,
    )
  }
  assert.equal(server.connections(), 0)
})

test('whatever breaks below HTTP is said to be the vendor, and worth another try', async () => {
  const refused = await serveHttp((_request, response) => response.end())
  const gone = await serveTcp((socket) => socket.destroy())
  const reset = await serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy()))
  const cutByLength = await serveTcp((socket) =>
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"half":')),
  )
  const cutInChunk = await serveTcp((socket) =>
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n40\r\n{"half":')),
  )
  const urls = { gone, reset, cutByLength, cutInChunk }
  for (const [kind, { url }] of Object.entries(urls)) {
    await assert.rejects(
      egress.request({ method: 'GET', url }),
      (error) => isAppError(error, 'vendor_unavailable') && error.recovery === 'retry',
      kind,
    )
  }
  await assert.rejects(egress.request({ method: 'GET', url: 'http://127.0.0.1:1/' }), (error) =>
    isAppError(error, 'vendor_unavailable'),
  )
  const nameless = createEgress({
    allowNets: '',
    log: silentLog,
    resolve: () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' })),
  })
  await assert.rejects(nameless.request({ method: 'GET', url: 'https://vendor.example/' }), (error) =>
    isAppError(error, 'vendor_unavailable'),
  )
  assert.equal(refused.connections(), 0)
})

test('what is no HTTP, or too much of it, is a bad response, and its words are not in the error', async () => {
  const answers = [
    'SSH-2.0-OpenSSH_canary\r\n',
    'HTTP/1.1 200 OK\r\ncanary without a colon\r\n\r\n',
    'HTTP/9.9 200 canary\r\n\r\n',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\ncanary\r\n',
    `HTTP/1.1 200 OK\r\nx: ${'canary'.repeat(20_000)}\r\n\r\n`,
  ]
  for (const answer of answers) {
    const server = await serveTcp((socket) => socket.once('data', () => socket.end(answer)))
    await assert.rejects(egress.request({ method: 'GET', url: server.url }), (error) => {
      assert.ok(isAppError(error, 'vendor_bad_response'), answer.slice(0, 40))
      assert.doesNotMatch(inspect(error, { depth: 10, showHidden: true }), /canary/)
      return true
    })
  }
})

test('aborting ends the request with the reason given, before and during it', async () => {
  let seen: (() => void) | undefined
  const server = await serveTcp((socket) => socket.once('data', () => seen?.()))
  const reason = new Error('stop')
  await assert.rejects(egress.request({ method: 'GET', url: server.url, signal: AbortSignal.abort(reason) }), reason)
  assert.equal(server.connections(), 0)

  const controller = new AbortController()
  seen = () => controller.abort(reason)
  await assert.rejects(egress.request({ method: 'GET', url: server.url, signal: controller.signal }), reason)
  assert.equal(server.connections(), 1)
})

test('neither an error nor its cause shows a header or a query that was sent', async () => {
  const server = await serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy()))
  const request = {
    method: 'GET' as const,
    url: `${server.url}/?api_key=canary-in-query`,
    headers: { authorization: 'Bearer canary-in-header' },
  }
  await assert.rejects(egress.request(request), (error) => {
    assert.doesNotMatch(inspect(error, { depth: 20, showHidden: true }), /canary/)
    return true
  })
  const broken = { ...request, headers: { authorization: 'Bearer canary\nin-header' } }
  await assert.rejects(egress.request(broken), (error) => {
    assert.doesNotMatch(inspect(error, { depth: 20, showHidden: true }), /canary/)
    return true
  })
})
