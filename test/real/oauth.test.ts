import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, beforeEach, test } from 'node:test'
import { inspect } from 'node:util'
import { systemClock } from '#base/clock.ts'
import { isAppError, type ErrorCode } from '#base/errors.ts'
import { newId } from '#base/ids.ts'
import { createLog } from '#base/log.ts'
import scim from '#connectors/scim/connector.ts'
import { createEgress } from '#egress/client.ts'
import { createLimiter } from '#egress/limits.ts'
import { openCredential } from '#vault/credentials.ts'
import { rootKeyFrom } from '#vault/seal.ts'
import { readTokens } from '#vault/stored-tokens.ts'
import { createVault } from '#vault/vault.ts'
import { testDatabase } from '../helpers/database.ts'
import {
  giveConsent,
  OAUTH_CLIENT,
  REDIRECT_URI,
  startOAuthProvider,
  type OAuthProvider,
} from '../helpers/oauth-provider.ts'

const { db } = await testDatabase()
const rootKey = rootKeyFrom(randomBytes(32))
const lines: string[] = []
const log = createLog('debug', { write: (line) => void lines.push(line) })
const egress = createEgress({ allowNets: '127.0.0.0/8', log })
const vault = createVault({ db, rootKey, clock: systemClock, egress, log })
const limiter = createLimiter({ rate: null, concurrency: 50 })
const method = scim.auth.find(({ id }) => id === 'oauth2')!

let vendor: OAuthProvider
let other: OAuthProvider
before(async () => {
  vendor = await startOAuthProvider()
  other = await startOAuthProvider()
})
after(async () => {
  await egress.close()
  await vendor?.close()
  await other?.close()
})
beforeEach(async () => {
  await db.query('truncate credentials cascade')
  for (const { counts } of [vendor, other])
    Object.assign(counts, { refreshed: 0, refused: {}, ended: 0, calls: 0, unauthorized: 0 })
})

async function stored(at: OAuthProvider = vendor, over: Record<string, string> = {}): Promise<string> {
  const id = newId()
  await db.tx((tx) =>
    vault.storeCredential(tx, {
      id, name: 'n', connector: 'scim', method: 'oauth2', fields: { clientSecret: OAUTH_CLIENT.secret },
      publicFields: { clientId: OAUTH_CLIENT.id, scope: 'openid scim.read', issuer: at.issuer, ...over },
      hosts: [...Object.values(vendor.hosts), ...Object.values(other.hosts)],
    }),
  ) // prettier-ignore
  return id
}

const usedBy = (credentialId: string, at: OAuthProvider = vendor) => ({
  credentialId,
  connector: 'scim',
  method,
  hosts: at.hosts,
})
async function begin(credentialId: string, at: OAuthProvider = vendor) {
  const options = { ...usedBy(credentialId, at), id: newId(), redirectUri: REDIRECT_URI }
  return { ...options, ...(await db.tx((tx) => vault.beginAuthorisation(tx, { ...options, scopes: [] }))) }
}
async function authorised(at: OAuthProvider = vendor): Promise<string> {
  const id = await stored(at)
  const begun = await begin(id, at)
  await vault.completeAuthorisation({ ...begun, answer: await giveConsent(begun.url) })
  return id
}
async function users(credentialId: string, at: OAuthProvider = vendor): Promise<number> {
  const client = await vault.authorise({ ...usedBy(credentialId, at), limiter, log })
  return (await client.request({ host: 'scim', method: 'GET', path: '/Users' })).status
}
/** The newest refresh token, as only the vault can read it. */
async function refreshTokenOf(credentialId: string): Promise<string> {
  const row = await db.one<{ sealed: string; version: number }>(
    'select sealed, version from credential_tokens where credential_id = $1',
    [credentialId],
  )
  const tokens = await readTokens(
    rootKey,
    await openCredential(db, rootKey, credentialId),
    row!.version,
    row!.sealed,
    true,
  )
  return tokens.refresh!.reveal()
}
const refusedAs = (code: ErrorCode) => (error: unknown) => {
  log.error({ error }, 'refused')
  assert.ok(isAppError(error))
  assert.doesNotMatch(inspect(error, { depth: 9 }) + JSON.stringify(error), /canary/)
  return error.code === code
}

test('consent, code and PKCE: the door opens, and opens again after a refresh that rotates', async () => {
  const id = await authorised()
  assert.equal(await users(id), 200)
  const first = await refreshTokenOf(id)
  for (let round = 1; round <= 3; round++) {
    await vendor.expire()
    assert.equal(await users(id), 200)
    assert.equal(vendor.counts.refreshed, round)
  }
  assert.notEqual(await refreshTokenOf(id), first)
  assert.deepEqual([vendor.counts.refused, vendor.counts.ended], [{}, 0])
})

