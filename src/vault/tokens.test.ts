import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { after, beforeEach, test } from 'node:test'
import { fixedClock } from '#base/clock.ts'
import { AppError, isAppError } from '#base/errors.ts'
import { newId } from '#base/ids.ts'
import { silentLog } from '#base/log.ts'
import { Secret } from '#base/redact.ts'
import { createEgress } from '#egress/client.ts'
import { createLimiter } from '#egress/limits.ts'
import type { ClientCredentialsScheme } from '#kit/auth.ts'
import type { VendorClient } from '#kit/define.ts'
import { testDatabase } from '#test/helpers/database.ts'
import { serveHttp } from '#test/helpers/loopback.ts'
import { createAuthorisedClient } from './client.ts'
import { openCredential, replaceCredential, storeCredential, type OpenCredential } from './credentials.ts'
import { rootKeyFrom } from './seal.ts'
import type { TokenGrant } from './token-answer.ts'
import { createTokens, type Tokens } from './tokens.ts'

const { db } = await testDatabase({ max: 30 })
const rootKey = rootKeyFrom(randomBytes(32))
const egress = createEgress({ allowNets: '127.0.0.0/8', log: silentLog })
after(() => egress.close())
const clock = fixedClock('2026-11-21T10:00:00Z')

beforeEach(() => db.query('truncate credentials cascade'))

const SCHEME: ClientCredentialsScheme = {
  kind: 'oauth2-client-credentials', host: 'auth', path: '/oauth/token', clientIdField: 'id', clientSecretField: 'secret',
  clientAuth: 'basic', body: 'form', prefix: 'Bearer ',
} // prettier-ignore

/** Another process: it shares the database and nothing else. */
const newProcess = (sleep?: (ms: number) => Promise<void>) =>
  createTokens({ db, rootKey, clock, log: silentLog, ...(sleep ? { sleep } : {}) })

async function credentialFor(urls: string[] = ['https://vendor.example']): Promise<OpenCredential> {
  const id = newId()
  await db.tx((tx) =>
    storeCredential(tx, rootKey, {
      id, name: 'n', connector: 'onelogin', method: 'm', fields: { id: 'client id', secret: 's/cr:t' }, publicFields: {}, hosts: urls,
    }),
  ) // prettier-ignore
  return openCredential(db, rootKey, id)
}

/** A token endpoint and an API on one server. A new token ends the one before it. */
async function vendor(options: { expiresIn?: unknown; tokenStatus?: () => number } = {}) {
  const state = { tokens: 0, calls: 0, valid: '', bodies: [] as string[], authorizations: [] as string[] }
  const token = (request: IncomingMessage, response: ServerResponse) => {
    let body = ''
    request
      .on('data', (piece) => (body += piece))
      .on('end', () => {
        state.bodies.push(body)
        state.authorizations.push(request.headers.authorization ?? '')
        state.valid = `token-${++state.tokens}`
        const status = options.tokenStatus?.() ?? 200
        response.writeHead(status, { 'content-type': 'application/json' })
        const { expiresIn } = options
        response.end(
          JSON.stringify({ access_token: state.valid, ...('expiresIn' in options ? { expires_in: expiresIn } : {}) }),
        )
      })
  }
  const server = await serveHttp((request, response) => {
    if (request.url === '/oauth/token') return token(request, response)
    state.calls++
    const isValid = request.headers.authorization === `Bearer ${state.valid}`
    response.writeHead(isValid ? 200 : 401, { 'content-type': 'application/json' }).end('[]')
  })
  return { ...server, state }
}

function clientOf(credential: OpenCredential, url: string, tokens: Tokens, scheme = SCHEME): VendorClient {
  return createAuthorisedClient({
    egress, tokens, credential, scheme, hosts: { auth: url, api: url }, clock, log: silentLog,
    limiter: createLimiter({ rate: null, concurrency: 100 }),
    retry: { random: () => 0, sleep: async () => undefined },
  }) // prettier-ignore
}

const list = (client: VendorClient) => client.request({ host: 'api', method: 'GET', path: '/users' })

