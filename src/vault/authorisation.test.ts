import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, beforeEach, test } from 'node:test'
import { inspect } from 'node:util'
import { fixedClock } from '#base/clock.ts'
import { isAppError, type ErrorCode } from '#base/errors.ts'
import { newId } from '#base/ids.ts'
import { createLog } from '#base/log.ts'
import { createEgress } from '#egress/client.ts'
import { createLimiter } from '#egress/limits.ts'
import type { AuthMethod, OAuthCodeScheme } from '#kit/auth.ts'
import { testDatabase } from '#test/helpers/database.ts'
import { serveHttp } from '#test/helpers/loopback.ts'
import { rootKeyFrom } from './seal.ts'
import { createVault, type AuthorisationOptions } from './vault.ts'

const { db } = await testDatabase()
const rootKey = rootKeyFrom(randomBytes(32))
const lines: string[] = []
const log = createLog('debug', { write: (line) => void lines.push(line) })
const egress = createEgress({ allowNets: '127.0.0.0/8', log })
after(() => egress.close())
const clock = fixedClock('2026-11-21T10:00:00Z')
const vault = createVault({ db, rootKey, clock, egress, log })

beforeEach(() => db.query('truncate credentials cascade'))

const REDIRECT = 'https://rollcall.example/connect_callback/acme'
const SCHEME: OAuthCodeScheme = {
  kind: 'oauth2-code', authorize: { host: 'auth', path: '/authorize' }, token: { host: 'auth', path: '/token' },
  revoke: { host: 'auth', path: '/revoke' }, clientIdField: 'id', clientSecretField: 'secret', clientAuth: 'basic',
  pkce: true, scopeSeparator: ' ', prefix: 'Bearer ', scopeField: 'scope', parametersField: 'more', issuerField: 'issuer',
} // prettier-ignore

const methodOf = (over: Partial<OAuthCodeScheme> = {}): AuthMethod => ({
  id: 'oauth2', label: '', help: '', fields: [], scheme: { ...SCHEME, ...over },
}) // prettier-ignore

type Call = { url: string; authorization: string; form: Record<string, string> }
type Answer = { status?: number; body?: object | string; headers?: Record<string, string> }

/** A vendor with a token endpoint, a revocation endpoint and an API that takes one access token. */
async function vendor(answer: (call: Call, nth: number) => Answer = () => ({})) {
  const calls: Call[] = []
  const server = await serveHttp((request, response) => {
    let text = ''
    request
      .on('data', (piece) => (text += piece))
      .on('end', () => {
        const call = {
          url: request.url!,
          authorization: request.headers.authorization ?? '',
          form: Object.fromEntries(new URLSearchParams(text)),
        }
        calls.push(call)
        const given = answer(call, calls.length)
        const body = given.body ?? {
          access_token: 'canary-access',
          refresh_token: 'canary-refresh',
          token_type: 'Bearer',
        }
        response.writeHead(given.status ?? 200, { 'content-type': 'application/json', ...given.headers })
        response.end(typeof body === 'string' ? body : JSON.stringify(body))
      })
  })
  return { ...server, calls, hosts: { auth: server.url, api: `${server.url}/api` } }
}

async function stored(
  urls: string[],
  publicFields: Record<string, string> = {},
  secret = 'canary-s/cr:t',
): Promise<string> {
  const id = newId()
  await db.tx((tx) =>
    vault.storeCredential(tx, {
      id, name: 'n', connector: 'acme', method: 'oauth2', publicFields: { id: 'client id', ...publicFields },
      fields: secret === '' ? {} : { secret }, hosts: urls,
    }),
  ) // prettier-ignore
  return id
}

type Begun = AuthorisationOptions & { url: URL; sealed: string; stateHash: Buffer }

async function begin(
  credentialId: string,
  hosts: Record<string, string>,
  options: { scheme?: Partial<OAuthCodeScheme>; scopes?: string[] } = {},
): Promise<Begun> {
  const used = {
    id: newId(),
    credentialId,
    connector: 'acme',
    method: methodOf(options.scheme),
    hosts,
    redirectUri: REDIRECT,
  }
  const { url, ...kept } = await db.tx((tx) => vault.beginAuthorisation(tx, { ...used, scopes: options.scopes ?? [] }))
  return { ...used, url: new URL(url), ...kept }
}

