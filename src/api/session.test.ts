import { newSetUpCode } from '#core/users/set-up.ts'
import { testApi, type Answer } from '#test/helpers/api.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'

const { ask, db } = await testApi()
const ada = { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' }
const nobody = { as: 'nobody' } as const
const cookieOf = ({ headers }: Answer) => String(headers['set-cookie']).split(';', 1)[0] ?? ''
const whoIs = (cookie: string) => ask('GET', '/api/v1/session', { ...nobody, headers: { cookie } })

test('from the set-up code to signed in, and out again', async () => {
  const code = await newSetUpCode(db)
  assert.deepEqual((await ask('GET', '/api/v1/setup', nobody)).body, { done: false })
  const weak = await ask('POST', '/api/v1/setup', { ...nobody, body: { ...ada, code, password: 'short' } })
  assert.deepEqual([weak.status, weak.body.fields[0].path], [400, 'password'])
  const wrong = await ask('POST', '/api/v1/setup', { ...nobody, body: { ...ada, code: 'AAAA-AAAA-AAAA-AAAA' } })
  assert.deepEqual([wrong.status, wrong.body.code], [403, 'setup_code_wrong'])
  const made = await ask('POST', '/api/v1/setup', { ...nobody, body: { ...ada, code } })
  assert.deepEqual([made.status, made.body.user.role], [201, 'owner'])
  assert.deepEqual((await ask('GET', '/api/v1/setup', nobody)).body, { done: true })
  assert.deepEqual((await ask('POST', '/api/v1/setup', { ...nobody, body: { ...ada, code } })).body.code, 'setup_done')

  const cookie = cookieOf(made)
  assert.equal((await whoIs(cookie)).body.user.email, ada.email)
  assert.equal((await ask('GET', '/api/v1/people', { ...nobody, headers: { cookie } })).status, 200)
  const out = await ask('DELETE', '/api/v1/session', {
    ...nobody,
    headers: { cookie, 'sec-fetch-site': 'same-origin' },
  })
  assert.equal(out.status, 204)
  assert.equal((await whoIs(cookie)).status, 401)
  assert.equal((await ask('GET', '/api/v1/people', { ...nobody, headers: { cookie } })).status, 401)
})

test('a new session has a new id, so that nobody can choose it beforehand', async () => {
  const planted = 'rollcall_session=planted.signature'
  const answer = await ask('POST', '/api/v1/session', {
    ...nobody,
    headers: { cookie: planted },
    body: { email: ada.email, password: ada.password },
  })
  assert.equal(answer.status, 200)
  assert.notEqual(cookieOf(answer), planted)
})

test('a wrong password and an unknown user are told the same', async () => {
  const answers = [
    await ask('POST', '/api/v1/session', { ...nobody, body: { email: ada.email, password: 'wrong' } }),
    await ask('POST', '/api/v1/session', { ...nobody, body: { email: 'nobody@example.com', password: 'wrong' } }),
  ]
  const shown = answers.map(({ status, body }) => [status, body.code, body.message])
  assert.deepEqual(shown[0], shown[1])
  assert.equal(shown[0]?.[0], 401)
})

test('too many wrong passwords say how long to wait', async () => {
  let last: Answer | undefined
  for (let n = 0; n < 11; n++)
    last = await ask('POST', '/api/v1/session', { ...nobody, body: { email: ada.email, password: 'wrong' } })
  assert.equal(last?.status, 429)
  const seconds = Number(last.headers['retry-after'])
  assert.ok(seconds > 0 && seconds <= 900)
  // A forwarding header that anyone can write is no other address.
  const again = await ask('POST', '/api/v1/session', {
    ...nobody,
    headers: { 'x-forwarded-for': '203.0.113.7' },
    body: { email: 'other@example.com', password: 'x' },
  })
  assert.equal(again.status, 429)
})

test('behind a proxy of ours, one guesser does not lock out everybody', async () => {
  const proxied = await testApi({ publicUrl: 'https://rollcall.example.com' })
  const from = async (address: string) =>
    (
      await proxied.ask('POST', '/api/v1/session', {
        ...nobody,
        // The right-most address is what the proxy saw; what stands before it, the client may have made up.
        headers: { 'x-forwarded-for': `192.0.2.${Math.floor(Math.random() * 200)}, ${address}` },
        body: { email: `${Math.random()}@example.com`, password: 'x' },
      })
    ).status
  for (let n = 0; n < 10; n++) assert.equal(await from('203.0.113.7'), 401)
  assert.equal(await from('203.0.113.7'), 429)
  assert.equal(await from('203.0.113.8'), 401)
})
