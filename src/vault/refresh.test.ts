import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, beforeEach, test } from 'node:test'
import { inspect } from 'node:util'
import { fixedClock } from '#base/clock.ts'
import { AppError, isAppError } from '#base/errors.ts'
import { newId } from '#base/ids.ts'
import { createLog } from '#base/log.ts'
import { Secret } from '#base/redact.ts'
import { createEgress } from '#egress/client.ts'
import { createLimiter } from '#egress/limits.ts'
import type { OAuthCodeScheme } from '#kit/auth.ts'
import type { VendorClient } from '#kit/define.ts'
import { testDatabase } from '#test/helpers/database.ts'
import { serveHttp } from '#test/helpers/loopback.ts'
import { rotatingVendor as vendor } from '#test/helpers/rotating-vendor.ts'
import { createAuthorisedClient } from './client.ts'
import { openCredential, storeCredential, type OpenCredential } from './credentials.ts'
import { rootKeyFrom } from './seal.ts'
import { readTokens } from './stored-tokens.ts'
import { TOKEN_LIMITS } from './token-answer.ts'
import { createTokens, type Tokens } from './tokens.ts'

const { db } = await testDatabase({ max: 30 })
const rootKey = rootKeyFrom(randomBytes(32))
const lines: string[] = []
const log = createLog('debug', { write: (line) => void lines.push(line) })
const egress = createEgress({ allowNets: '127.0.0.0/8', log })
after(() => egress.close())
const clock = fixedClock('2026-11-21T10:00:00Z')

beforeEach(() => db.query('truncate credentials cascade'))

const SCHEME: OAuthCodeScheme = {
  kind: 'oauth2-code', authorize: { host: 'auth', path: '/authorize' }, token: { host: 'auth', path: '/token' },
  clientIdField: 'id', clientSecretField: 'secret', clientAuth: 'body', pkce: true, scopeSeparator: ' ', prefix: 'Bearer ',
} // prettier-ignore

/** Another process: it shares the database and nothing else. */
const newProcess = (options: { sleep?: (ms: number) => Promise<void>; monotonic?: () => number } = {}) =>
  createTokens({
    db,
    rootKey,
    clock,
    log,
    sleep: () => new Promise((resolve) => void setImmediate(resolve)),
    ...options,
  })

async function credentialFor(urls: string[] = ['https://vendor.example']): Promise<OpenCredential> {
  const id = newId()
  await db.tx((tx) =>
    storeCredential(tx, rootKey, {
      id, name: 'n', connector: 'acme', method: 'm', fields: { secret: 'canary-s' }, publicFields: { id: 'client' }, hosts: urls,
    }),
  ) // prettier-ignore
  return openCredential(db, rootKey, id)
}

const grant = (access: string, refresh: string | null, usableMs: number | null = 3_600_000) => ({
  accessToken: new Secret(access),
  usableMs,
  refreshToken: refresh === null ? null : new Secret(refresh),
  refreshEndsMs: null,
  scopes: null,
})

/** A credential that was just authorised. */
async function granted(url?: string, given = grant('canary-a0', 'canary-r0')): Promise<OpenCredential> {
  const credential = await credentialFor(url === undefined ? undefined : [url])
  await db.tx((tx) => newProcess().saveGrant(tx, credential, given, {}))
  return credential
}

function clientOf(credential: OpenCredential, url: string, tokens: Tokens = newProcess(), tries = 5): VendorClient {
  return createAuthorisedClient({
    egress, tokens, credential, scheme: SCHEME, hosts: { auth: url, api: url }, clock, log,
    limiter: createLimiter({ rate: null, concurrency: 100 }),
    retry: { tries, random: () => 0, sleep: async () => undefined },
  }) // prettier-ignore
}

const list = (client: VendorClient) => client.request({ host: 'api', method: 'GET', path: '/users' })
const isOver = (error: unknown) => isAppError(error, 'credential_reconnect') && error.recovery === 'reconnect'

/** The stored tokens as the vault would read them. */
async function kept(credential: OpenCredential) {
  const row = await db.one<{ sealed: string; version: number }>(
    'select sealed, version from credential_tokens where credential_id = $1',
    [credential.id],
  )
  const { access, refresh } = await readTokens(rootKey, credential, row!.version, row!.sealed, true)
  return { access: access.reveal(), refresh: refresh?.reveal(), version: row!.version }
}

test('the new refresh token is saved before the new access token is used', async () => {
  let credential: OpenCredential | undefined
  const seen: unknown[] = []
  const { url, state } = await vendor({ onCall: async () => void seen.push(await kept(credential!)) })
  credential = await granted(url)
  state.expire()
  await list(clientOf(credential, url))
  assert.deepEqual(seen, [
    { access: 'canary-a0', refresh: 'canary-r0', version: 1 },
    { access: 'canary-a1', refresh: 'canary-r1', version: 2 },
  ])
  assert.deepEqual(state.sent, ['canary-r0'])
})

