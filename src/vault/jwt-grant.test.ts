import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { decodeProtectedHeader, jwtVerify } from 'jose'
import { isAppError } from '#base/errors.ts'
import { createLog } from '#base/log.ts'
import type { JwtScheme } from '#kit/auth.ts'
import { serveHttp } from '#test/helpers/loopback.ts'
import { clock, list, openClientOf, openCredentialOf, tokensInMemory } from '#test/helpers/open-client.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const PKCS8 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const PKCS1 = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
const publicKey = createPublicKey(privateKey)

const SCHEME: JwtScheme = {
  kind: 'oauth2-jwt', token: { host: 'auth', path: '/token' }, keyField: 'key', keyIdField: 'kid', issuerField: 'issuer',
  subjectField: 'subject', audienceField: 'audience', scopeField: 'scope', prefix: 'Bearer ',
} // prettier-ignore

type Form = Record<string, string>

/** A vendor that hands out tokens; `date` is its clock. */
async function vendor(answer: (form: Form, nth: number) => { status?: number; date?: string } = () => ({})) {
  const forms: Form[] = []
  let calls = 0
  const server = await serveHttp((request, response) => {
    let text = ''
    request
      .on('data', (piece) => (text += piece))
      .on('end', () => {
        if (request.url === '/api/users') {
          calls++
          const isValid = request.headers.authorization === `Bearer canary-${forms.length}`
          return void response.writeHead(isValid ? 200 : 401, { 'content-type': 'application/json' }).end('[]')
        }
        forms.push(Object.fromEntries(new URLSearchParams(text)))
        const { status = 200, date } = answer(forms.at(-1)!, forms.length)
        response.writeHead(status, { 'content-type': 'application/json', ...(date ? { date } : {}) })
        response.end(
          status === 200
            ? JSON.stringify({ access_token: `canary-${forms.length}`, expires_in: 3600 })
            : '{"error":"invalid_grant"}',
        )
      })
  })
  return { ...server, forms, calls: () => calls, hosts: { auth: server.url, api: `${server.url}/api` } }
}

const claimsOf = async (jwt: string) =>
  (await jwtVerify(jwt, publicKey, { algorithms: ['RS256'], currentDate: clock.now() })).payload

test('a claim signed with the key is exchanged for a token, which is used until the vendor refuses it', async () => {
  const { url, hosts, forms, calls } = await vendor()
  const credential = openCredentialOf(
    { key: PKCS8 },
    { issuer: 'robot@acme', subject: 'ana@acme', scope: 'a b, c', kid: 'k1' },
    [url],
  )
  const tokens = tokensInMemory()
  const client = openClientOf(SCHEME, hosts, credential, { tokens })
  await list(client)
  await list(client)
  assert.deepEqual([forms.length, calls(), tokens.asked], [1, 2, 1])
  const { grant_type: grantType, assertion } = forms[0]!
  assert.equal(grantType, 'urn:ietf:params:oauth:grant-type:jwt-bearer')
  assert.deepEqual(decodeProtectedHeader(assertion!), { alg: 'RS256', typ: 'JWT', kid: 'k1' })
  const { jti, ...claims } = await claimsOf(assertion!)
  const now = clock.now().getTime() / 1000
  assert.deepEqual(claims, {
    iss: 'robot@acme',
    sub: 'ana@acme',
    scope: 'a b c',
    aud: `${url}/token`,
    iat: now,
    exp: now + 300,
  })
  assert.match(jti!, /^[0-9a-f-]{36}$/)
})