const answerOf = ({ url }: Begun, over: Record<string, string> = {}) =>
  new URLSearchParams({ code: 'canary-code', state: url.searchParams.get('state')!, ...over })
const complete = (begun: Begun, answer = answerOf(begun)) => vault.completeAuthorisation({ ...begun, answer })
const refusedAs = (code: ErrorCode) => (error: unknown) => isAppError(error, code)
const door = (credentialId: string, hosts: Record<string, string>, scheme: Partial<OAuthCodeScheme> = {}) =>
  vault.authorise({
    credentialId, connector: 'acme', method: methodOf(scheme), hosts, log, limiter: createLimiter({ rate: null, concurrency: 9 }),
  }) // prettier-ignore

test('the vendor is asked for consent with PKCE, a new state, and the scopes as it wants them', async () => {
  const { url, hosts } = await vendor()
  const id = await stored([url], {
    scope: 'typed, a',
    more: 'audience=x&prompt=consent&state=e&redirect_uri=e&response_type=token&client_id=e&request=e&scope=e',
  })
  const first = await begin(id, hosts, { scopes: ['a', 'b'], scheme: { parameters: { access_type: 'offline' } } })
  const asked = Object.fromEntries(first.url.searchParams)
  const { state, code_challenge: challenge, ...rest } = asked
  assert.equal(first.url.origin + first.url.pathname, `${url}/authorize`)
  assert.deepEqual(rest, {
    response_type: 'code', client_id: 'client id', redirect_uri: REDIRECT, scope: 'a b typed', audience: 'x',
    prompt: 'consent', access_type: 'offline', code_challenge_method: 'S256',
  }) // prettier-ignore
  assert.match(state!, /^[\w-]{43}$/)
  assert.match(challenge!, /^[\w-]{43}$/)
  assert.deepEqual(first.stateHash, createHash('sha256').update(state!).digest())
  assert.ok(!first.sealed.includes(state!))
  const second = await begin(id, hosts, { scopes: ['a', 'b'], scheme: { scopeSeparator: ',', pkce: false } })
  assert.notEqual(second.url.searchParams.get('state'), state)
  assert.equal(second.url.searchParams.get('scope'), 'a,b,typed')
  assert.equal(second.url.searchParams.has('code_challenge'), false)
})

test('the code is exchanged once, with its verifier and the client, and opens the door', async () => {
  const { url, hosts, calls } = await vendor()
  const id = await stored([url])
  assert.equal(await vault.hasGrant(db, id), false)
  await assert.rejects(door(id, hosts), refusedAs('credential_not_authorised'))
  const begun = await begin(id, hosts)
  assert.deepEqual(await complete(begun), { grantedScopes: null })
  assert.equal(await vault.hasGrant(db, id), true)
  const { code_verifier: verifier, ...form } = calls[0]!.form
  assert.deepEqual(form, { grant_type: 'authorization_code', code: 'canary-code', redirect_uri: REDIRECT })
  assert.equal(createHash('sha256').update(verifier!).digest('base64url'), begun.url.searchParams.get('code_challenge'))
  assert.equal(calls[0]!.authorization, `Basic ${Buffer.from('client+id:canary-s%2Fcr%3At').toString('base64')}`)
  await (await door(id, hosts)).request({ host: 'api', method: 'GET', path: '/users' })
  assert.deepEqual([calls.length, calls[1]!.authorization], [2, 'Bearer canary-access'])
  const row = await db.one<{ text: string }>('select credential_tokens::text as text from credential_tokens')
  assert.doesNotMatch(row!.text, /canary/)
})

