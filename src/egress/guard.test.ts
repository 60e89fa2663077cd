import assert from 'node:assert/strict'
import type { LookupAddress } from 'node:dns'
import { after, test } from 'node:test'
import { setDefaultCACertificates, getCACertificates } from 'node:tls'
import { isAppError } from '#base/errors.ts'
import { silentLog } from '#base/log.ts'
import { selfSignedCertificate } from '#test/helpers/certificate.ts'
import { serveHttp, serveHttps } from '#test/helpers/loopback.ts'
import { createEgress, type EgressOptions } from './client.ts'

function egressWith(options: Partial<EgressOptions>) {
  const egress = createEgress({ allowNets: '', log: silentLog, ...options })
  after(() => egress.close())
  return egress
}

const four = (address: string): LookupAddress => ({ address, family: 4 })
const six = (address: string): LookupAddress => ({ address, family: 6 })

test('no way of writing a private address in a URL sends a packet to it or asks a resolver', async () => {
  const { port, connections } = await serveHttp((_request, response) => response.end('{}'))
  const asked: string[] = []
  const egress = egressWith({
    resolve: async (name) => {
      asked.push(name)
      return [four('127.0.0.1')]
    },
  })
  const hosts = [
    '127.0.0.1', '127.1', '127.0.1', '2130706433', '0x7f000001', '0x7f.1', '0177.0.0.1', '017700000001', '127.0.0.1.',
    '0', '0.0.0.0', '[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::127.0.0.1]', '[64:ff9b::127.0.0.1]',
    '[2002:7f00:1::]', '[2001:0:7f00:1::]', '[fe80::1]', '[fc00::1]', '10.0.0.1', '100.64.0.1', '169.254.169.254',
    '１２７.0.0.1', '127。0。0。1', '①②⑦.0.0.1', '%31%32%37.0.0.1', '0x7F.0x0.0x0.0x1', '%30x7f.1',
  ] // prettier-ignore
  for (const scheme of ['http', 'https']) {
    for (const host of hosts) {
      await assert.rejects(
        egress.request({ method: 'GET', url: `${scheme}://${host}:${port}/` }),
        (error) => isAppError(error, 'egress_blocked'),
        `${scheme}://${host}`,
      )
    }
  }
  assert.deepEqual(asked, [])
  assert.equal(connections(), 0)
})

test('what is no plain http or https address is refused before anything is resolved', async () => {
  const egress = egressWith({ allowNets: '127.0.0.0/8', resolve: () => assert.fail('resolved') })
  const urls = [
    'file:///etc/passwd', 'data:text/plain,hi', 'ftp://127.0.0.1/', 'unix:/run/docker.sock', 'gopher://127.0.0.1/',
    'javascript:alert(1)', 'ws://127.0.0.1/', 'http+unix://%2Frun%2Fdocker.sock/', 'https://', 'not a url', '//127.0.0.1/',
    'http://user@127.0.0.1/', 'http://user:secret@127.0.0.1/', 'http://:secret@127.0.0.1/', 'http://[fe80::1%25eth0]/',
    'http://256.256.256.256/', 'http://08.8.8.8/', 'http://127.0.0.1:99999/',
  ] // prettier-ignore
  for (const url of urls) {
    await assert.rejects(
      egress.request({ method: 'GET', url }),
      (error) => isAppError(error, 'egress_url_invalid'),
      url,
    )
  }
})

test('a name with one private answer among public ones is refused whole', async () => {
  const { port, connections } = await serveHttp((_request, response) => response.end('{}'))
  const mixtures = [
    [four('127.0.0.1')],
    [four('93.184.215.14'), four('127.0.0.1')],
    [six('2606:4700::1111'), four('10.0.0.1')],
    [four('93.184.215.14'), six('::1')],
    [six('::ffff:127.0.0.1')],
    [four('169.254.169.254'), four('93.184.215.14')],
  ]
  for (const answers of mixtures) {
    const egress = egressWith({ resolve: async () => answers })
    for (const scheme of ['http', 'https']) {
      await assert.rejects(
        egress.request({ method: 'GET', url: `${scheme}://rebind.example:${port}/` }),
        (error) => isAppError(error, 'egress_blocked'),
        JSON.stringify(answers),
      )
    }
  }
  assert.equal(connections(), 0)
})

test('a name that changes its answer is connected to the answer that was checked', async () => {
  const inside = await serveHttp((_request, response) => response.end('{"inside":true}'))
  const outside = await serveHttp((_request, response) => response.end('{"outside":true}'), '127.0.0.2')
  let asked = 0
  const egress = egressWith({
    // The second address plays the public one: it alone is allowed.
    allowNets: '127.0.0.2/32',
    resolve: async () => (asked++ === 0 ? [four('127.0.0.2')] : [four('127.0.0.1')]),
  })
  const first = await egress.request({ method: 'GET', url: `http://rebind.example:${outside.port}/` })
  assert.equal(first.body.toString(), '{"outside":true}')
  assert.equal(asked, 1)
  await assert.rejects(egress.request({ method: 'GET', url: `http://rebind.example:${inside.port}/` }), (error) =>
    isAppError(error, 'egress_blocked'),
  )
  assert.equal(asked, 2)
  assert.equal(inside.connections(), 0)
})

test('plain http goes to allowed networks only, so that no credential crosses the internet unencrypted', async () => {
  const egress = egressWith({ allowNets: '10.0.0.0/8', resolve: async () => [four('93.184.215.14')] })
  for (const url of ['http://vendor.example/', 'http://93.184.215.14/']) {
    await assert.rejects(
      egress.request({ method: 'GET', url }),
      (error) => isAppError(error, 'egress_url_invalid') && /https/.test(error.message),
      url,
    )
  }
})

test('https is spoken only to a server whose certificate holds for the host', async () => {
  const identity = selfSignedCertificate()
  const server = await serveHttps(identity, (_request, response) => response.end('{"secure":true}'))
  const egress = egressWith({ allowNets: '127.0.0.0/8', resolve: async () => [four('127.0.0.1')] })
  const get = (url: string) => egress.request({ method: 'GET', url, headers: { authorization: 'Bearer x' } })

  await assert.rejects(get(server.url), (error) => isAppError(error, 'vendor_certificate_invalid'))
  const before = getCACertificates('default')
  setDefaultCACertificates([...before, identity.cert])
  try {
    assert.equal((await get(server.url)).body.toString(), '{"secure":true}')
    await assert.rejects(get(`https://other.example:${server.port}/`), (error) =>
      isAppError(error, 'vendor_certificate_invalid'),
    )
  } finally {
    setDefaultCACertificates(before)
  }
  assert.deepEqual(server.requests, ['GET /'])
})