test('the server ends a grant whose old refresh token comes again; then a person is asked for, once', async () => {
  const id = await authorised()
  const stolen = await refreshTokenOf(id)
  await vendor.expire()
  await users(id)
  const thief = await egress.request({
    method: 'POST',
    url: vendor.hosts.token,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${Buffer.from(`${OAUTH_CLIENT.id}:${encodeURIComponent(OAUTH_CLIENT.secret)}`).toString('base64')}`,
    },
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: stolen }).toString(),
  })
  assert.deepEqual([thief.status, vendor.counts.ended], [400, 1])
  const { calls } = vendor.counts
  await assert.rejects(users(id), refusedAs('credential_reconnect'))
  assert.equal(vendor.counts.calls, calls + 1)
  assert.deepEqual(vendor.counts.refused, { invalid_grant: 2 })
  await assert.rejects(users(id), refusedAs('credential_reconnect'))
  assert.deepEqual([vendor.counts.calls, vendor.counts.refused], [calls + 1, { invalid_grant: 2 }])
})

test('a revoked grant is over at the vendor, not only forgotten here', async () => {
  const id = await authorised()
  const refreshToken = await refreshTokenOf(id)
  assert.equal(await vault.revokeGrant(usedBy(id)), 'revoked')
  assert.equal(await vault.hasGrant(db, id), false)
  await assert.rejects(users(id), refusedAs('credential_not_authorised'))
  const again = await egress.request({
    method: 'POST',
    url: vendor.hosts.token,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'refresh_token', refresh_token: refreshToken, client_id: OAUTH_CLIENT.id, client_secret: OAUTH_CLIENT.secret,
    }).toString(),
  }) // prettier-ignore
  assert.equal(again.status, 400)
})

test('an answer with another issuer, or with none, is refused before its code is sent', async () => {
  const id = await stored()
  for (const iss of [other.issuer, `${vendor.issuer}/`, undefined]) {
    const begun = await begin(id)
    const answer = await giveConsent(begun.url)
    if (iss === undefined) answer.delete('iss')
    else answer.set('iss', iss)
    await assert.rejects(vault.completeAuthorisation({ ...begun, answer }), refusedAs('authorisation_issuer_wrong'))
  }
  assert.deepEqual(vendor.counts.refused, {})
})

test('two vendors mixed up: an answer of the one does not complete what was begun at the other', async () => {
  const [mine, theirs] = [await stored(vendor), await stored(other)]
  const [begun, mixed] = [await begin(mine), await begin(theirs, other)]
  const answer = await giveConsent(mixed.url)
  await assert.rejects(vault.completeAuthorisation({ ...begun, answer }), refusedAs('authorisation_state_wrong'))
  // The attacker's server copies our state; its issuer gives it away.
  answer.set('state', new URL(begun.url).searchParams.get('state')!)
  await assert.rejects(vault.completeAuthorisation({ ...begun, answer }), refusedAs('authorisation_issuer_wrong'))
  // The whole answer under the name of the other one: the seal belongs to one set of addresses.
  await assert.rejects(
    vault.completeAuthorisation({ ...begun, hosts: other.hosts, answer }),
    refusedAs('authorisation_state_wrong'),
  )
  assert.deepEqual([vendor.counts.refused, other.counts.refused], [{}, {}])
})

test('a code that was given to somebody else is no use: its verifier is missing here', async () => {
  const [mine, theirs] = [await begin(await stored()), await begin(await stored())]
  const answer = await giveConsent(mine.url)
  answer.set('code', (await giveConsent(theirs.url)).get('code')!)
  await assert.rejects(vault.completeAuthorisation({ ...mine, answer }), refusedAs('authorisation_refused'))
  assert.deepEqual(vendor.counts.refused, { invalid_grant: 1 })
  assert.equal(await vault.hasGrant(db, mine.credentialId), false)
})

test('a code works once: used again, the server ends what it gave for it', async () => {
  const begun = await begin(await stored())
  const answer = await giveConsent(begun.url)
  await vault.completeAuthorisation({ ...begun, answer })
  await assert.rejects(vault.completeAuthorisation({ ...begun, answer }), refusedAs('authorisation_refused'))
  assert.equal(vendor.counts.ended, 1)
  await assert.rejects(users(begun.credentialId), refusedAs('credential_reconnect'))
})

test('a wrong client secret is said to be that', async () => {
  const id = await stored()
  const by = {
    fields: { clientSecret: 'canary-wrong' },
    publicFields: { clientId: OAUTH_CLIENT.id, scope: 'openid', issuer: vendor.issuer },
    hosts: Object.values(vendor.hosts),
  }
  await db.tx((tx) => vault.replaceCredential(tx, id, by))
  const begun = await begin(id)
  await assert.rejects(
    vault.completeAuthorisation({ ...begun, answer: await giveConsent(begun.url) }),
    refusedAs('vendor_unauthorized'),
  )
})

test('client credentials open the same door', async () => {
  const id = newId()
  const clientCredentials = scim.auth.find((one) => one.id === 'client-credentials')!
  await db.tx((tx) =>
    vault.storeCredential(tx, {
      id, name: 'n', connector: 'scim', method: clientCredentials.id, fields: { clientSecret: OAUTH_CLIENT.secret },
      publicFields: { clientId: OAUTH_CLIENT.id, scope: 'scim.read' }, hosts: Object.values(vendor.hosts),
    }),
  ) // prettier-ignore
  const client = await vault.authorise({
    credentialId: id, connector: 'scim', method: clientCredentials, hosts: vendor.hosts, limiter, log,
  }) // prettier-ignore
  assert.equal((await client.request({ host: 'scim', method: 'GET', path: '/Users' })).status, 200)
})

test('no secret is in the log or the database', async () => {
  const id = await authorised()
  const refreshToken = await refreshTokenOf(id)
  const rows = await db.query<{ text: string }>(
    `select credentials::text as text from credentials union all select credential_tokens::text from credential_tokens`,
  )
  const seen = [...lines, ...rows.map(({ text }) => text)]
  assert.ok(lines.length > 0 && rows.length === 2)
  for (const secret of ['canary', refreshToken]) {
    for (const encoding of ['utf8', 'hex', 'base64'] as const) {
      const form = Buffer.from(secret).toString(encoding).slice(0, 20).replace(/=+$/, '')
      for (const text of seen) assert.ok(!text.includes(form), encoding)
    }
  }
})