test('a client proves itself in the body where the vendor or the admin wants it, and a public one with PKCE alone', async () => {
  const { url, hosts, calls } = await vendor()
  await complete(await begin(await stored([url]), hosts, { scheme: { clientAuth: 'body' } }))
  await complete(await begin(await stored([url], { where: 'body' }), hosts, { scheme: { clientAuthField: 'where' } }))
  await complete(await begin(await stored([url], {}, ''), hosts))
  const sent = calls.map(({ authorization, form }) => [authorization, form['client_id'], form['client_secret']])
  assert.deepEqual(sent, [
    ['', 'client id', 'canary-s/cr:t'],
    ['', 'client id', 'canary-s/cr:t'],
    ['', 'client id', undefined],
  ])
})

test('an answer that does not belong to what was begun is refused before anything is sent', async () => {
  const { url, hosts, calls } = await vendor()
  const other = await vendor()
  const id = await stored([url, other.url])
  const begun = await begin(id, hosts)
  const twice = answerOf(begun)
  twice.append('code', 'another')
  const wrongAnswers: [string, URLSearchParams][] = [
    ['no state', new URLSearchParams({ code: 'c' })],
    ['another state', answerOf(begun, { state: answerOf(await begin(id, hosts)).get('state')! })],
    ['two codes', twice],
  ]
  for (const [name, answer] of wrongAnswers)
    await assert.rejects(complete(begun, answer), refusedAs('authorisation_state_wrong'), name)
  const twin = await stored([url, other.url])
  const moved: [string, Partial<Begun>][] = [
    ['another row', { id: newId() }],
    ['another credential', { credentialId: twin }],
    ['another vendor', { hosts: other.hosts }],
    ['another callback', { redirectUri: 'https://rollcall.example/connect_callback/other' }],
  ]
  for (const [name, over] of moved)
    await assert.rejects(complete({ ...begun, ...over }), refusedAs('authorisation_state_wrong'), name)
  await db.tx((tx) =>
    vault.replaceCredential(tx, id, { fields: { secret: 'new' }, publicFields: { id: 'client id' }, hosts: [url] }),
  )
  await assert.rejects(complete(begun), refusedAs('authorisation_state_wrong'), 'the credential was replaced')
  assert.deepEqual([calls.length, other.calls.length], [0, 0])
})

test('an answer of another server than the one that was asked is refused before its code is sent anywhere', async () => {
  const { url, hosts, calls } = await vendor()
  const named = await begin(await stored([url], { issuer: 'https://issuer.example' }), hosts)
  for (const answer of [answerOf(named), answerOf(named, { iss: 'https://evil.example' })])
    await assert.rejects(complete(named, answer), refusedAs('authorisation_issuer_wrong'))
  const unnamed = await begin(await stored([url]), hosts)
  for (const iss of ['https://evil.example', 'nonsense', ''])
    await assert.rejects(complete(unnamed, answerOf(unnamed, { iss })), refusedAs('authorisation_issuer_wrong'))
  assert.equal(calls.length, 0)
  await complete(named, answerOf(named, { iss: 'https://issuer.example' }))
  await complete(unnamed, answerOf(unnamed, { iss: `${url}/` }))
})