test('the client proves itself in the form that its vendor takes', async () => {
  const { url, state } = await vendor()
  const forms: [Partial<ClientCredentialsScheme>, string, string][] = [
    [
      { clientAuth: 'basic', body: 'form' },
      `Basic ${Buffer.from('client+id:s%2Fcr%3At').toString('base64')}`,
      'grant_type=client_credentials',
    ],
    [
      { clientAuth: 'basic', body: 'form', scope: 'a b' },
      `Basic ${Buffer.from('client+id:s%2Fcr%3At').toString('base64')}`,
      'grant_type=client_credentials&scope=a+b',
    ],
    [
      { clientAuth: 'body', body: 'form' },
      '',
      'grant_type=client_credentials&client_id=client+id&client_secret=s%2Fcr%3At',
    ],
    [
      { clientAuth: 'body', body: 'json' },
      '',
      '{"grant_type":"client_credentials","client_id":"client id","client_secret":"s/cr:t"}',
    ],
    [
      { clientAuth: 'onelogin', body: 'json' },
      'client_id:client id, client_secret:s/cr:t',
      '{"grant_type":"client_credentials"}',
    ],
  ]
  for (const [form, authorization, body] of forms) {
    const credential = await credentialFor([url])
    await list(clientOf(credential, url, newProcess(), { ...SCHEME, ...form }))
    assert.deepEqual([state.authorizations.at(-1), state.bodies.at(-1)], [authorization, body])
  }
})

test('a token is kept sealed, and used by every client and process until it is over', async () => {
  const { url, state } = await vendor({ expiresIn: 3600 })
  const credential = await credentialFor([url])
  const client = clientOf(credential, url, newProcess())
  await list(client)
  await list(client)
  await list(clientOf(credential, url, newProcess()))
  assert.deepEqual([state.tokens, state.calls], [1, 3])
  const row = await db.one<{ text: string; until: Date }>(
    'select credential_tokens::text as text, expires_at as until from credential_tokens',
  )
  assert.doesNotMatch(row!.text, /token-1/)
  // A minute early.
  assert.equal(row!.until.toISOString(), '2026-11-21T10:59:00.000Z')

  clock.advance(59 * 60_000 - 1)
  await list(client)
  assert.equal(state.tokens, 1)
  clock.advance(1)
  await list(client)
  assert.deepEqual([state.tokens, state.calls], [2, 5])
  clock.set('2026-11-21T10:00:00Z')
})

test('when a token dies in the middle, it is refreshed once and the same request goes out again', async () => {
  const { url, state } = await vendor({ expiresIn: 3600 })
  const client = clientOf(await credentialFor([url]), url, newProcess())
  await list(client)
  state.valid = 'revoked'
  assert.equal((await list(client)).status, 200)
  assert.deepEqual([state.tokens, state.calls], [2, 3])
})

test('when a token dies under fifty requests of two processes, the vendor is asked for one', async () => {
  for (let round = 0; round < 5; round++) {
    const { url, state } = await vendor({ expiresIn: 3600 })
    const credential = await credentialFor([url])
    const impatient = () => newProcess(() => new Promise((resolve) => void setImmediate(resolve)))
    const clients = [clientOf(credential, url, impatient()), clientOf(credential, url, impatient())]
    await Promise.all(clients.map(list))
    assert.equal(state.tokens, 1)
    state.valid = 'revoked'
    await Promise.all(Array.from({ length: 50 }, (_, index) => list(clients[index % 2]!)))
    assert.equal(state.tokens, 2)
    assert.ok(state.calls <= 2 + 50 + 50)
  }
})

test('a token that is refused while brand new is not replaced by another', async () => {
  const { url, state } = await vendor({ expiresIn: 3600 })
  const client = clientOf(await credentialFor([url]), url, newProcess())
  const server = await serveHttp((_request, response) => response.writeHead(401).end())
  const refusing = createAuthorisedClient({
    egress, tokens: newProcess(), credential: await credentialFor([url, server.url]), scheme: SCHEME,
    hosts: { auth: url, api: server.url }, clock, log: silentLog, limiter: createLimiter({ rate: null, concurrency: 1 }),
  }) // prettier-ignore
  await assert.rejects(list(refusing), (error) => isAppError(error, 'vendor_unauthorized'))
  assert.deepEqual([state.tokens, server.requests.length], [1, 1])
  // A kept one is replaced once; the second refusal is final.
  await assert.rejects(list(refusing), (error) => isAppError(error, 'vendor_unauthorized'))
  assert.deepEqual([state.tokens, server.requests.length], [2, 3])
  await list(client)
})

