import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { fixedClock } from '#base/clock.ts'
import { isAppError } from '#base/errors.ts'
import { silentLog } from '#base/log.ts'
import { testDatabase } from '#test/helpers/database.ts'
import { refusal, serveMail } from '#test/helpers/mail-server.ts'
import { createSealer } from '#vault/sealer.ts'
import { rootKeyFrom } from '#vault/seal.ts'
import { deliverNext, tidyOutbox, type DeliveryParts } from './deliver.ts'
import { createMail, type OutgoingMail } from './outbox.ts'
import { openTransport, type Transport } from './smtp-transport.ts'
import { readSmtpUrl } from './smtp-url.ts'

const PUBLIC = 'https://rollcall.example.com'
const { db } = await testDatabase()
const clock = fixedClock('2026-03-01T12:00:00Z')
const sealer = createSealer(rootKeyFrom(Buffer.alloc(32, 1)))
const mail = createMail({ sealer, clock, publicUrl: PUBLIC, delivers: true })

beforeEach(async () => {
  clock.set('2026-03-01T12:00:00Z')
  await db.query('truncate outbox')
})

const parts = (transport: Transport): DeliveryParts => ({ db, clock, log: silentLog, sealer, transport })
const over = (smtpUrl: string): DeliveryParts => parts(openTransport(readSmtpUrl(smtpUrl, PUBLIC)))
const send = (given: Partial<OutgoingMail> = {}) =>
  db.tx((tx) => mail.send(tx, { to: { email: 'ada@example.com' }, subject: 'S', text: 'T', kind: 'test', ...given }))

type Row = { state: string; tries: number; sealed: string | null; code: string | null; text: string | null; next: Date }
const rowOf = async (id: string): Promise<Row> =>
  (await db.one<Row>(
    `select state, tries, sealed, error_code as code, error_text as text, next_try_at as next from outbox where id = $1`,
    [id],
  ))!

test('a mail arrives as it was written, in both forms and in any language, and its body is erased', async () => {
  const server = await serveMail()
  const letter = mail.compose({
    title: 'Größe: 日本語 und 🎉',
    lines: ['Zeile mit „Anführung“ & <b>Zeichen</b>.'],
    action: { label: 'Open', path: '/notices?open=true' },
  })
  const id = await send({ to: { name: 'Ada Łovelace', email: 'ada@example.com' }, ...letter })
  const before = await rowOf(id)
  assert.ok(before.sealed && !before.sealed.includes('Zeile'))
  assert.equal(await deliverNext(over(server.url)), true)
  assert.equal(await deliverNext(over(server.url)), false)
  const [got] = server.mails
  assert.equal(server.mails.length, 1)
  assert.equal(got?.subject, 'Größe: 日本語 und 🎉')
  assert.deepEqual(got.from?.value, [{ name: 'Rollcall', address: 'rollcall@example.com' }])
  assert.deepEqual(got.to && 'value' in got.to && got.to.value, [{ name: 'Ada Łovelace', address: 'ada@example.com' }])
  assert.match(got.text ?? '', /Zeile mit „Anführung“ & <b>Zeichen<\/b>\./)
  assert.match(got.text ?? '', /https:\/\/rollcall\.example\.com\/notices\?open=true/)
  assert.match(got.html || '', /&lt;b&gt;Zeichen&lt;\/b&gt;/)
  assert.doesNotMatch(got.html || '', /<b>/)
  assert.equal(got.headers.get('auto-submitted'), 'auto-generated')
  assert.equal(got.messageId, `<${id}@example.com>`)
  const after = await rowOf(id)
  assert.deepEqual([after.state, after.sealed], ['sent', null])
})

test('what is rolled back sends nothing, and the same key writes one mail', async () => {
  await assert.rejects(
    db.tx(async (tx) => {
      await mail.send(tx, { to: { email: 'ada@example.com' }, subject: 'S', text: 'T', kind: 'test' })
      throw new Error('no')
    }),
  )
  const first = await send({ dedupeKey: 'k' })
  assert.equal(await send({ dedupeKey: 'k' }), first)
  assert.equal((await db.one<{ n: number }>('select count(*)::int as n from outbox'))?.n, 1)
})

