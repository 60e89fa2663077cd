import { newId } from '#base/ids.ts'
import { testApi } from '#test/helpers/api.ts'
import { OPENID_CLIENT, startOpenIdProvider, type OpenIdProvider } from '#test/helpers/openid-provider.ts'
import { PASSWORD, people, shown, type TestBrowser } from '#test/helpers/people.ts'
import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { request as send } from 'undici'

const api = await testApi()
const { ask, db } = api
const { browser, person } = people(api)
const idp = await startOpenIdProvider()
const other = await startOpenIdProvider()
after(() => Promise.all([idp.close(), other.close()]))
beforeEach(() => db.query('delete from sign_in_tries'))

async function addProvider(at: OpenIdProvider, more: object = {}): Promise<string> {
  const body = {
    name: 'Company',
    issuer: at.issuer,
    clientId: OPENID_CLIENT.id,
    clientSecret: OPENID_CLIENT.secret,
    domains: [],
    defaultRole: null,
    enabled: true,
    ...more,
  }
  const made = await ask('POST', '/api/v1/sign-in-providers', { body })
  assert.equal(made.status, 201, made.text)
  const { items } = (await ask('GET', '/api/v1/sign-in-providers')).body
  at.comesBackTo(items.find(({ id }: { id: string }) => id === made.body.id).redirectUri)
  return made.body.id
}

const provider = await addProvider(idp, { domains: ['example.org'], defaultRole: 'viewer' })

/** Goes to the provider and comes back: the query of the address that it sends the browser to. */
async function visit(url: string): Promise<string> {
  const jar = new Map<string, string>()
  let at = url
  for (let hops = 0; hops < 10; hops++) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const { headers, body, statusCode } = await send(at, { headers: { cookie } })
    await body.dump()
    for (const header of [headers['set-cookie'] ?? []].flat()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? []
      jar.set(name, value)
    }
    assert.ok(statusCode >= 300 && statusCode < 400, `${at}: ${statusCode}`)
    const next = new URL(String(headers['location']), at)
    if (next.pathname.startsWith('/sign-in/from/')) return next.search.slice(1)
    at = next.href
  }
  throw new Error('never came back')
}

async function begin(one: TestBrowser, id = provider): Promise<string> {
  const begun = await one.call('POST', `/session/providers/${id}`, {})
  assert.equal(begun.status, 200, begun.text)
  return begun.body.url
}

const finish = (one: TestBrowser, query: string, id = provider) =>
  one.call('POST', `/session/providers/${id}/finish`, { query })

test('who belongs to a listed domain comes in with its role, and is known by the subject from then on', async () => {
  const sub = newId()
  idp.who = { sub, email: `ann-${sub}@example.org`, email_verified: true, name: 'Ann' }
  const one = browser()
  const first = await finish(one, await visit(await begin(one)))
  assert.deepEqual([first.status, first.body.user.role, first.body.user.name], [200, 'viewer', 'Ann'])
  assert.equal((await one.call('GET', '/session')).body.user.id, first.body.user.id)
  // Another address, even somebody else's, is the same person: what counts is issuer and subject.
  const owner = await person('owner')
  idp.who = { sub, email: owner.email, email_verified: true }
  const again = browser()
  assert.equal((await finish(again, await visit(await begin(again)))).body.user.id, first.body.user.id)
})

test('what the provider remembers lets somebody in but proves nothing; signing in there again does', async () => {
  const sub = newId()
  idp.who = { sub, email: `silent-${sub}@example.org`, email_verified: true, name: 'Silent' }
  const one = browser()
  assert.equal((await finish(one, await visit(await begin(one)))).status, 200)
  const isFresh = async () =>
    Date.parse((await one.call('GET', '/session')).body.freshUntil) > api.clock.now().getTime()
  assert.equal(await isFresh(), false)

  const begun = await one.call('POST', `/session/providers/${provider}`, { again: true })
  const asked = new URL(begun.body.url).searchParams
  assert.deepEqual([asked.get('prompt'), asked.get('max_age')], ['login', '0'])
  assert.equal((await finish(one, await visit(begun.body.url))).status, 200)
  assert.equal(await isFresh(), true)

  // Whoever edits the address on the way gets in, and no further.
  const edited = await one.call('POST', `/session/providers/${provider}`, { again: true })
  const silent = new URL(edited.body.url)
  silent.searchParams.delete('prompt')
  silent.searchParams.delete('max_age')
  assert.equal((await finish(one, await visit(silent.href))).status, 200)
  assert.equal(await isFresh(), false)
})

test('an e-mail alone opens nothing: not an unverified one, not that of a user, not a foreign domain', async () => {
  const owner = await person('owner', 'boss')
  await db.query(`update auth."user" set email = 'boss@example.org' where id = $1`, [owner.id])
  for (const who of [
    { email: `eve@example.org`, email_verified: false },
    { email: 'boss@example.org', email_verified: true },
    { email: 'eve@example.org.evil.test', email_verified: true },
    { email: 'eve@sub.example.org', email_verified: true },
    {},
  ]) {
    idp.who = { sub: newId(), ...who }
    const one = browser()
    assert.deepEqual(shown(await finish(one, await visit(await begin(one)))), [403, 'provider_refused'])
    assert.equal((await one.call('GET', '/session')).status, 401)
  }
})

