import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { isAppError } from '#base/errors.ts'
import { silentLog } from '#base/log.ts'
import { serveHttp, serveTcp } from '#test/helpers/loopback.ts'
import { BodyBuffer } from './body.ts'
import { createEgress } from './client.ts'

const MIB = 1024 * 1024

const egress = createEgress({ allowNets: '127.0.0.0/8', log: silentLog })
after(() => egress.close())

async function answering(body: Buffer, encoding: string | string[]) {
  return (
    await serveHttp((_request, response) =>
      response.writeHead(200, { 'content-encoding': encoding as string }).end(body),
    )
  ).url
}

const isTooLarge = (error: unknown) => isAppError(error, 'vendor_too_large')
const isBadResponse = (error: unknown) => isAppError(error, 'vendor_bad_response')

test('every encoding that we ask for is undone', async () => {
  const text = JSON.stringify(Array.from({ length: 20_000 }, (_, id) => ({ id, name: `user ${id * 7919}` })))
  const encoded = {
    gzip: gzipSync(text),
    'x-gzip': gzipSync(text),
    GZip: gzipSync(text),
    deflate: deflateSync(text),
    br: brotliCompressSync(text),
    zstd: zstdCompressSync(text),
    identity: Buffer.from(text),
  }
  for (const [encoding, body] of Object.entries(encoded)) {
    const response = await egress.request({ method: 'GET', url: await answering(body, encoding) })
    assert.equal(response.body.toString(), text, encoding)
  }
  const bare = await egress.request({ method: 'GET', url: await answering(deflateRawSync(text), 'deflate') })
  assert.equal(bare.body.toString(), text)
})

test('a body that grows more than a hundredfold is refused, and never in memory', async () => {
  // Members of a gzip file may follow each other, so the bomb can be made without holding what it hides.
  const gzipBomb = Buffer.concat(Array.from({ length: 400 }, () => gzipSync(Buffer.alloc(MIB))))
  const zeros = Buffer.alloc(48 * MIB)
  const bombs = {
    gzip: gzipBomb,
    deflate: deflateSync(zeros),
    br: brotliCompressSync(zeros),
    zstd: zstdCompressSync(zeros),
  }
  // Within the limit of what is accepted, but not in a thousandth of its size.
  const small = await answering(gzipSync(Buffer.alloc(16 * MIB)), 'gzip')
  await assert.rejects(egress.request({ method: 'GET', url: small }), isTooLarge)

  const before = process.resourceUsage().maxRSS
  for (const [encoding, bomb] of Object.entries(bombs)) {
    const url = await answering(bomb, encoding)
    await assert.rejects(egress.request({ method: 'GET', url }), isTooLarge, encoding)
  }
  const grownKib = process.resourceUsage().maxRSS - before
  assert.ok(grownKib < 100 * 1024, `${Math.round(grownKib / 1024)} MiB more`)
})

test('the limit counts what is decoded', async () => {
  const text = JSON.stringify(Array.from({ length: 20_000 }, (_, id) => id * 7919))
  const encoded = gzipSync(text)
  const url = await answering(encoded, 'gzip')
  assert.ok(encoded.length < 100_000 && text.length > 150_000)
  await assert.rejects(egress.request({ method: 'GET', url, maxBytes: 100_000 }), isTooLarge)
  assert.equal((await egress.request({ method: 'GET', url, maxBytes: text.length })).body.length, text.length)
})

test('a body over the limit is cut off where the limit is passed, announced or not', async () => {
  let written = 0
  const endless = await serveTcp((socket) => {
    const piece = Buffer.from(`10000\r\n${'x'.repeat(0x10000)}\r\n`)
    const pump = () => {
      while (!socket.destroyed && written < 2_000 * MIB) {
        written += 0x10000
        if (!socket.write(piece)) return void socket.once('drain', pump)
      }
    }
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
      pump()
    })
  })
  await assert.rejects(egress.request({ method: 'GET', url: endless.url }), isTooLarge)
  assert.ok(written < 64 * MIB, `${Math.round(written / MIB)} MiB were sent`)

  const announced = await serveTcp((socket) =>
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2000000000\r\n\r\n')),
  )
  await assert.rejects(egress.request({ method: 'GET', url: announced.url }), isTooLarge)
})

test('encodings upon encodings, unknown ones and false ones are a bad response', async () => {
  const text = Buffer.from('{"a":1}')
  const twice = gzipSync(gzipSync(text))
  const cases: [string, Buffer, string | string[]][] = [
    ['chained in one header', twice, 'gzip, gzip'],
    ['chained in two headers', twice, ['gzip', 'gzip']],
    ['mixed chain', gzipSync(brotliCompressSync(text)), 'br, gzip'],
    ['unknown', text, 'compress'],
    ['inherited name', text, 'constructor'],
    ['not what it says', text, 'gzip'],
    ['truncated gzip', gzipSync(text).subarray(0, 15), 'gzip'],
    ['truncated brotli', brotliCompressSync(text).subarray(0, 6), 'br'],
    ['truncated zstd', zstdCompressSync(text).subarray(0, 10), 'zstd'],
  ]
  for (const [name, body, encoding] of cases) {
    await assert.rejects(egress.request({ method: 'GET', url: await answering(body, encoding) }), isBadResponse, name)
  }
})

test('single bytes are put together without a cost for each', () => {
  const buffer = new BodyBuffer(undefined)
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index))
  for (let i = 0; i < 300_000; i++) buffer.append(bytes.subarray(i % 256, (i % 256) + 1))
  assert.equal(buffer.size, 300_000)
  assert.ok(buffer.bytes().subarray(256, 512).equals(bytes))
  assert.ok(buffer.bytes().buffer.byteLength < 1_000_000)
})