test('no header and no recipient can be written through a name, a subject or an address', async () => {
  const server = await serveMail()
  const evil = 'x\r\nBcc: eve@example.com\r\n\r\n<script>'
  await send({ subject: evil, to: { name: `${evil}" <eve@example.com>, "`, email: 'ada@example.com' } })
  await deliverNext(over(server.url))
  assert.deepEqual(server.envelopes, [{ from: 'rollcall@example.com', to: ['ada@example.com'] }])
  const [got] = server.mails
  assert.equal(got?.bcc, undefined)
  assert.equal(got?.subject, 'x Bcc: eve@example.com <script>')
  assert.equal(got.to && 'value' in got.to && got.to.value.length, 1)
  for (const email of ['a@x.example\r\nBcc: e@x.example', 'a@x.example, e@x.example', 'A <a@x.example>', 'a', '']) {
    await assert.rejects(send({ to: { email } }), (error) => isAppError(error, 'invalid_input'), email)
  }
})

test('direction marks and controls in a name from a vendor are taken out', async () => {
  const id = await send({ subject: 'Sla\u202Eck\u0000 \u2066x' })
  const row = await db.one<{ subject: string }>('select subject from outbox where id = $1', [id])
  assert.equal(row?.subject, 'Sla ck x')
})

test('links lead to ROLLCALL_PUBLIC_URL or nowhere', () => {
  for (const path of [
    '//evil.example/x',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '@evil.example',
  ]) {
    assert.throws(() => mail.compose({ title: 't', lines: [], action: { label: 'Open', path } }), path)
  }
  assert.match(
    mail.compose({ title: 't', lines: [], action: { label: 'Open', path: '/a"b' } }).html,
    /href="https:\/\/rollcall\.example\.com\/a%22b"/,
  )
})

test('"not now" is tried again, one minute later and then ever later; then it has failed and says why', async () => {
  let answer: Error | undefined = refusal(451, 'greylisted, come back')
  const server = await serveMail({ onRcptTo: (_address, _session, done) => done(answer) })
  const id = await send()
  const waits: number[] = []
  for (;;) {
    await deliverNext(over(server.url))
    const row = await rowOf(id)
    if (row.state !== 'waiting') break
    assert.equal(await deliverNext(over(server.url)), false, 'nothing is due before its time')
    waits.push((row.next.getTime() - clock.now().getTime()) / 60_000)
    clock.set(row.next)
  }
  assert.deepEqual(waits, [1, 5, 15, 60, 180, 360, 720, 1440])
  const failed = await rowOf(id)
  assert.deepEqual([failed.state, failed.code, failed.tries], ['failed', 'mail_given_up', 9])
  assert.match(failed.text ?? '', /greylisted, come back/)
  assert.ok(failed.sealed, 'what was not delivered can be sent again')

  const other = await send()
  await deliverNext(over(server.url))
  answer = undefined
  clock.advance(60_000)
  await deliverNext(over(server.url))
  assert.deepEqual([(await rowOf(other)).state, server.mails.length], ['sent', 1])
})

test('"never" is not tried again', async () => {
  const server = await serveMail({ onRcptTo: (_address, _session, done) => done(refusal(550, 'no such mailbox')) })
  const id = await send()
  await deliverNext(over(server.url))
  const row = await rowOf(id)
  assert.deepEqual([row.state, row.code, row.tries], ['failed', 'mail_refused', 1])
  assert.match(row.text ?? '', /no such mailbox/)
})