test('a key is read in every form that people have it in', async () => {
  const { url, hosts, forms } = await vendor()
  const google = {
    type: 'service_account',
    private_key: PKCS8,
    private_key_id: 'g1',
    client_email: 'robot@google',
    token_uri: 'http://127.0.0.9/evil',
  }
  const forms_ = [PKCS8, PKCS1, PKCS8.replaceAll('\n', ''), PKCS8.replaceAll('\n', ' '), PKCS8.replaceAll('\n', '\\n'), `\n${PKCS8.replaceAll('\n', '\r\n')}\n`, JSON.stringify(google)] // prettier-ignore
  for (const [at, key] of forms_.entries()) {
    const isFile = key.startsWith('{')
    await list(openClientOf(SCHEME, hosts, openCredentialOf({ key }, isFile ? {} : { issuer: 'robot@google' }, [url])))
    const { assertion } = forms[at]!
    const { iss, sub, aud } = await claimsOf(assertion!)
    assert.deepEqual([iss, sub, aud], ['robot@google', undefined, `${url}/token`])
    assert.equal(decodeProtectedHeader(assertion!).kid, isFile ? 'g1' : undefined)
  }
})

test("Adobe's retired form: the claim is for the client, scopes are claims, and the client comes along", async () => {
  const { url, hosts, forms } = await vendor()
  const credential = openCredentialOf(
    { key: PKCS8, secret: 'canary-secret' },
    { issuer: 'org@AdobeOrg', subject: 'tech@techacct.adobe.com', scope: 'ent_user_sdk other', client: 'c1' },
    [url],
  )
  const scheme: JwtScheme = { ...SCHEME, adobe: { clientIdField: 'client', clientSecretField: 'secret' } }
  await list(openClientOf(scheme, hosts, credential))
  const { jwt_token: jwt, ...rest } = forms[0]!
  assert.deepEqual(rest, { client_id: 'c1', client_secret: 'canary-secret' })
  const { aud, iss, sub, scope, ...claims } = await claimsOf(jwt!)
  assert.deepEqual([aud, iss, sub, scope], [`${url}/c/c1`, 'org@AdobeOrg', 'tech@techacct.adobe.com', undefined])
  assert.deepEqual([claims[`${url}/s/ent_user_sdk`], claims[`${url}/s/other`]], [true, true])
})

test('a vendor with another time is asked once more by its own clock, and only then', async () => {
  const ahead = 'Sat, 21 Nov 2026 12:00:00 GMT'
  const skewed = await vendor((_form, nth) => (nth === 1 ? { status: 400, date: ahead } : { date: ahead }))
  const fields = { issuer: 'robot@acme' }
  await list(openClientOf(SCHEME, skewed.hosts, openCredentialOf({ key: PKCS8 }, fields, [skewed.url])))
  const [, payload] = skewed.forms[1]!['assertion']!.split('.')
  assert.equal(
    (JSON.parse(Buffer.from(payload!, 'base64url').toString()) as { iat: number }).iat,
    Date.parse(ahead) / 1000,
  )
  const refusing = await vendor(() => ({ status: 400, date: 'Sat, 21 Nov 2026 10:00:30 GMT' }))
  await assert.rejects(
    list(openClientOf(SCHEME, refusing.hosts, openCredentialOf({ key: PKCS8 }, fields, [refusing.url]))),
    (error) => isAppError(error, 'vendor_unauthorized'),
  )
  assert.equal(refusing.forms.length, 1)
})

test('what is no private RSA key is said so at once, and not a word of it is shown', async () => {
  const { url, hosts, connections } = await vendor()
  const lines: string[] = []
  const log = createLog('debug', { write: (line) => void lines.push(line) })
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const locked = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString()
  const broken = PKCS8.replace(/\n[^\n]{20}/, '\ncanaryMIIEvQ')
  for (const key of ['canary', '{"private_key":"canary"}', '{canary', '{}', ec, locked, broken, publicKey.export({ type: 'spki', format: 'pem' }).toString()]) {
    assert.throws(
      () => openClientOf(SCHEME, hosts, openCredentialOf({ key }, { issuer: 'x' }, [url]), { log }),
      (error) => {
        log.error({ error }, 'refused')
        assert.ok(isAppError(error, 'credential_invalid'))
        assert.equal(error.fields?.[0]?.path, 'fields.key')
        assert.doesNotMatch(inspect(error, { depth: 9 }) + JSON.stringify(error), /canary|MII/)
        return true
      },
    )
  }
  assert.equal(connections(), 0)
  assert.doesNotMatch(lines.join(''), /canary|MII/)
}) // prettier-ignore
