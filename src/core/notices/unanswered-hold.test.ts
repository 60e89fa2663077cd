import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { fixedClock } from '#base/clock.ts'
import { newId } from '#base/ids.ts'
import { silentLog } from '#base/log.ts'
import { createMail } from '#mail/outbox.ts'
import { testDatabase } from '#test/helpers/database.ts'
import { makeConnection } from '#test/helpers/staged-sync.ts'
import { rootKeyFrom } from '#vault/seal.ts'
import { createSealer } from '#vault/sealer.ts'
import { SYSTEM_ACTOR } from '../audit/actor.ts'
import { getConnection } from '../connections/connections.store.ts'
import { pauseConnection, resumeConnection } from '../connections/pause-connection.ts'
import { openUsers } from '../users/better-auth-users.ts'
import { listNotices } from './notices.store.ts'
import { reviewNotices } from './review-notices.ts'

const DAY = 24 * 3_600_000
const NOON = '2026-03-01T12:00:00Z'

const { db, url } = await testDatabase()
const secret = 'a test secret of at least thirty-two characters'
const users = openUsers({ databaseUrl: url, secret, publicUrl: 'http://127.0.0.1:4400', log: silentLog })
await users.migrate()
await users.close()
const clock = fixedClock(NOON)
const sealer = createSealer(rootKeyFrom(Buffer.alloc(32, 1)))
const mail = createMail({ sealer, clock, publicUrl: 'https://rollcall.example.com', delivers: true })

let connection = ''
let generation = 0
beforeEach(async () => {
  clock.set(NOON)
  await db.query('truncate notices, outbox, syncs, connections, credentials, audit_events cascade')
  connection = (await makeConnection(db, {})).id
  await db.query(
    `update connections set name = 'Slack', contacts = '{it@example.com}', schedule = '{"every": "never", "at": "02:00", "timezone": "UTC"}', next_due_at = null where id = $1`,
    [connection],
  )
})

async function run(state: 'held' | 'fetching'): Promise<string> {
  const id = newId()
  const hold = state === 'held' ? [{ rule: 'missing', scope: 'missing', text: '40 of 60 accounts are missing.' }] : null
  await db.query(
    `insert into syncs (id, connection_id, generation, trigger, state, started_at, hold, created_at) values ($1, $2, $3, 'manual', $4, $5, $6, $5)`,
    [id, connection, ++generation, state, clock.now(), hold && JSON.stringify(hold)],
  )
  return id
}

/** A decision, or a newer run in its place, which makes no difference to the row. */
const end = () => db.query(`update syncs set state = 'done' where state = 'held'`)
const review = () => reviewNotices({ db, clock, mail })
const open = async () => (await listNotices(db, { limit: 50, state: 'open' })).items
const mails = () => db.query('select 1 from outbox')
const pausing = () =>
  db.one<{ state: string; reason: string | null; due: Date | null }>(
    'select state, pause_reason as reason, next_due_at as due from connections where id = $1',
    [connection],
  )

test('a hold that nobody answers for 28 days pauses the connection, loudly; runs held one after another count as one', async () => {
  await run('held')
  await review()
  for (let days = 1; days <= 27; days++) {
    clock.advance(DAY)
    await end()
    await run('held')
    await review()
  }
  assert.equal((await pausing())!.state, 'active')
  const before = (await mails()).length
  clock.advance(DAY)
  const running = await run('fetching')
  await review()
  assert.deepEqual(await pausing(), { state: 'paused', reason: 'hold', due: null })
  const stopped = await db.one<{ asked: boolean }>('select cancel_requested as asked from syncs where id = $1', [
    running,
  ])
  assert.equal(stopped!.asked, true)
  const [notice, ...others] = await open()
  assert.deepEqual(others, [], 'one cause, one notice')
  assert.deepEqual([notice!.kind, notice!.severity], ['connection.paused', 'error'])
  assert.match(notice!.body, /was paused on 29 March 2026\..*40 of 60 accounts are missing/)
  assert.match(notice!.whatToDo, /apply or discard what waits, and resume/)
  assert.equal((await mails()).length, before + 1)
  const { health } = await getConnection(db, connection)
  assert.deepEqual([health.colour, health.reason], ['red', 'paused'])
  const [event] = await db.query<{ by: string; detail: object }>(
    `select actor_kind as by, detail from audit_events where action = 'connection.pause'`,
  )
  assert.deepEqual(event, { by: 'system', detail: { name: 'Slack', reason: 'hold' } })

  await end()
  await db.query(`update syncs set state = 'cancelled' where id = $1`, [running])
  await review()
  assert.match((await open())[0]!.whatToDo, /^What waited is decided: resume/)
  const resumed = await resumeConnection({ db, clock }, SYSTEM_ACTOR, connection)
  assert.deepEqual([resumed.state, resumed.paused], ['active', null])
  await review()
  assert.deepEqual(await open(), [])
  clock.advance(30 * DAY)
  await review()
  assert.equal((await pausing())!.state, 'active')
})

test('a hold that is answered in time, or of a connection that is paused already, pauses nothing', async () => {
  await run('held')
  await review()
  clock.advance(27 * DAY)
  await end()
  await review()
  await run('held')
  await review()
  clock.advance(2 * DAY)
  await review()
  assert.equal((await pausing())!.state, 'active')
  await pauseConnection({ db, clock }, SYSTEM_ACTOR, connection)
  clock.advance(40 * DAY)
  await review()
  assert.equal((await getConnection(db, connection)).paused!.reason, null)
  assert.deepEqual((await open()).map(({ kind }) => kind), ['sync.held']) // prettier-ignore
})
