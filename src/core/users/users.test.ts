import { fixedClock } from '#base/clock.ts'
import { isAppError } from '#base/errors.ts'
import { silentLog } from '#base/log.ts'
import { testDatabase } from '#test/helpers/database.ts'
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { openUsers } from './better-auth-users.ts'
import { countTry } from './guessing.ts'
import { ensureOwner, isSetUp, newSetUpCode, setUp } from './set-up.ts'
import { signIn } from './sign-in.ts'

const { db, url } = await testDatabase()
const options = {
  databaseUrl: url,
  secret: 'a test secret of at least thirty-two characters',
  publicUrl: 'http://127.0.0.1:4400',
  log: silentLog,
}
const users = openUsers(options)
const clock = fixedClock('2026-03-01T10:00:00Z')
const client = { address: '192.0.2.1', userAgent: 'test' }
const admin = { name: 'Ada', email: 'Ada@Example.com', password: 'correct horse battery' }
const parts = { db, users, clock }

before(() => users.migrate())
after(() => users.close())
beforeEach(async () => {
  await db.query('truncate auth."user", auth.session, auth.account, sign_in_tries, settings, audit_events cascade')
})

const cookieOf = (cookies: string[]) => cookies.map((cookie) => cookie.split(';', 1)[0]).join('; ')

test("the auth library's tables live in their own schema and can be made twice", async () => {
  await users.migrate()
  const tables = await db.query<{ schema: string }>(
    `select distinct table_schema as schema from information_schema.tables where table_name in ('user', 'session', 'verification')`,
  )
  assert.deepEqual(tables, [{ schema: 'auth' }])
})

test('the set-up code makes one owner, once, and signs them in', async () => {
  const code = await newSetUpCode(db)
  assert.match(code, /^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/)
  assert.equal(await isSetUp(users), false)
  const session = await setUp(parts, { ...admin, ...client, code: code.toLowerCase() })
  assert.deepEqual({ ...session.user, id: '' }, { id: '', name: 'Ada', email: 'ada@example.com', role: 'owner' })
  assert.equal((await users.findSession(cookieOf(session.cookies)))?.user.id, session.user.id)
  assert.deepEqual(await db.query('select key from settings'), [], 'the code is used up')
  await assert.rejects(setUp(parts, { ...admin, ...client, code }), (error) => isAppError(error, 'setup_done'))
})

test('two set-ups at the same moment make one owner', async () => {
  const code = await newSetUpCode(db)
  const tries = ['a@example.com', 'b@example.com', 'c@example.com'].map((email) =>
    setUp(parts, { ...admin, ...client, email, code }),
  )
  const results = await Promise.allSettled(tries)
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
  assert.equal(await users.count(), 1)
})

test('a wrong set-up code makes nobody, and an earlier code is dead once there is a new one', async () => {
  const earlier = await newSetUpCode(db)
  await newSetUpCode(db)
  await assert.rejects(setUp(parts, { ...admin, ...client, code: earlier }), (error) =>
    isAppError(error, 'setup_code_wrong'),
  )
  assert.equal(await users.count(), 0)
})

test('the set-up code is nowhere in the database', async () => {
  const code = (await newSetUpCode(db)).replaceAll('-', '')
  const [row] = await db.query<{ value: string }>(`select value::text from settings where key = 'setup_code'`)
  assert.ok(row && !row.value.includes(code))
})

test('a session is dead at once after signing out', async () => {
  await ensureOwner(parts, admin)
  const session = await signIn(parts, { ...admin, ...client })
  assert.ok(session)
  const cookie = cookieOf(session.cookies)
  assert.ok(await users.findSession(cookie))
  const cleared = await users.signOut(cookie)
  assert.equal(await users.findSession(cookie), undefined)
  assert.ok(cleared.some((header) => /max-age=0/i.test(header)))
})

