import { testApi } from '#test/helpers/api.ts'
import assert from 'node:assert/strict'
import { get } from 'node:http'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { request } from 'undici'

const root = await mkdtemp(join(tmpdir(), 'rollcall-web-'))
after(() => rm(root, { recursive: true }))
await mkdir(join(root, 'assets'))
await writeFile(join(root, 'index.html'), '<!doctype html><title>Rollcall</title>')
await writeFile(join(root, 'assets', 'app-3f2a.js'), `export const text = '${'x'.repeat(5000)}'`)
await writeFile(join(root, 'secret.txt'), 'beside')
const ready = { database: true, migrations: true, disk: true }
const { ask, url } = await testApi({ webRoot: root, readiness: async () => ready })

test('any place inside the app gets its page, anything else that is not there a problem', async () => {
  for (const path of ['/', '/people', '/connections/new/slack', '/people?x=1']) {
    const { status, text, headers } = await ask('GET', path, { as: 'nobody' })
    assert.deepEqual(
      [status, text, headers['cache-control']],
      [200, '<!doctype html><title>Rollcall</title>', 'no-cache'],
      path,
    )
  }
  for (const [method, path] of [
    ['GET', '/assets/gone-1234.js'],
    ['GET', '/api/v1/nothing'],
    ['GET', '/api'],
    ['POST', '/people'],
    ['GET', '/api/'],
    ['PUT', '/api/v1/people'],
  ] as const) {
    const { status, body } = await ask(method, path)
    assert.deepEqual(
      [status, body?.code],
      [path === '/api' ? 200 : 404, path === '/api' ? undefined : 'not_found'],
      path,
    )
  }
})

test('no path leads out of the folder', async () => {
  for (const path of [
    '/../secret.txt',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/..%2f..%2fpackage.json',
    '/assets/%00.js',
    '//etc/passwd.txt',
  ]) {
    // Written as it is: a client that tidies paths would never send them.
    const text = await new Promise<string>((resolve, reject) => {
      const asked = get({ host: '127.0.0.1', port: new URL(url).port, path }, (response) => {
        let all = ''
        response
          .setEncoding('utf8')
          .on('data', (part) => (all += part))
          .on('end', () => resolve(all))
      })
      asked.on('error', reject)
    })
    assert.match(text, /^<!doctype html><title>Rollcall|"code":"not_found"/, path)
  }
})

test('named by their content, files are kept for a year; they travel compressed', async () => {
  const fetchAs = async (encoding: string) => {
    const { headers, body } = await request(`${url}/assets/app-3f2a.js`, { headers: { 'accept-encoding': encoding } })
    return { headers, bytes: Buffer.from(await body.arrayBuffer()) }
  }
  const plain = await fetchAs('identity')
  assert.equal(plain.headers['cache-control'], 'public, max-age=31536000, immutable')
  assert.match(String(plain.headers['content-type']), /^text\/javascript/)
  const [brotli, gzip, refused] = [
    await fetchAs('gzip, br;q=0.9'),
    await fetchAs('gzip'),
    await fetchAs('br;q=0, gzip;q=0'),
  ]
  assert.deepEqual(
    [brotli.headers['content-encoding'], gzip.headers['content-encoding'], refused.headers['content-encoding']],
    ['br', 'gzip', undefined],
  )
  assert.deepEqual(brotliDecompressSync(brotli.bytes), plain.bytes)
  assert.deepEqual(gunzipSync(gzip.bytes), plain.bytes)
  assert.equal(plain.headers['vary'], 'accept-encoding')
})

test('health says that the process lives, readiness what it lacks, metrics what it did', async () => {
  const look = (path: string) => ask('GET', path, { as: 'nobody' })
  assert.equal((await look('/healthz')).status, 200)
  assert.equal((await look('/readyz')).status, 200)
  ready.disk = false
  const lacking = await look('/readyz')
  assert.deepEqual([lacking.status, lacking.body.checks.disk], [503, false])
  assert.equal((await look('/healthz')).status, 200)
  await ask('GET', '/api/v1/people?search=someone')
  const { text } = await look('/metrics')
  assert.match(text, /rollcall_http_request_seconds_count\{method="GET",route="\/api\/v1\/people",status="200"\} 1/)
  assert.match(text, /rollcall_database_connections\{state="idle"\}/)
  assert.doesNotMatch(text, /someone/)
})

test('the documentation needs nothing from elsewhere and no script', async () => {
  const { status, text } = await ask('GET', '/api/docs', { as: 'nobody' })
  assert.equal(status, 200)
  assert.doesNotMatch(text, /<script|src=|href="http|url\(/)
  assert.match(text, /\/api\/v1\/connections\/\{id\}\/launch/)
  assert.equal((await ask('GET', '/api/openapi.json', { as: 'nobody' })).body.openapi, '3.1.0')
})