test('a client that the vendor does not know is refused, not retried', async () => {
  for (const code of [400, 401]) {
    const { url, state } = await vendor({ tokenStatus: () => code })
    const client = clientOf(await credentialFor([url]), url, newProcess())
    await assert.rejects(list(client), (error) => isAppError(error, 'vendor_unauthorized'))
    assert.deepEqual([state.tokens, state.calls], [1, 0])
  }
})

test('a token endpoint that fails for a moment is asked again, and the lease does not stand in the way', async () => {
  let failures = 2
  const { url, state } = await vendor({ tokenStatus: () => (failures-- > 0 ? 503 : 200) })
  await list(clientOf(await credentialFor([url]), url, newProcess()))
  assert.equal(state.tokens, 3)
})

test('however a vendor writes the lifetime, the token is used as long as it lives', async () => {
  const forms: [unknown, string | null][] = [
    [3600, '2026-11-21T10:59:00.000Z'],
    ['3600', '2026-11-21T10:59:00.000Z'],
    [60, '2026-11-21T10:00:54.000Z'],
    [2, '2026-11-21T10:00:01.000Z'],
    [0, null],
    [-1, null],
    ['soon', null],
    [null, null],
    [undefined, null],
  ]
  for (const [expiresIn, until] of forms) {
    const { url, state } = await vendor({ expiresIn })
    const client = clientOf(await credentialFor([url]), url, newProcess())
    await list(client)
    await list(client)
    assert.equal(state.tokens, 1, String(expiresIn))
    const row = await db.one<{ until: Date | null }>(
      'select expires_at as until from credential_tokens order by ctid desc limit 1',
    )
    assert.equal(row!.until?.toISOString() ?? null, until, String(expiresIn))
  }
})

test('a token that the vendor made earlier lives only for the rest, by the clock of the vendor', async () => {
  const server = await serveHttp((request, response) => {
    response.setHeader('content-type', 'application/json')
    // The vendor's clock is a day ahead of ours, and its token half an hour old.
    response.setHeader('date', 'Sun, 22 Nov 2026 10:30:00 GMT')
    response.end(
      request.url === '/oauth/token'
        ? '{"access_token":"t","expires_in":3600,"created_at":"2026-11-22T10:00:00Z"}'
        : '[]',
    )
  })
  await list(clientOf(await credentialFor([server.url]), server.url, newProcess()))
  const row = await db.one<{ until: Date }>('select expires_at as until from credential_tokens')
  assert.equal(row!.until.toISOString(), '2026-11-21T10:29:00.000Z')
})