test('a session cookie is not for scripts and not for other sites, and one that was tampered with opens nothing', async () => {
  await ensureOwner(parts, admin)
  const session = await signIn(parts, { ...admin, ...client })
  const [cookie = ''] = session?.cookies ?? []
  assert.match(cookie, /^rollcall_session=/)
  assert.match(cookie, /HttpOnly/i)
  assert.match(cookie, /SameSite=Lax/i)
  const name = cookie.split('=', 1)[0]
  assert.equal(await users.findSession(`${name}=forged.${'A'.repeat(43)}%3D`), undefined)
})

test('over https the cookie can be set by no other host', async () => {
  const secure = openUsers({ ...options, publicUrl: 'https://rollcall.example.com' })
  await ensureOwner(parts, admin)
  const session = await secure.signIn(admin, client)
  await secure.close()
  assert.match(session?.cookies[0] ?? '', /^__Host-rollcall_session=.*; Path=\/.*Secure/i)
})

test('a wrong password and an unknown e-mail give the same answer', async () => {
  await ensureOwner(parts, admin)
  assert.equal(await signIn(parts, { ...admin, ...client, password: 'wrong' }), undefined)
  assert.equal(await signIn(parts, { ...admin, ...client, email: 'nobody@example.com' }), undefined)
  assert.equal(await signIn(parts, { ...admin, ...client, email: 'not an e-mail' }), undefined)
})

test('after ten wrong passwords even the right one waits a quarter of an hour, from any address', async () => {
  await ensureOwner(parts, admin)
  for (let n = 0; n < 10; n++)
    await signIn(parts, { ...admin, password: 'wrong', address: `192.0.2.${n}`, userAgent: '' })
  await assert.rejects(
    signIn(parts, { ...admin, address: '198.51.100.9', userAgent: '' }),
    (error) => isAppError(error, 'too_many_requests') && error.retryAfterMs === 15 * 60_000,
  )
  clock.advance(15 * 60_000 + 1)
  assert.ok(await signIn(parts, { ...admin, ...client }))
})

test('tries that are refused do not keep the door shut', async () => {
  await ensureOwner(parts, admin)
  for (let n = 0; n < 10; n++) await signIn(parts, { ...admin, ...client, password: 'wrong' })
  clock.advance(10 * 60_000)
  for (let n = 0; n < 12; n++) await assert.rejects(signIn(parts, { ...admin, ...client, password: 'wrong' }))
  clock.advance(5 * 60_000 + 1)
  assert.ok(await signIn(parts, { ...admin, ...client }))
})

test('ten wrong tries from one address stop it, whichever accounts it tries', async () => {
  await ensureOwner(parts, admin)
  for (let n = 0; n < 10; n++) await signIn(parts, { ...admin, ...client, email: `guess${n}@example.com` })
  await assert.rejects(signIn(parts, { ...admin, ...client }), (error) => isAppError(error, 'too_many_requests'))
  assert.ok(await signIn(parts, { ...admin, address: '198.51.100.9', userAgent: '' }))
})

test('thirty tries at once are not all let through', async () => {
  await ensureOwner(parts, admin)
  const tries = Array.from({ length: 30 }, (_, n) =>
    signIn(parts, { ...admin, password: 'wrong', address: `203.0.113.${n}`, userAgent: '' }),
  )
  const judged = (await Promise.allSettled(tries)).filter(({ status }) => status === 'fulfilled')
  assert.ok(judged.length <= 10, `${judged.length} tries were judged`)
})

test('right passwords do not count as tries', async () => {
  await ensureOwner(parts, admin)
  for (let n = 0; n < 12; n++) assert.ok(await signIn(parts, { ...admin, ...client }))
})

test('a try is counted without what was typed, which may be a password in the wrong field', async () => {
  const now = new Date('2026-11-21T10:00:00Z')
  for (let tries = 0; tries < 10; tries++) await countTry(db, ['account:correct-horse'], now)
  await assert.rejects(countTry(db, ['account:correct-horse'], now), (error) => isAppError(error, 'too_many_requests'))
  assert.equal((await countTry(db, ['account:another'], now)).length, 1)
  const rows = await db.query<{ row: string }>('select sign_in_tries::text as row from sign_in_tries')
  assert.equal(rows.length, 11)
  for (const { row } of rows) assert.doesNotMatch(row, /correct-horse|another/)
})
