import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, beforeEach, test } from 'node:test'
import { fixedClock } from '#base/clock.ts'
import { newId } from '#base/ids.ts'
import { silentLog } from '#base/log.ts'
import { createEgress } from '#egress/client.ts'
import { createLimiter } from '#egress/limits.ts'
import { testDatabase } from '#test/helpers/database.ts'
import { oauthConnector } from '#test/helpers/oauth-vendor.ts'
import { serveHttp } from '#test/helpers/loopback.ts'
import { rootKeyFrom } from './seal.ts'
import { createVault } from './vault.ts'

const { db } = await testDatabase()
const clock = fixedClock('2026-11-21T10:00:00Z')
const egress = createEgress({ allowNets: '127.0.0.0/8', log: silentLog, clock })
const vault = createVault({ db, rootKey: rootKeyFrom(randomBytes(32)), clock, egress, log: silentLog })
after(() => egress.close())

/** What the token endpoint adds to its next answers. */
const vendor = { answer: {} as Record<string, unknown>, nth: 0 }
const server = await serveHttp((request, response) => {
  const { pathname } = new URL(request.url!, 'http://vendor')
  const json = (status: number, body: object) =>
    // The vendor's clock is ours.
    response
      .writeHead(status, { 'content-type': 'application/json', date: clock.now().toUTCString() })
      .end(JSON.stringify(body))
  request.resume()
  if (pathname === '/token')
    return json(200, { access_token: `a${++vendor.nth}`, token_type: 'bearer', ...vendor.answer })
  return json(request.headers.authorization === `Bearer a${vendor.nth}` ? 200 : 401, {})
})

beforeEach(async () => {
  await db.query('truncate credentials cascade')
  clock.set(new Date('2026-11-21T10:00:00Z'))
})

const day = 24 * 60 * 60

const connector = oauthConnector('acme')
const method = connector.auth[0]!
const hosts = { api: server.url }

/** Authorises a credential; `answer` is what the vendor tells with its first tokens. */
async function authorised(answer: Record<string, unknown>): Promise<string> {
  const credentialId = newId()
  await db.tx((tx) =>
    vault.storeCredential(tx, {
      id: credentialId, name: 'n', connector: 'acme', method: method.id, fields: { clientSecret: 's' },
      publicFields: { clientId: 'c' }, hosts: [server.url],
    }),
  ) // prettier-ignore
  const used = { credentialId, connector: 'acme', method, hosts, id: newId(), redirectUri: 'https://r.example/cb' }
  const { url, sealed } = await db.tx((tx) => vault.beginAuthorisation(tx, { ...used, scopes: [] }))
  vendor.answer = answer
  const state = new URL(url).searchParams.get('state')!
  await vault.completeAuthorisation({ ...used, sealed, answer: new URLSearchParams({ state, code: 'x' }) })
  return credentialId
}

async function refreshed(credentialId: string, answer: Record<string, unknown>): Promise<void> {
  vendor.answer = answer
  await db.query(`update credential_tokens set expires_at = $1`, [new Date(clock.now().getTime() - 1)])
  const limiter = createLimiter({ rate: null, concurrency: 1 })
  const client = await vault.authorise({ credentialId, connector: 'acme', method, hosts, limiter, log: silentLog })
  await client.request({ host: 'api', method: 'GET', path: '/users' })
}

const expiry = async (): Promise<string | undefined> =>
  (await db.one<{ at: Date | null }>('select expires_at as at from credentials'))!.at?.toISOString()

test('F26: the end of a consent is what the vendor tells, in whichever form; null where it tells none', async () => {
  const later = '2026-11-22T10:00:00.000Z'
  const seconds = Date.parse(later) / 1000
  for (const [told, expected] of [
    [{ refresh_token_expires_in: day }, later],
    [{ refresh_token_expires_in: String(day) }, later],
    [{ refresh_expires_in: day }, later],
    [{ x_refresh_token_expires_in: day }, later],
    [{ refresh_token_expires_at: later }, later],
    [{ refresh_token_expires_at: seconds }, later],
    [{ refresh_token_expires_at: seconds * 1000 }, later],
    [{ refresh_expires_at: String(seconds) }, later],
    [{ refresh_expires_in: 0 }, undefined],
    [{ refresh_token_expires_in: 'never' }, undefined],
    [{ refresh_token_expires_at: '2020-01-01T00:00:00Z' }, undefined],
    [{}, undefined],
  ] as const) {
    await db.query('truncate credentials cascade')
    await authorised({ refresh_token: 'r', expires_in: 3600, ...told })
    assert.equal(await expiry(), expected, JSON.stringify(told))
  }
})

test('F26: a token without one that renews it ends with itself', async () => {
  await authorised({ expires_in: 60 * day })
  // A minute early, as the token is given up.
  assert.equal(await expiry(), new Date(clock.now().getTime() + 60 * day * 1000 - 60_000).toISOString())
  await db.query('truncate credentials cascade')
  await authorised({})
  assert.equal(await expiry(), undefined)
})

const inDays = (days: number) => new Date(clock.now().getTime() + days * day * 1000).toISOString()

test('F26: a refresh moves the end when the vendor gives a new one, and keeps it when it gives nothing new', async () => {
  const id = await authorised({ refresh_token: 'r0', expires_in: 3600, refresh_token_expires_in: 30 * day })
  const first = inDays(30)
  assert.equal(await expiry(), first)
  clock.advance(day * 1000)
  await refreshed(id, { expires_in: 3600 })
  assert.equal(await expiry(), first, 'the old refresh token goes on')
  await refreshed(id, { expires_in: 3600, refresh_token: 'r1', refresh_token_expires_in: 30 * day })
  assert.equal(await expiry(), inDays(30))
  await refreshed(id, { expires_in: 3600, refresh_token_expires_in: 10 * day })
  assert.equal(await expiry(), inDays(10), 'told anew of the old one')
  await refreshed(id, { expires_in: 3600, refresh_token: 'r2' })
  assert.equal(await expiry(), undefined, 'of the new one nothing is known')
})
