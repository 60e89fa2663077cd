import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { simpleParser, type ParsedMail } from 'mailparser'
import { systemClock, type Clock } from '#base/clock.ts'
import { silentLog } from '#base/log.ts'
import { deliverNext } from '#mail/deliver.ts'
import { createMail } from '#mail/outbox.ts'
import { openTransport } from '#mail/smtp-transport.ts'
import { readSmtpUrl } from '#mail/smtp-url.ts'
import { testDatabase } from '#test/helpers/database.ts'
import { serveMail } from '#test/helpers/mail-server.ts'
import { createSealer } from '#vault/sealer.ts'
import { rootKeyFrom } from '#vault/seal.ts'

const PUBLIC = 'http://127.0.0.1:4400'
const KEY = Buffer.alloc(32, 9)
const { db, url } = await testDatabase()
const sealer = createSealer(rootKeyFrom(KEY))

/** Where a process is killed: before the server has the mail, or after it has it and before we have written that down. */
for (const [where, copies] of [
  ['before the mail is handed over', 1],
  ['between handing it over and writing that down', 2],
] as const) {
  test(`a process killed ${where} loses nothing: the mail goes out ${copies === 1 ? 'once' : 'again, as the same mail'}`, async () => {
    await db.query('truncate outbox')
    const taken: ParsedMail[] = []
    let child: ChildProcess | undefined
    const kill = () => new Promise((done) => child?.once('exit', done).kill('SIGKILL'))
    const server = await serveMail({
      onMailFrom: (_address, _session, done) => {
        if (child && copies === 1) void kill()
        else done()
      },
      onData: (stream, _session, done) => {
        const take = async () => {
          taken.push(await simpleParser(stream))
          if (child && copies === 2) await kill()
          done()
        }
        void take()
      },
    })
    const mail = createMail({ sealer, clock: systemClock, publicUrl: PUBLIC, delivers: true })
    const id = await db.tx((tx) =>
      mail.send(tx, { to: { email: 'ada@example.com' }, subject: 'S', text: 'T', kind: 'test' }),
    )
    child = spawn(
      process.execPath,
      [join(import.meta.dirname, 'deliver-mail.ts'), url, server.url, KEY.toString('base64')],
      {
        stdio: 'inherit',
      },
    )
    const [, signal] = await new Promise<[number | null, string | null]>((done) =>
      child?.once('exit', (...end) => done(end)),
    )
    assert.equal(signal, 'SIGKILL')
    child = undefined
    assert.equal((await db.one<{ state: string }>('select state from outbox'))?.state, 'sending')

    const transport = openTransport(readSmtpUrl(server.url, PUBLIC))
    const later: Clock = { now: () => new Date(Date.now() + 6 * 60_000) }
    const parts = { db, log: silentLog, sealer, transport }
    assert.equal(
      await deliverNext({ ...parts, clock: systemClock }),
      false,
      'nobody else takes it while the lease runs',
    )
    assert.equal(await deliverNext({ ...parts, clock: later }), true)
    assert.equal(await deliverNext({ ...parts, clock: later }), false)
    assert.equal((await db.one<{ state: string }>('select state from outbox'))?.state, 'sent')
    assert.equal(taken.length, copies)
    assert.deepEqual([...new Set(taken.map(({ messageId }) => messageId))], [`<${id}@example.com>`])
    assert.equal(new Set(taken.map(({ date }) => date?.getTime())).size, 1)
  })
}