test('a server that is gone, or that does not know the password, says nothing about the mail', async () => {
  const gone = await serveMail()
  await gone.stop()
  const id = await send()
  await deliverNext(over(gone.url))
  assert.deepEqual([(await rowOf(id)).state, (await rowOf(id)).code], ['waiting', 'mail_later'])
  assert.match((await rowOf(id)).text ?? '', /cannot be reached/)

  const strict = await serveMail({
    onAuth: (_auth, _session, done) => done(refusal(535, 'go away')),
    authOptional: false,
  })
  clock.advance(60_000)
  const secret = `smtp://me:hunter2secret@127.0.0.1:${strict.port}?tls=none&from=r@example.com`
  await deliverNext(over(secret))
  const row = await rowOf(id)
  assert.deepEqual([row.state, row.tries], ['waiting', 2])
  assert.match(row.text ?? '', /user and password/)
  assert.doesNotMatch(row.text ?? '', /hunter2/)
  assert.match((await openTransport(readSmtpUrl(secret, PUBLIC)).check()) ?? '', /user and password/)
})

test('a mail whose process dies after handing it over goes out once more, as the same mail', async () => {
  const server = await serveMail()
  const id = await send()
  const real = openTransport(readSmtpUrl(server.url, PUBLIC))
  const dying: Transport = {
    ...real,
    async deliver(envelope) {
      await real.deliver(envelope)
      throw new Error('killed between send and mark')
    },
  }
  await assert.rejects(deliverNext(parts(dying)))
  assert.equal((await rowOf(id)).state, 'sending')
  assert.equal(await deliverNext(parts(real)), false, 'nobody else takes it while the lease runs')
  clock.advance(5 * 60_000 + 1)
  assert.equal(await deliverNext(parts(real)), true)
  assert.equal(await deliverNext(parts(real)), false)
  assert.equal((await rowOf(id)).state, 'sent')
  assert.deepEqual(
    server.mails.map(({ messageId, date }) => [messageId, date?.toISOString()]),
    [0, 1].map(() => [`<${id}@example.com>`, '2026-03-01T12:00:00.000Z']),
  )
})

test('a process that was frozen while another delivered does not write over what is true', async () => {
  const id = await send()
  const slow: Transport = {
    check: async () => undefined,
    async deliver() {
      clock.advance(6 * 60_000)
      await deliverNext(parts({ ...slow, deliver: async () => ({ kind: 'accepted' }) }))
      return { kind: 'refused', text: 'too late to matter' }
    },
  }
  await deliverNext(parts(slow))
  assert.equal((await rowOf(id)).state, 'sent')
})

test('two processes at once deliver each mail once', async () => {
  const server = await serveMail()
  for (let n = 0; n < 12; n++) await send({ subject: `n${n}` })
  const drain = async () => {
    while (await deliverNext(over(server.url)));
  }
  await Promise.all([drain(), drain(), drain()])
  assert.equal(server.mails.length, 12)
  assert.equal(new Set(server.mails.map(({ subject }) => subject)).size, 12)
})

test('a mail that waited for days for a server to be set up does not go out by itself; old ones are forgotten', async () => {
  const server = await serveMail()
  const id = await send()
  clock.advance(73 * 3_600_000)
  assert.equal(await deliverNext(over(server.url)), false)
  assert.deepEqual([(await rowOf(id)).state, (await rowOf(id)).code], ['failed', 'mail_too_late'])
  clock.advance(31 * 24 * 3_600_000)
  await tidyOutbox(db, clock.now())
  assert.equal((await db.one<{ n: number }>('select count(*)::int as n from outbox'))?.n, 0)
})

test('a body opens only as its own mail, and one that does not open is shown as failed', async () => {
  const [one, other] = [await send({ text: 'one' }), await send({ text: 'other' })]
  await db.query('update outbox set sealed = (select sealed from outbox where id = $2) where id = $1', [one, other])
  const server = await serveMail()
  while (await deliverNext(over(server.url)));
  assert.deepEqual([(await rowOf(one)).state, (await rowOf(one)).code], ['failed', 'secret_unreadable'])
  assert.deepEqual(
    server.mails.map(({ text }) => text?.trim()),
    ['other'],
  )
})
