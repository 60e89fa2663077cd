import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, test } from 'node:test'
import { inspect } from 'node:util'
import { fixedClock } from '#base/clock.ts'
import { isAppError, type AppError } from '#base/errors.ts'
import { newId } from '#base/ids.ts'
import { createLog, silentLog } from '#base/log.ts'
import { createEgress } from '#egress/client.ts'
import { createLimiter } from '#egress/limits.ts'
import type { AuthScheme } from '#kit/auth.ts'
import { testDatabase } from '#test/helpers/database.ts'
import { answering, ok, serveTcp, status } from '#test/helpers/loopback.ts'
import { createAuthorisedClient } from './client.ts'
import { openCredential } from './credentials.ts'
import { rootKeyFrom } from './seal.ts'
import { createTokens } from './tokens.ts'
import { createVault } from './vault.ts'

const { db } = await testDatabase()
const rootKey = rootKeyFrom(randomBytes(32))
const clock = fixedClock('2026-11-21T10:00:00Z')
const limiter = createLimiter({ rate: null, concurrency: 50 })
const tokens = createTokens({ db, rootKey, clock, log: silentLog })
const BEARER: AuthScheme = { kind: 'header', header: 'Authorization', prefix: 'Bearer ', field: 'token' }

test('no error, log line or object that comes out of the vault shows a secret', async () => {
  const CANARY = 'canary7f3a9c'
  const forms = [
    CANARY,
    Buffer.from(CANARY).toString('hex'),
    Buffer.from(CANARY).toString('base64'),
    Buffer.from(`x:${CANARY}`).toString('base64').slice(4, 16),
    encodeURIComponent(CANARY),
  ]
  const lines: string[] = []
  const log = createLog('debug', { write: (line) => lines.push(line) })
  const loud = createEgress({ allowNets: '127.0.0.0/8', log })
  after(() => loud.close())
  const vendors = {
    reset: await serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy())),
    noise: await serveTcp((socket) => socket.once('data', (data) => socket.end(data))),
    unauthorized: await answering([status(401)]),
    broken: await answering([status(500)]),
    limited: await answering([status(429, { 'retry-after': '3600' })]),
    moved: await answering([
      (response, request) => void response.writeHead(302, { location: `http://127.0.0.9/?${request.url}` }).end(),
    ]),
    blocked: { url: 'http://10.0.0.1' },
    fine: await answering([ok]),
  }
  // prettier-ignore
  const schemes: AuthScheme[] = [
    BEARER,
    { kind: 'query', param: 'sig', field: 'token' },
    { kind: 'basic', username: 'token', password: 'token' },
    {
      kind: 'oauth2-client-credentials',
      host: 'api',
      path: '/token',
      clientIdField: 'token',
      clientSecretField: 'token',
      clientAuth: 'onelogin',
      body: 'json',
      prefix: 'Bearer ',
    },
    {
      kind: 'oauth2-client-credentials',
      host: 'api',
      path: '/token',
      clientIdField: 'token',
      clientSecretField: 'token',
      clientAuth: 'body',
      body: 'form',
      prefix: 'Bearer ',
    },
    {
      kind: 'aws-sigv4', accessKeyIdField: 'token', secretAccessKeyField: 'token', sessionTokenField: 'token', regionField: 'token',
      serviceField: 'token',
    },
    {
      kind: 'session', login: { host: 'api', path: '/login' }, usernameField: 'token', passwordField: 'token', body: 'form',
      usernameParam: 'token', passwordParam: 'token', header: 'authorization', prefix: '',
    },
  ]
  const shown: string[] = []
  const show = (value: unknown) =>
    void shown.push(
      inspect(value, { depth: 20, showHidden: true, getters: true }),
      JSON.stringify(value) ?? '',
      String(value),
    )
  const vault = createVault({ db, rootKey, clock, egress: loud, log })
  show(vault)
  for (const scheme of schemes) {
    for (const { url } of Object.values(vendors)) {
      const id = newId()
      await db.tx((tx) =>
        vault.storeCredential(tx, {
          id,
          name: 'n',
          connector: 'c',
          method: 'm',
          fields: { token: CANARY },
          publicFields: {},
          hosts: [url],
        }),
      )
      const credential = await openCredential(db, rootKey, id)
      const client = createAuthorisedClient({
        egress: loud, tokens, credential, scheme, hosts: { api: url }, limiter, log, clock,
        retry: { tries: 2, random: () => 0, sleep: async () => undefined },
      }) // prettier-ignore
      show(client)
      try {
        show(await client.request({ host: 'api', method: 'GET', path: '/users' }))
      } catch (error) {
        show(error)
        log.error({ error, credential, client }, 'a request failed')
        assert.ok(isAppError(error), String((error as AppError).stack))
      }
    }
  }
  assert.ok(shown.length > 100 && lines.length > 30)
  for (const text of [...shown, ...lines])
    for (const form of forms) assert.ok(!text.includes(form), text.slice(0, 2_000))
})
