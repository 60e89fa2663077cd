import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { fixedClock } from '#base/clock.ts'
import { AppError, type ErrorCode } from '#base/errors.ts'
import { newId } from '#base/ids.ts'
import { silentLog } from '#base/log.ts'
import { createMail } from '#mail/outbox.ts'
import { testDatabase } from '#test/helpers/database.ts'
import { makeConnection } from '#test/helpers/staged-sync.ts'
import { createSealer } from '#vault/sealer.ts'
import { rootKeyFrom } from '#vault/seal.ts'
import { SYSTEM_ACTOR } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { openUsers } from '../users/better-auth-users.ts'
import { acknowledgeNotice } from './acknowledge-notice.ts'
import { closeNotice, openNotice } from './open-notice.ts'
import { countNotices, listNotices } from './notices.store.ts'
import { reviewNotices } from './review-notices.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOON = '2026-03-01T12:00:00Z'

const { db, url } = await testDatabase()
const users = openUsers({
  databaseUrl: url,
  secret: 'a test secret of at least thirty-two characters',
  publicUrl: 'http://127.0.0.1:4400',
  log: silentLog,
})
await users.migrate()
await users.close()
const clock = fixedClock(NOON)
const mail = createMail({
  sealer: createSealer(rootKeyFrom(Buffer.alloc(32, 1))),
  clock,
  publicUrl: 'https://rollcall.example.com',
  delivers: true,
})

let connection = ''
beforeEach(async () => {
  clock.set(NOON)
  await db.query('truncate notices, outbox, syncs, connections, credentials, audit_events cascade')
  await db.query('delete from auth."user"')
  await addUser('owner', 'owner')
  await addUser('admin', 'admin')
  await addUser('viewer', 'viewer')
  connection = (await makeConnection(db, {})).id
  await set(
    `name = 'Slack', contacts = '{it@example.com}', schedule = '{"every": "day", "at": "02:00", "timezone": "Europe/Berlin"}', next_due_at = $2`,
    new Date('2026-03-02T01:00:00Z'),
  )
})

const addUser = (id: string, role: string) =>
  db.query(
    `insert into auth."user" (id, name, email, "emailVerified", role, "createdAt", "updatedAt") values ($1, $1, $1 || '@example.com', true, $2, now(), now())`,
    [id, role],
  )
const set = (what: string, ...values: unknown[]) =>
  db.query(`update connections set ${what} where id = $1`, [connection, ...values])

