import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { after, test } from 'node:test'
import { isAppError } from '#base/errors.ts'
import { silentLog } from '#base/log.ts'
import { serveHttp, serveTcp } from '#test/helpers/loopback.ts'
import { createEgress } from './client.ts'

const egress = createEgress({ allowNets: '127.0.0.0/8', log: silentLog, connectMs: 50 })
after(() => egress.close())

const HEADERS = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n\r\n'
// Long enough that it is never what ends a request that another deadline should end.
const AMPLE = { headersMs: 60_000, idleBodyMs: 60_000, totalMs: 60_000 }

// A deadline that is not kept would otherwise show as a test that passes late, or never ends.
const WITHIN = { timeout: 5_000 }

function isTimeout(stage: string) {
  return (error: unknown) => {
    assert.ok(isAppError(error, 'vendor_timeout'), String(error))
    assert.equal(error.detail['stage'], stage)
    return true
  }
}

/** A server that does `act` once asked; `closed` resolves when our side has hung up. */
async function server(act: (socket: Socket) => void) {
  let closed: Promise<unknown> = Promise.reject(new Error('nobody came'))
  closed.catch(() => undefined)
  const { url } = await serveTcp((socket) => {
    closed = once(socket, 'close')
    socket.once('data', () => act(socket))
  })
  return { url, closed: () => closed }
}

test('a vendor that never finishes the handshake is given up when the connect deadline is over', WITHIN, async () => {
  const silent = await serveTcp(() => undefined)
  const url = silent.url.replace('http:', 'https:')
  await assert.rejects(egress.request({ method: 'GET', url, timeouts: AMPLE }), isTimeout('connect'))
})

test('a name that is never resolved is given up when the connect deadline is over', WITHIN, async () => {
  const pending: (() => void)[] = []
  const stuck = createEgress({
    allowNets: '',
    log: silentLog,
    connectMs: 50,
    resolve: () => new Promise((resolve) => pending.push(() => resolve([]))),
  })
  after(() => stuck.close())
  await assert.rejects(
    stuck.request({ method: 'GET', url: 'https://vendor.example/', timeouts: AMPLE }),
    isTimeout('connect'),
  )
  assert.equal(pending.length, 1)
})

test('a vendor that takes the request and says nothing is hung up on', WITHIN, async () => {
  const { url, closed } = await server(() => undefined)
  await assert.rejects(
    egress.request({ method: 'GET', url, timeouts: { ...AMPLE, headersMs: 50 } }),
    isTimeout('headers'),
  )
  await closed()
})

test('a vendor that stops in the middle of the body is hung up on', WITHIN, async () => {
  const { url, closed } = await server((socket) => socket.write(`${HEADERS}{"Resources":[`))
  await assert.rejects(
    egress.request({ method: 'GET', url, timeouts: { ...AMPLE, idleBodyMs: 50 } }),
    isTimeout('body'),
  )
  await closed()
})

test('a vendor that drips a byte at a time is hung up on when the total is over', WITHIN, async () => {
  const { url, closed } = await server((socket) => {
    socket.write(HEADERS)
    const drip = setInterval(() => socket.write(' '), 10)
    socket.on('close', () => clearInterval(drip))
  })
  const timeouts = { ...AMPLE, idleBodyMs: 5_000, totalMs: 150 }
  await assert.rejects(egress.request({ method: 'GET', url, timeouts }), isTimeout('total'))
  await closed()
})

test('redirects share one total, so a chain of slow ones ends in time', WITHIN, async () => {
  const { url } = await serveHttp((_request, response) => {
    setTimeout(() => response.writeHead(302, { location: '/again' }).end(), 60)
  })
  await assert.rejects(egress.request({ method: 'GET', url, timeouts: { ...AMPLE, totalMs: 150 } }), isTimeout('total'))
})
