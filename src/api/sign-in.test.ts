import { openUsers } from '#core/users/better-auth-users.ts'
import { newId } from '#base/ids.ts'
import { testApi, TEST_SECRET, type Answer } from '#test/helpers/api.ts'
import { codeOf, PASSWORD, people, shown, tokenIn } from '#test/helpers/people.ts'
import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'

const api = await testApi()
const { ask, db, mails } = api
const { browser, person, withTotp } = people(api)

beforeEach(() => db.query('delete from sign_in_tries'))

const age = (id: string) =>
  db.query(`update auth.session set "createdAt" = now() - interval '11 minutes' where "userId" = $1`, [id])

test('GET /session says what the role allows', async () => {
  const viewer = await person('viewer')
  const { body } = await viewer.call('GET', '/session')
  assert.equal(body.user.roleName, 'Viewer')
  assert.ok(body.permissions.includes('directory:read') && !body.permissions.includes('directory:write'))
  assert.ok(new Date(body.freshUntil) > new Date())
})

test('an authenticator app is asked for at the next sign-in; the password alone gives no session', async () => {
  const { email, uri } = await withTotp()
  const one = browser()
  const first = await one.call('POST', '/session', { email, password: PASSWORD })
  assert.deepEqual([first.status, first.body.user], [200, null])
  assert.equal((await one.call('GET', '/session')).status, 401)
  assert.deepEqual(shown(await one.call('POST', '/session/second-factor', { code: '000000' })), [
    401,
    'second_factor_wrong',
  ])
  const second = await one.call('POST', '/session/second-factor', { code: await codeOf(uri) })
  assert.equal(second.body.user.email, email)
  assert.equal((await one.call('GET', '/session')).body.hasTotp, true)
})

test('a code of the app lets in once, of two at the same moment one; another process knows it too', async () => {
  const { email, uri, id } = await withTotp()
  const halfWay = async () => {
    const one = browser()
    await one.call('POST', '/session', { email, password: PASSWORD })
    return one
  }
  const code = await codeOf(uri)
  const both = [await halfWay(), await halfWay()]
  const answers = await Promise.all(both.map((one) => one.call('POST', '/session/second-factor', { code })))
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 401],
  )
  const inside = both[answers.findIndex(({ status }) => status === 200)]!
  assert.deepEqual(shown(await inside.call('POST', '/session/step-up', { code })), [403, 'proof_wrong'])
  assert.deepEqual(shown(await (await halfWay()).call('POST', '/session/second-factor', { code })), [
    401,
    'second_factor_wrong',
  ])
  const cookie = [...inside.jar].map(([name, value]) => `${name}=${value}`).join('; ')
  const other = openUsers({ databaseUrl: api.databaseUrl, secret: TEST_SECRET, publicUrl: api.publicUrl, log: api.log })
  after(() => other.close())
  assert.equal(await other.hasCode(id, code, cookie), false)
  const next = await codeOf(uri)
  assert.equal(await other.hasCode(id, next, cookie), true)
  assert.deepEqual(shown(await inside.call('POST', '/session/step-up', { code: next })), [403, 'proof_wrong'])
})

test('a code that was refused is not used up: it may become right', async () => {
  const { email, uri, id } = await withTotp()
  const code = await codeOf(uri)
  assert.equal(await api.users.hasCode(id, code, undefined), false, 'without a session')
  const one = browser()
  await one.call('POST', '/session', { email, password: PASSWORD })
  assert.equal((await one.call('POST', '/session/second-factor', { code })).status, 200)
})

test('a backup code is good once', async () => {
  const { email, backupCodes } = await withTotp()
  for (const expected of [200, 401]) {
    const one = browser()
    await one.call('POST', '/session', { email, password: PASSWORD })
    assert.equal((await one.call('POST', '/session/second-factor', { code: backupCodes[0] })).status, expected)
  }
})

test('codes are counted by account, from whatever browser, and the wait ends', async () => {
  const { email, uri } = await withTotp()
  let last: Answer | undefined
  for (let n = 0; n < 3; n++) {
    const one = browser()
    await one.call('POST', '/session', { email, password: PASSWORD })
    for (let m = 0; m < 4; m++) last = await one.call('POST', '/session/second-factor', { code: '000000' })
  }
  assert.equal(last?.status, 429)
  await db.query(`update sign_in_tries set at = at - interval '16 minutes'`)
  const one = browser()
  await one.call('POST', '/session', { email, password: PASSWORD })
  assert.equal((await one.call('POST', '/session/second-factor', { code: await codeOf(uri) })).status, 200)
})