test('a refresh token that the vendor leaves out goes on', async () => {
  const { url, state } = await vendor({ rotates: false })
  const credential = await granted(url)
  for (let round = 1; round <= 3; round++) {
    state.expire()
    await list(clientOf(credential, url))
    assert.deepEqual(await kept(credential), { access: `canary-a${round}`, refresh: 'canary-r0', version: round + 1 })
  }
  assert.deepEqual(state.sent, ['canary-r0', 'canary-r0', 'canary-r0'])
})

test('however the vendor writes the lifetime, a token is refreshed when it is over and not before', async () => {
  for (const [lifetime, isTimed] of [[3600, true], ['3600', true], [undefined, false], [0, false], [-1, false]] as const) {
    const { url, state } = await vendor({ answer: { expires_in: lifetime } })
    const credential = await granted(url, grant('canary-a0', 'canary-r0', 0))
    const client = clientOf(credential, url)
    await list(client)
    await list(client)
    assert.equal(state.sent.length, 1, String(lifetime))
    clock.advance(3_600_000)
    await list(client)
    assert.equal(state.sent.length, isTimed ? 2 : 1, String(lifetime))
    state.expire()
    await list(client)
    assert.equal(state.sent.length, isTimed ? 3 : 2, String(lifetime))
    assert.equal(state.reused, 0)
  }
}) // prettier-ignore

test('when the answer to a refresh is lost, the old token is tried once more, and then the connection wants a person', async () => {
  const { url, state } = await vendor({ instead: (response) => Boolean(response.socket?.destroy()) })
  const credential = await granted(url)
  state.expire()
  await assert.rejects(list(clientOf(credential, url)), isOver)
  assert.deepEqual([state.sent, state.calls], [['canary-r0', 'canary-r0'], 2])
  // From now on nobody asks in vain, in whatever process.
  await assert.rejects(list(clientOf(credential, url)), isOver)
  assert.deepEqual([state.sent.length, state.calls], [2, 2])
})

test('a vendor that does not rotate forgives a lost answer', async () => {
  const { url, state } = await vendor({
    rotates: false,
    instead: (response, nth) => nth === 1 && Boolean(response.socket?.destroy()),
  })
  const credential = await granted(url)
  state.expire()
  await list(clientOf(credential, url))
  assert.deepEqual(state.sent, ['canary-r0', 'canary-r0'])
})

test('a token endpoint that is down for a moment costs no grant', async () => {
  const { url, state } = await vendor({
    rotates: false,
    instead: (response, nth) => nth < 4 && Boolean(response.writeHead(503).end('canary')),
  })
  const credential = await granted(url)
  state.expire()
  await list(clientOf(credential, url))
  assert.equal(state.sent.length, 4)
})

test('a revoked grant is told after two calls, stops that connection alone, and a new authorisation mends it', async () => {
  const { url, state } = await vendor()
  const other = await vendor()
  const credential = await granted(url)
  state.isRevoked = true
  await assert.rejects(list(clientOf(credential, url)), isOver)
  assert.deepEqual([state.calls, state.sent.length], [1, 1])
  const tokens = newProcess()
  await assert.rejects(tokens.requireGrant(credential), isOver)
  await assert.rejects(list(clientOf(credential, url, tokens)), isOver)
  assert.deepEqual([state.calls, state.sent.length], [1, 1])
  await list(clientOf(await granted(other.url), other.url))

  state.isRevoked = false
  await db.tx((tx) => tokens.saveGrant(tx, credential, grant(state.access, state.refresh), {}))
  await list(clientOf(credential, url, tokens))
  assert.equal(state.calls, 2)
})

test('a grant without a refresh token is used until the vendor refuses it, and may be taken again', async () => {
  const { url, state } = await vendor()
  const credential = await granted(url, grant('canary-a0', null, null))
  await list(clientOf(credential, url))
  state.expire()
  await assert.rejects(list(clientOf(credential, url)), isOver)
  assert.equal(state.sent.length, 0)
  // The vendor was not asked whether the grant is over, so one wrong 401 does not end it.
  state.access = 'canary-a0'
  await list(clientOf(credential, url))
})

test('a wrong client secret is no lost grant', async () => {
  const server = await serveHttp((request, response) => {
    const isToken = request.url === '/token'
    response.writeHead(401, { 'content-type': 'application/json' }).end(isToken ? '{"error":"invalid_client"}' : '[]')
  })
  const credential = await granted(server.url)
  for (let round = 0; round < 2; round++) {
    await assert.rejects(list(clientOf(credential, server.url)), (error) => isAppError(error, 'vendor_unauthorized'))
  }
  await newProcess().requireGrant(credential)
})