test('an answer without a usable token is a bad response', async () => {
  for (const body of [
    '{}',
    '{"access_token":""}',
    '{"access_token":5}',
    '{"access_token":"a b"}',
    '{"access_token":"a\\r\\nb"}',
    '[]',
    '<html>',
    '{"ok":false}',
  ]) {
    const server = await serveHttp((_request, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(body),
    )
    const client = clientOf(await credentialFor([server.url]), server.url, newProcess())
    await assert.rejects(list(client), (error) => isAppError(error, 'vendor_bad_response'), body)
  }
})

const grant = (token: string): TokenGrant => ({
  accessToken: new Secret(token),
  usableMs: 3_600_000,
  refreshToken: null,
  refreshEndsMs: null,
  scopes: null,
})

test('while one process asks, another waits and takes what the first one got', async () => {
  const credential = await credentialFor()
  const { promise: answered, resolve: answer } = Promise.withResolvers<TokenGrant>()
  const { promise: asking, resolve: asked } = Promise.withResolvers<void>()
  const first = newProcess().get(credential, undefined, () => {
    asked()
    return answered
  })
  await asking
  let polls = 0
  const second = newProcess(async () => {
    // Not before the second one has seen the lease more than once.
    if (++polls === 3) {
      answer(grant('one'))
      await first
    }
  }).get(credential, undefined, () => assert.fail('asked twice'))
  const [one, two] = await Promise.all([first, second])
  assert.deepEqual([one.value.reveal(), two.value.reveal(), one.version, two.version], ['one', 'one', 1, 1])
  assert.equal(polls, 3)
})

test('a process that slept through its lease neither saves its token nor ends the lease of the next', async () => {
  const credential = await credentialFor()
  const { promise: answered, resolve: answer } = Promise.withResolvers<TokenGrant>()
  const { promise: asking, resolve: asked } = Promise.withResolvers<void>()
  const { promise: missed, resolve: miss } = Promise.withResolvers<void>()
  const { promise: done, resolve: finish } = Promise.withResolvers<void>()
  const sleeper = newProcess(() => {
    miss()
    return done
  }).get(credential, undefined, () => {
    asked()
    return answered
  })
  await asking
  await db.query(`update credential_tokens set lease_until = now() - interval '1 second'`)
  let seenByNext: unknown
  const next = await newProcess().get(credential, undefined, async () => {
    // The sleeper wakes up while the next one is asking: its save must miss, and the lease must stay.
    answer(grant('late'))
    await missed
    seenByNext = await db.one('select sealed, version, lease_owner is not null as held from credential_tokens')
    return grant('right')
  })
  assert.deepEqual(seenByNext, { sealed: '', version: 0, held: true })
  finish()
  assert.equal(next.value.reveal(), 'right')
  assert.equal((await sleeper).value.reveal(), 'right')
  assert.equal((await newProcess().get(credential, undefined, () => assert.fail('asked'))).value.reveal(), 'right')
})

test('a process that dies holding the lease blocks nobody for longer than the lease', async () => {
  const credential = await credentialFor()
  await db.query(
    `insert into credential_tokens (credential_id, sealed, version, lease_owner, lease_until) values ($1, '', 0, 'dead', now() + interval '60 seconds')`,
    [credential.id],
  )
  let polls = 0
  const token = await newProcess(async () => {
    if (++polls === 2) await db.query(`update credential_tokens set lease_until = now() - interval '1 second'`)
  }).get(credential, undefined, async () => grant('mine'))
  assert.equal(token.value.reveal(), 'mine')
  assert.equal(polls, 2)
})

test('a failed request gives the lease back, so that the next one need not wait', async () => {
  const credential = await credentialFor()
  const tokens = newProcess(() => assert.fail('waited'))
  await assert.rejects(
    tokens.get(credential, undefined, () => Promise.reject(new AppError('vendor_unavailable'))),
    (error) => isAppError(error, 'vendor_unavailable'),
  )
  assert.equal((await tokens.get(credential, undefined, async () => grant('second try'))).value.reveal(), 'second try')
})

test('a stored token that was moved, altered, or fetched with the replaced secret is not used', async () => {
  const credential = await credentialFor()
  const other = await credentialFor()
  const tokens = newProcess()
  await tokens.get(credential, undefined, async () => grant('mine'))
  await tokens.get(other, undefined, async () => grant('theirs'))
  await db.query(
    `update credential_tokens set sealed = (select sealed from credential_tokens where credential_id = $2) where credential_id = $1`,
    [credential.id, other.id],
  )
  assert.equal((await tokens.get(credential, undefined, async () => grant('again'))).value.reveal(), 'again')

  type Kept = { sealed: string; version: number }
  const kept = await db.one<Kept>('select sealed, version from credential_tokens where credential_id = $1', [
    credential.id,
  ])
  const by = { fields: { id: 'a', secret: 'b' }, publicFields: {}, hosts: ['https://vendor.example'] }
  await db.tx((tx) => replaceCredential(tx, rootKey, credential.id, by))
  await db.query('insert into credential_tokens (credential_id, sealed, version) values ($1, $2, $3)', [
    credential.id,
    kept!.sealed,
    kept!.version,
  ])
  const replaced = await openCredential(db, rootKey, credential.id)
  assert.equal(
    (await newProcess().get(replaced, undefined, async () => grant('with the new secret'))).value.reveal(),
    'with the new secret',
  )
})