test('turning an app on, a new password and a step-up each give a new session id, and other sessions end', async () => {
  const one = await person('viewer')
  const session = () => one.jar.get('rollcall_session')
  const other = browser()
  await other.call('POST', '/session', { email: one.email, password: PASSWORD })
  const before = session()
  const { body } = await one.call('POST', '/me/totp', { password: PASSWORD })
  await one.call('POST', '/me/totp/confirm', { code: await codeOf(body.uri) })
  assert.notEqual(session(), before)
  assert.equal((await one.call('GET', '/me/sessions')).body.items.length, 1)
  assert.equal((await other.call('GET', '/session')).status, 401)
  const second = session()
  const changed = await one.call('PUT', '/me/password', { current: PASSWORD, password: 'another horse battery' })
  assert.equal(changed.status, 204)
  assert.notEqual(session(), second)
  const third = session()
  assert.equal((await one.call('POST', '/session/step-up', { code: await codeOf(body.uri) })).status, 200)
  assert.notEqual(session(), third)
  assert.equal((await one.call('GET', '/me/sessions')).body.items.length, 1)
})

test('what asks for a proof waits for it, and with an app the password alone is none', async () => {
  const one = await withTotp('owner')
  await age(one.id)
  const role = { name: `Role ${newId()}`, permissions: ['syncs:read'] }
  assert.deepEqual(shown(await one.call('POST', '/roles', role)), [403, 'step_up_required'])
  assert.deepEqual(shown(await one.call('POST', '/session/step-up', { password: PASSWORD })), [403, 'proof_wrong'])
  assert.deepEqual(shown(await one.call('POST', '/session/step-up', { code: '000000' })), [403, 'proof_wrong'])
  assert.equal((await one.call('POST', '/session/step-up', { code: await codeOf(one.uri) })).status, 200)
  assert.equal((await one.call('POST', '/roles', role)).status, 201)
})

test('step-up is guessed at no more often than a sign-in', async () => {
  const one = await person('owner')
  let last: Answer | undefined
  for (let n = 0; n < 11; n++) last = await one.call('POST', '/session/step-up', { password: 'wrong' })
  assert.equal(last?.status, 429)
})

test('a forgotten password: the same answer for everybody, a link for who is there, second factors stay', async () => {
  const known = await withTotp()
  const sent = mails.length
  const answers = [
    await browser().call('POST', '/session/password-reset', { email: known.email.toUpperCase() }),
    await browser().call('POST', '/session/password-reset', { email: 'nobody@example.com' }),
    await browser().call('POST', '/session/password-reset', { email: 'not an address' }),
  ]
  assert.deepEqual(answers.map(({ status, text }) => [status, text]), [[202, ''], [202, ''], [202, '']]) // prettier-ignore
  await until(() => mails.length > sent)
  assert.equal(mails.length, sent + 1)
  const token = tokenIn(mails.at(-1)!.text)
  const accepted = await browser().call('POST', '/session/links/accept', { token, password: 'another horse battery' })
  assert.deepEqual([accepted.status, accepted.body.user], [200, null])
  assert.equal((await known.call('GET', '/session')).status, 401, 'every session has ended')
  assert.equal((await browser().call('POST', '/session', { email: known.email, password: PASSWORD })).status, 401)
  const next = await browser().call('POST', '/session', { email: known.email, password: 'another horse battery' })
  assert.equal(next.body.user, null, 'the app is still asked for')
})

test('asking for links is limited by address and by account, known or not', async () => {
  for (const email of ['nobody@example.com', (await person('viewer')).email]) {
    await db.query('delete from sign_in_tries')
    let last: Answer | undefined
    for (let n = 0; n < 11; n++) last = await browser().call('POST', '/session/password-reset', { email })
    assert.equal(last?.status, 429, email)
  }
})

test('who tries ten different tokens waits, even with a right one; who sends one dead token does not', async () => {
  const by = (token: string) =>
    ask('GET', '/api/v1/people', { as: 'nobody', headers: { authorization: `Bearer ${token}` } })
  for (let n = 0; n < 20; n++) assert.equal((await by('rollcall_forgotten')).status, 401)
  assert.equal((await ask('GET', '/api/v1/people')).status, 200)
  for (let n = 0; n < 9; n++) assert.equal((await by(`rollcall_${n}`)).status, 401)
  assert.equal((await by('rollcall_next')).status, 429)
  assert.equal((await ask('GET', '/api/v1/people')).status, 429)
})

test('a wrong sign-in is in the audit log, without the password', async () => {
  const email = `${newId()}@example.com`
  await browser().call('POST', '/session', { email, password: 'hunter2hunter2' })
  const rows = await db.query<{ row: string }>(
    `select row_to_json(e)::text as row from audit_events e where action = 'session.refuse' and actor_name = $1`,
    [email],
  )
  assert.equal(rows.length, 1)
  assert.ok(!rows[0]?.row.includes('hunter2') && rows[0]?.row.includes('127.0.0.1'))
})

async function until(holds: () => boolean): Promise<void> {
  for (let n = 0; !holds() && n < 500; n++) await new Promise((resolve) => setTimeout(resolve, 10))
  assert.ok(holds())
}