let generation = 0
async function ran(state: string, more: { code?: ErrorCode; trigger?: string; started?: boolean; hold?: string } = {}) {
  const { code, trigger = 'schedule', started = true, hold } = more
  const id = newId()
  const ended = ['done', 'partial', 'failed', 'cancelled'].includes(state)
  await db.query(
    `insert into syncs (id, connection_id, generation, trigger, state, started_at, finished_at, error_code, error_message, hold, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      id,
      connection,
      ++generation,
      trigger,
      state,
      started ? clock.now() : null,
      ended ? clock.now() : null,
      code ?? null,
      code ? new AppError(code).message : null,
      hold ? JSON.stringify([{ rule: 'missing', text: hold }]) : null,
      clock.now(),
    ],
  )
  return id
}
const review = () => reviewNotices({ db, clock, mail })
const open = async () => (await listNotices(db, { limit: 50, state: 'open' })).items
const mails = () =>
  db.query<{ to: string; subject: string }>('select to_email as "to", subject from outbox order by queued_at, id')
const kinds = async () => (await open()).map(({ kind }) => kind).toSorted()

test('a vendor that is down for a day makes one notice and one mail, and the next good run closes it', async () => {
  for (let hour = 0; hour < 24; hour++) {
    await ran('failed', { code: hour % 2 ? 'vendor_timeout' : 'vendor_unavailable' })
    await review()
    await review()
    clock.advance(HOUR)
    await set('next_due_at = $2', new Date(clock.now().getTime() + HOUR))
  }
  const [notice, ...others] = await open()
  assert.deepEqual(others, [])
  assert.equal(notice?.kind, 'sync.failed')
  assert.equal(notice.times, 24)
  assert.match(notice.body, /24 runs in a row have failed, the first on 1 March 2026/)
  assert.match(notice.body, /took too long/)
  assert.match(notice.body, /The next try is on 2 March 2026 at 13:00 \(Europe\/Berlin\)/)
  assert.deepEqual(await mails(), [{ to: 'it@example.com', subject: 'Slack could not be read' }])
  const [mailed] = await db.query<{ of: string }>('select connection_id as "of" from outbox')
  assert.equal(mailed?.of, notice.connectionId, 'the mail goes when its connection is erased')
  await ran('done')
  await review()
  assert.deepEqual(await open(), [])
  const [closed] = (await listNotices(db, { limit: 5, state: 'closed' })).items
  assert.deepEqual([closed?.id, closed?.closedAt], [notice.id, clock.now()])

  await ran('failed', { code: 'vendor_unavailable' })
  await review()
  assert.notEqual((await open())[0]?.id, notice.id, 'the next incident is another one')
  assert.equal((await mails()).length, 2)
})

test('a preview, a cancelled run and a partial one are no failures', async () => {
  await ran('partial', { code: 'vendor_unavailable' })
  await review()
  assert.deepEqual(await kinds(), [])
  await ran('cancelled')
  await ran('failed', { trigger: 'preview', code: 'vendor_unavailable' })
  await review()
  assert.deepEqual(await kinds(), [])
})

test('a run that is not finished after 24 hours is told, and one that waits for its turn after one hour', async () => {
  const id = await ran('fetching')
  clock.advance(DAY - 1)
  await set('next_due_at = $2', new Date(clock.now().getTime() + DAY))
  await review()
  assert.deepEqual(await kinds(), [])
  clock.advance(1)
  await review()
  assert.deepEqual(await kinds(), ['sync.slow'])
  assert.equal((await open())[0]?.link, `/syncs/${id}`)
  await db.query(`update syncs set state = 'done', finished_at = now() where id = $1`, [id])
  await review()
  assert.deepEqual(await kinds(), [])

  const waiting = await ran('queued', { started: false })
  clock.advance(HOUR + 1)
  await review()
  assert.deepEqual(await kinds(), ['sync.not_started'])
  await db.query(`update syncs set state = 'fetching', started_at = now() where id = $1`, [waiting])
  await review()
  assert.deepEqual(await kinds(), [])
})

test('a scheduled run that nobody has started is told an hour after its time', async () => {
  const due = new Date('2026-03-02T01:00:00Z')
  clock.set(new Date(due.getTime() + HOUR))
  await review()
  assert.deepEqual(await kinds(), [])
  clock.advance(1)
  await review()
  assert.deepEqual(await kinds(), ['sync.not_started'])
  assert.match((await open())[0]?.body ?? '', /was due on 2 March 2026 at 02:00 \(Europe\/Berlin\)/)
  await set(`state = 'paused', next_due_at = null`)
  await review()
  assert.deepEqual(await kinds(), [])
})

test('a lost connection says one thing, at once, then after 72 hours and 7, 15 and 30 days, to its contacts and the admins', async () => {
  await ran('failed', { code: 'vendor_unauthorized' })
  await set(
    'lost_at = $2, error_code = $3, error_message = $4, next_due_at = $5',
    clock.now(),
    'vendor_unauthorized',
    new AppError('vendor_unauthorized').message,
    clock.now(),
  )
  const lost = clock.now().getTime()
  const days: number[] = []
  let before = 0
  for (let hour = 0; hour <= 40 * 24; hour += 6) {
    clock.set(new Date(lost + hour * HOUR))
    await review()
    const now = (await mails()).length
    if (now > before) days.push(hour / 24)
    before = now
  }
  assert.deepEqual(days, [0, 3, 7, 15, 30])
  assert.deepEqual(await kinds(), ['connection.lost'])
  const [notice] = await open()
  assert.match(
    notice?.whatToDo ?? '',
    /Enter a credential that works and reconnect.*Who can: .*it@example\.com \(contact\)/,
  )
  const all = await mails()
  assert.deepEqual(all.slice(0, 1), [{ to: 'it@example.com', subject: 'Slack has lost its access' }])
  assert.deepEqual(
    all
      .slice(1, 4)
      .map(({ to }) => to)
      .toSorted(),
    ['admin@example.com', 'it@example.com', 'owner@example.com'],
  )
  assert.ok(all.slice(1).every(({ subject }) => subject === 'Still open: Slack has lost its access'))
  await set('lost_at = null, error_code = null')
  await ran('done')
  await set('next_due_at = $2', new Date(clock.now().getTime() + HOUR))
  await review()
  assert.deepEqual(await open(), [])
})

test('after a pause of Rollcall itself each notice is reminded of once', async () => {
  await set(`state = 'disconnected', disconnected_at = $2, next_due_at = null`, clock.now())
  await review()
  clock.advance(20 * DAY)
  await review()
  await review()
  assert.deepEqual((await mails()).map(({ subject }) => subject).toSorted(), [
    'Slack is disconnected',
    ...Array.from({ length: 3 }, () => 'Still open: Slack is disconnected'),
  ])
})

test('a hold is told at once and again after a day, unless somebody has it in hand; the decision closes it', async () => {
  const id = await ran('held', { hold: '40 of 60 accounts are missing.' })
  await review()
  const [notice] = await open()
  assert.equal(notice?.link, `/syncs/${id}`)
  assert.match(notice.body, /40 of 60 accounts are missing/)
  clock.advance(DAY)
  await set('next_due_at = null')
  await review()
  assert.equal((await mails()).length, 4)
  await db.query(`update syncs set state = 'done' where id = $1`, [id])
  await review()
  assert.deepEqual(await open(), [])

  await ran('held', { hold: 'again' })
  await review()
  const [second] = await open()
  await acknowledgeNotice({ db, clock }, { ...SYSTEM_ACTOR, name: 'Ada' }, second!.id)
  assert.deepEqual(await countNotices(db), { open: 1, unseen: 0, worst: null })
  clock.advance(3 * DAY)
  await review()
  assert.equal((await mails()).length, 5, 'no reminder of what is in hand')
  assert.equal((await open())[0]?.acknowledged?.by, 'Ada')
})

test('a credential that expires is told 30, 7 and 1 days ahead, in one notice that grows more urgent', async () => {
  const expires = new Date('2026-05-01T00:00:00Z')
  const credential = newId()
  await db.query(
    `insert into credentials (id, name, connector, method, owner_id, sealed, key_id, hosts, expires_at) values ($1, 'SCIM token', 'scim', 'bearer', 'viewer', 'x', 'y', '{}', $2)`,
    [credential, expires],
  )
  await set(`credential_id = $2, next_due_at = null, contacts = '{}'`, credential)
  const told: [number, string][] = []
  let before = 0
  for (let days = 40; days >= -1; days--) {
    clock.set(new Date(expires.getTime() - days * DAY))
    await review()
    const now = (await mails()).length
    if (now > before) told.push([days, (await open())[0]!.severity])
    before = now
    if (days === 20) await acknowledgeNotice({ db, clock }, SYSTEM_ACTOR, (await open())[0]!.id)
    if (days === 7) assert.equal((await open())[0]?.acknowledged, null, 'what became more urgent is in nobody’s hand')
  }
  assert.deepEqual(told, [
    [30, 'info'],
    [7, 'warning'],
    [1, 'error'],
  ])
  assert.equal((await open()).length, 1)
  assert.match((await open())[0]!.title, /has expired/)
  assert.ok(
    (await mails()).every(({ to }) => to === 'viewer@example.com'),
    'its owner, since there are no contacts',
  )
  await db.query('update credentials set expires_at = $2 where id = $1', [credential, new Date('2027-05-01T00:00:00Z')])
  await review()
  assert.deepEqual(await open(), [])
})

test('a consent whose end the vendor tells is spoken of from a week before on: until then a run may renew it', async () => {
  const expires = new Date('2026-05-01T00:00:00Z')
  const credential = newId()
  await db.query(
    `insert into credentials (id, name, connector, method, sealed, key_id, hosts, expires_at) values ($1, 'OAuth', 'scim', 'oauth2', 'x', 'y', '{}', $2)`,
    [credential, expires],
  )
  await db.query(
    `insert into credential_tokens (credential_id, sealed, version, granted_at) values ($1, 'x', 1, now())`,
    [credential],
  )
  await set(`credential_id = $2, next_due_at = null`, credential)
  const told: [number, string][] = []
  for (let days = 40; days >= 0; days--) {
    clock.set(new Date(expires.getTime() - days * DAY))
    await review()
    const [notice] = await open()
    if (notice && told.at(-1)?.[1] !== notice.severity) told.push([days, notice.severity])
    if (days === 3)
      assert.match(`${notice!.title} ${notice!.body}`, /consent of .* expires on 1 May 2026.*as the vendor says/)
    if (days === 3) assert.match(notice!.whatToDo, /^Authorise the connection at the vendor once more/)
  }
  assert.deepEqual(told, [
    [7, 'warning'],
    [1, 'error'],
  ])
})

test('contacts, else the owner, else the admins; never somebody who was shut out', async () => {
  const tell = async () => {
    await db.query('truncate notices, outbox')
    await review()
    return (await mails()).map(({ to }) => to).toSorted()
  }
  await set(`state = 'disconnected', next_due_at = null`)
  assert.deepEqual(await tell(), ['it@example.com'])
  await set(`contacts = '{}'`)
  assert.deepEqual(await tell(), ['admin@example.com', 'owner@example.com'])
  await db.tx((tx) =>
    recordAudit(
      tx,
      { kind: 'user', id: 'viewer', name: 'viewer', role: 'viewer' },
      { action: 'connection.create', target: { kind: 'connection', id: connection } },
    ),
  )
  assert.deepEqual(await tell(), ['viewer@example.com'])
  await db.query(`delete from auth."user" where id = 'viewer'`)
  assert.deepEqual(await tell(), ['admin@example.com', 'owner@example.com'])
  await set(`contacts = '{"not an address", "x@example.com\r\nBcc: e@example.com", fine@example.com}'`)
  assert.deepEqual(await tell(), ['fine@example.com'], 'a contact that is no address keeps nobody else from being told')
})

test('one notice per cause: reported again it is brought up to date, and rolled back it was never told', async () => {
  const report = { cause: 'x', kind: 'test', severity: 'info', title: 'T', body: 'one', whatToDo: 'W' } as const
  const id = await db.tx((tx) => openNotice(tx, mail, report))
  assert.equal(await db.tx((tx) => openNotice(tx, mail, { ...report, body: 'two' })), id)
  const [notice] = await open()
  assert.deepEqual([notice?.body, notice?.times], ['two', 2])
  assert.equal((await mails()).length, 2, 'to the owner and the admin, once')
  await db.tx((tx) => openNotice(tx, mail, { ...report, severity: 'error' }))
  assert.equal((await mails()).length, 4)
  await db.tx((tx) => closeNotice(tx, 'x'))
  assert.deepEqual(await open(), [])
  await assert.rejects(
    db.tx(async (tx) => {
      await openNotice(tx, mail, report)
      throw new Error('no')
    }),
  )
  assert.deepEqual([(await open()).length, (await mails()).length], [0, 4])
})

test('two processes that review at once open one notice and send one mail', async () => {
  await ran('failed', { code: 'vendor_unavailable' })
  await Promise.all(Array.from({ length: 6 }, review))
  assert.equal((await open()).length, 1)
  assert.equal((await mails()).length, 1)
})

test('names cannot pose as something else, neither in a subject nor in a body', async () => {
  await set(`name = $2`, 'Sl\u202Eack<script>alert(1)</script>\r\nBcc: e@x.example')
  await ran('failed', { code: 'vendor_unavailable' })
  await review()
  assert.equal((await open())[0]?.title, 'Sl ack<script>alert(1)</script> Bcc: e@x.example could not be read')
  const { html } = mail.compose({ title: (await open())[0]!.title, lines: [(await open())[0]!.body] })
  assert.doesNotMatch(html, /<script/)
})