test('each refusal of the vendor is told for what it is', async () => {
  const cases: [string, Answer | undefined, Record<string, string>, ErrorCode][] = [
    ['the person said no', undefined, { error: 'access_denied' }, 'authorisation_denied'],
    ['the vendor cannot', undefined, { error: 'server_error', error_description: 'canary' }, 'authorisation_refused'],
    ['a spent code', { status: 400, body: { error: 'invalid_grant', error_description: 'canary' } }, {}, 'authorisation_refused'],
    ['a wrong secret', { status: 401, body: { error: 'invalid_client' }, headers: { 'www-authenticate': 'Basic realm="canary"' } }, {}, 'vendor_unauthorized'],
    ['a wrong secret, without a word', { status: 401, body: 'canary' }, {}, 'vendor_unauthorized'],
    ['a wrong secret inside a 200', { body: { ok: false, error: 'bad_client_secret' } }, {}, 'vendor_unauthorized'],
    ['a failure inside a 200', { body: { error: 'bad_verification_code', error_description: 'canary' } }, {}, 'authorisation_refused'],
    ['the same in another way', { body: { ok: false, error: 'canary' } }, {}, 'authorisation_refused'],
    ['the vendor is down', { status: 503, body: 'canary' }, {}, 'vendor_unavailable'],
    ['a page', { headers: { 'content-type': 'text/html' }, body: '<p>canary' }, {}, 'vendor_bad_response'],
    ['no token', { body: { token_type: 'bearer' } }, {}, 'vendor_bad_response'],
    ['a token that cannot be sent', { body: { access_token: 'a\r\nb', token_type: 'bearer' } }, {}, 'vendor_bad_response'],
  ] // prettier-ignore
  for (const [name, given, over, code] of cases) {
    const { url, hosts } = await vendor(() => given ?? assert.fail('asked'))
    const id = await stored([url])
    const begun = await begin(id, hosts)
    await assert.rejects(complete(begun, answerOf(begun, over)), (error) => {
      assert.ok(isAppError(error), name)
      assert.equal(error.code, code, name)
      assert.doesNotMatch(inspect(error, { depth: 9 }) + JSON.stringify(error), /canary/, name)
      return true
    })
    assert.equal(await vault.hasGrant(db, id), false, name)
  }
})

test('vendors that do not keep to the letter are understood', async () => {
  const bodies: [object, string[] | null][] = [
    [{ access_token: 'a' }, null],
    [{ access_token: 'a', token_type: 'bot', scope: 'x,y' }, ['x', 'y']],
    [{ access_token: 'a', token_type: 'Bearer', scope: ['x', 'y'], expires_in: '3600', id_token: 'not.a.jwt' }, ['x', 'y']],
    [{ access_token: 'a', scope: 'x y', expires_in: -1, refresh_token: '' }, ['x', 'y']],
  ] // prettier-ignore
  for (const [body, scopes] of bodies) {
    const { url, hosts } = await vendor(() => ({ status: 201, body }))
    assert.deepEqual((await complete(await begin(await stored([url]), hosts))).grantedScopes, scopes)
  }
})

test('a copied credential has the same client and no grant; the one it was copied from keeps its own', async () => {
  const { url, hosts, calls } = await vendor()
  const from = await stored([url])
  await complete(await begin(from, hosts))
  const to = newId()
  await db.tx((tx) => vault.copyCredential(tx, { from, to, name: 'copy' }))
  assert.deepEqual([await vault.hasGrant(db, from), await vault.hasGrant(db, to)], [true, false])
  await complete(await begin(to, hosts))
  assert.equal(calls[1]!.authorization, calls[0]!.authorization)
})

test('a grant is ended at the vendor where it can be, and only then forgotten', async () => {
  const { url, hosts, calls } = await vendor()
  const id = await stored([url])
  const used = { credentialId: id, connector: 'acme', method: methodOf(), hosts }
  assert.equal(await vault.revokeGrant(used), 'unsupported', 'there is nothing to revoke')
  assert.equal(calls.length, 0)
  await complete(await begin(id, hosts))
  const { revoke: _, ...without } = SCHEME
  assert.equal(await vault.revokeGrant({ ...used, method: { ...methodOf(), scheme: without } }), 'unsupported')
  assert.equal(await vault.revokeGrant(used), 'revoked')
  assert.deepEqual([calls[1]!.url, calls[1]!.form], ['/revoke', { token: 'canary-refresh', token_type_hint: 'refresh_token' }]) // prettier-ignore
  assert.equal(await vault.hasGrant(db, id), false)

  const broken = await vendor((call) => (call.url === '/revoke' ? { status: 503 } : {}))
  const kept = await stored([broken.url])
  await complete(await begin(kept, broken.hosts))
  assert.equal(await vault.revokeGrant({ ...used, credentialId: kept, hosts: broken.hosts }), 'failed')
  assert.equal(await vault.hasGrant(db, kept), true)
})

test('no secret is in any log line', () => {
  assert.ok(lines.length > 0)
  for (const line of lines) assert.doesNotMatch(line, /canary|Y2FuYXJ5/)
})