test('who was invited comes in through the provider with the role of the invitation, once', async () => {
  const admin = await person('admin')
  const email = `carl-${newId()}@elsewhere.test`
  await admin.call('POST', '/user-invitations', { email, name: 'Carl', role: 'operator' })
  idp.who = { sub: newId(), email: email.toUpperCase(), email_verified: true }
  const one = browser()
  assert.equal((await finish(one, await visit(await begin(one)))).body.user.role, 'operator')
  assert.ok(!(await admin.call('GET', '/user-invitations')).text.includes(email))
})

test('what the provider sent is good for the browser that began, once, in time and unchanged', async () => {
  idp.who = { sub: newId(), email: `dora-${newId()}@example.org`, email_verified: true }
  const refused = [502, 'provider_failed']
  const one = browser()
  const query = await visit(await begin(one))
  assert.deepEqual(shown(await finish(browser(), query)), refused, 'another browser')
  const withOwn = browser()
  await begin(withOwn)
  assert.deepEqual(shown(await finish(withOwn, query)), refused, 'another browser that began one of its own')
  const wrongIssuer = query.replace(/iss=[^&]*/, `iss=${encodeURIComponent(other.issuer)}`)
  assert.notEqual(wrongIssuer, query)
  assert.deepEqual(shown(await finish(one, wrongIssuer)), refused, 'another issuer')
  assert.deepEqual(shown(await finish(one, query)), refused, 'used before')
  const late = browser()
  const lateQuery = await visit(await begin(late))
  await db.query('update sign_in_starts set expires_at = now()')
  assert.deepEqual(shown(await finish(late, lateQuery)), refused, 'too late')
  const stolen = browser()
  const injected = await visit(await begin(stolen))
  const mine = browser()
  const own = await visit(await begin(mine))
  const code = (text: string) => new URLSearchParams(text).get('code') ?? ''
  assert.deepEqual(shown(await finish(mine, own.replace(code(own), code(injected)))), refused, "another's code")
})

test('an answer of one provider is not good at another', async () => {
  const second = await addProvider(other)
  idp.who = { sub: newId(), email: `mia-${newId()}@example.org`, email_verified: true }
  const one = browser()
  const query = await visit(await begin(one))
  assert.deepEqual(shown(await finish(one, query, second)), [502, 'provider_failed'])
})

test('a signed-in user links a provider and comes in by it; another cannot take that identity', async () => {
  const one = await person('operator')
  idp.who = { sub: newId(), email: 'whoever@elsewhere.test', email_verified: true }
  const begun = await one.call('POST', `/me/providers/${provider}`)
  assert.equal(begun.status, 200)
  const before = one.jar.get('rollcall_session')
  assert.equal((await finish(one, await visit(begun.body.url))).body.user.id, one.id)
  assert.notEqual(one.jar.get('rollcall_session'), before)
  assert.deepEqual((await one.call('GET', '/session')).body.providers, ['Company'])
  const thief = await person('owner')
  const taken = await thief.call('POST', `/me/providers/${provider}`)
  assert.deepEqual(shown(await finish(thief, await visit(taken.body.url))), [403, 'provider_refused'])
  const again = browser()
  assert.equal((await finish(again, await visit(await begin(again)))).body.user.id, one.id)
})

test('a disabled user does not come in, and a provider that is switched off is not there', async () => {
  const sub = newId()
  idp.who = { sub, email: `zoe-${sub}@example.org`, email_verified: true }
  const one = browser()
  const { body } = await finish(one, await visit(await begin(one)))
  await ask('POST', `/api/v1/users/${body.user.id}/disable`)
  assert.equal((await one.call('GET', '/session')).status, 401)
  const again = browser()
  assert.deepEqual(shown(await finish(again, await visit(await begin(again)))), [403, 'provider_refused'])
  const edit = { name: 'Company', clientId: OPENID_CLIENT.id, domains: [], defaultRole: null, enabled: false }
  assert.equal((await ask('PUT', `/api/v1/sign-in-providers/${provider}`, { body: edit })).status, 204)
  assert.deepEqual(shown(await browser().call('POST', `/session/providers/${provider}`, {})), [404, 'not_found'])
  assert.ok(!(await ask('GET', '/api/v1/session/providers')).text.includes(provider))
})

test('the client secret is nowhere in the database or in an answer, and a role beyond the editor is refused', async () => {
  const rows = await db.query<{ row: string }>(
    `select row_to_json(p)::text as row from sign_in_providers p union all select row_to_json(e)::text from audit_events e`,
  )
  assert.ok(!rows.some(({ row }) => row.includes(OPENID_CLIENT.secret)))
  assert.ok(!(await ask('GET', '/api/v1/sign-in-providers')).text.includes('secret of the client'))
  const admin = await person('admin')
  const body = { name: 'X', clientId: 'x', domains: ['x.test'], defaultRole: 'owner', enabled: true }
  assert.deepEqual(shown(await admin.call('PUT', `/sign-in-providers/${provider}`, body)), [403, 'beyond_rights'])
  const blocked = { ...body, defaultRole: 'viewer', issuer: 'http://169.254.169.254', clientSecret: PASSWORD }
  assert.deepEqual(shown(await admin.call('POST', '/sign-in-providers', blocked)), [400, 'egress_blocked'])
})