test('a vendor that says in its own words, even inside a 200, that a grant is over is understood', async () => {
  for (const [status, body] of [
    [200, '{"ok":false,"error":"invalid_refresh_token"}'],
    [200, '{"ok":false,"error":"token_revoked"}'],
    [200, '{"error":"bad_refresh_token","error_description":"canary"}'],
    [401, '{"error":"expired_token"}'],
  ] as const) {
    let asked = 0
    const server = await serveHttp((request, response) => {
      const isToken = request.url === '/token'
      if (isToken) asked++
      response.writeHead(isToken ? status : 401, { 'content-type': 'application/json' }).end(isToken ? body : '[]')
    })
    const credential = await granted(server.url)
    await assert.rejects(list(clientOf(credential, server.url)), isOver, body)
    await assert.rejects(newProcess().requireGrant(credential), isOver, body)
    assert.equal(asked, 1)
  }
})

test('whoever loses a race reads again before believing that the grant is over', async () => {
  const credential = await granted()
  const { promise: refused, resolve: refuse } = Promise.withResolvers<void>()
  const { promise: asking, resolve: asked } = Promise.withResolvers<void>()
  const loser = newProcess().refreshed(credential, 1, async (token) => {
    assert.equal(token.reveal(), 'canary-r0')
    asked()
    await refused
    throw new AppError('credential_reconnect')
  })
  await asking
  // It sleeps so long that its lease ends; another process takes the refresh token that it has sent.
  await db.query(`update credential_tokens set lease_until = now() - interval '1 second'`)
  const winner = await newProcess().refreshed(credential, 1, async () => grant('canary-a1', 'canary-r1'))
  refuse()
  assert.deepEqual([(await loser).value.reveal(), winner.value.reveal()], ['canary-a1', 'canary-a1'])
  await newProcess().requireGrant(credential)
})

test('a refusal that comes while another process holds the lease is not believed either', async () => {
  const credential = await granted()
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
  const { promise: refused, resolve: refuse } = Promise.withResolvers<void>()
  const { promise: asking, resolve: asked } = Promise.withResolvers<void>()
  const loser = newProcess({
    // It waits for the other one, which may now finish.
    sleep: async () => {
      answer()
      await winner
    },
  }).refreshed(credential, 1, async () => {
    asked()
    await refused
    throw new AppError('credential_reconnect')
  })
  await asking
  await db.query(`update credential_tokens set lease_until = now() - interval '1 second'`)
  const winner = newProcess().refreshed(credential, 1, async () => {
    refuse()
    await answered
    return grant('canary-a1', 'canary-r1')
  })
  assert.deepEqual([(await loser).value.reveal(), (await winner).value.reveal()], ['canary-a1', 'canary-a1'])
})

test('a process that was stopped between its lease and its request does not send the refresh token', async () => {
  const credential = await granted()
  // The first lease was taken half a minute ago when the request would go out.
  const times = [0, 30_000]
  const sent: string[] = []
  const tokens = newProcess({ monotonic: () => times.shift() ?? 30_001 })
  await tokens.refreshed(credential, 1, async (token) => {
    assert.equal(times.length, 0)
    const lease = await db.one<{ left: number }>(
      'select extract(epoch from lease_until - now())::int as left from credential_tokens',
    )
    assert.ok(lease!.left * 1000 > TOKEN_LIMITS.timeouts.totalMs, 'the lease outlives the request')
    sent.push(token.reveal())
    return grant('canary-a1', 'canary-r1')
  })
  assert.deepEqual(sent, ['canary-r0'])
})

test('a stalled token server never has two sends of one refresh token in flight', async () => {
  let answer: (() => void) | undefined
  const { promise: stalled, resolve: stall } = Promise.withResolvers<void>()
  const { url, state } = await vendor({
    instead: (_response, _nth, send) => {
      answer = send
      stall()
      return true
    },
  })
  const credential = await granted(url)
  state.expire()
  let polls = 0
  const waiting = newProcess({
    sleep: async () => {
      if (++polls === 5) answer!()
      await new Promise((resolve) => void setImmediate(resolve))
    },
  })
  const first = list(clientOf(credential, url))
  await stalled
  await Promise.all([first, ...Array.from({ length: 20 }, () => list(clientOf(credential, url, waiting)))])
  assert.ok(polls >= 5)
  assert.deepEqual([state.sent, state.mostInFlight, state.reused], [['canary-r0'], 1, 0])
})

test('fifty tasks in each of two processes that meet an expiry refresh once, hundreds of times', async () => {
  const { url, state } = await vendor()
  const credential = await granted(url)
  const clients = [clientOf(credential, url, newProcess()), clientOf(credential, url, newProcess())]
  const rounds = 100
  for (let round = 0; round < rounds; round++) {
    state.expire()
    await Promise.all(Array.from({ length: 100 }, (_, at) => list(clients[at % 2]!)))
  }
  assert.deepEqual([state.sent.length, state.reused, state.mostInFlight], [rounds, 0, 1])
})

test('no secret is in any log line or error', async () => {
  const { url, state } = await vendor({ instead: (response) => Boolean(response.socket?.destroy()) })
  const credential = await granted(url)
  state.expire()
  await assert.rejects(list(clientOf(credential, url)), (error) => {
    assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error), /canary/)
    return true
  })
  assert.ok(lines.length > 5)
  for (const line of lines) assert.doesNotMatch(line, /canary|Y2FuYXJ5/)
})
