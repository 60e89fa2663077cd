import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { newId } from '#base/ids.ts'
import type { Db } from '#db/pool.ts'
import { undoSync } from '#sync/undo.ts'
import { testDatabase } from '#test/helpers/database.ts'
import { seedAccount, seedConnection, seedPerson } from '#test/helpers/directory.ts'
import { makeConnection, syncList, vendorUsers } from '#test/helpers/staged-sync.ts'
import { listFigures, noteFigures } from './daily-figures.ts'
import { readRecentChanges } from './recent-changes.ts'

let db: Db
before(async () => {
  ;({ db } = await testDatabase())
})

test('the figures of a day are its newest; an older look that comes late changes nothing, and days without one are left out', async () => {
  const connection = await seedConnection(db)
  const person = await seedPerson(db)
  await seedAccount(db, connection, { person_id: person })
  await noteFigures(db, new Date('2026-11-19T23:59:59Z'))
  const leaver = await seedPerson(db, { manual: { status: 'inactive' }, status: 'inactive' })
  const held = await seedAccount(db, connection, { person_id: leaver })
  await seedAccount(db, connection, { person_id: leaver, status: 'suspended' })
  const [licence, unlimited] = [newId(), newId()]
  const sold = `insert into entitlements (id, connection_id, kind, external_id, name, first_seen_at, seats) values ($1::uuid, $2, 'licence', $1::uuid::text, 'Pro', now(), $3)`
  await db.query(sold, [licence, connection, 20])
  await db.query(sold, [unlimited, connection, null])
  for (const one of [licence, unlimited])
    await db.query('insert into grants (account_id, entitlement_id, since) values ($1, $2, now())', [held, one])
  await noteFigures(db, new Date('2026-11-21T09:00:00Z'))
  await seedPerson(db)
  await noteFigures(db, new Date('2026-11-21T18:00:00Z'))
  await seedPerson(db)
  await noteFigures(db, new Date('2026-11-21T10:00:00Z'))

  const now = new Date('2026-11-21T20:00:00Z')
  const first = {
    day: '2026-11-19',
    people: 1,
    activePeople: 1,
    accounts: 1,
    activeAccounts: 1,
    leftOpen: 0,
    seats: null,
    usedSeats: null,
  }
  const last = {
    day: '2026-11-21',
    people: 3,
    activePeople: 2,
    accounts: 3,
    activeAccounts: 2,
    leftOpen: 1,
    seats: 20,
    usedSeats: 1,
  }
  assert.deepEqual(await listFigures(db, 30, now), [first, last])
  assert.deepEqual(await listFigures(db, 2, now), [last])
})

test('what changed lately names who came and went once, by the source that says so, and forgets what was undone', async () => {
  const hr = await makeConnection(db)
  const app = await makeConnection(db, { primary: false, precedence: 2 })
  await syncList(db, hr, vendorUsers(40))
  await syncList(db, app, vendorUsers(40))
  const since = new Date()
  const staff = vendorUsers(41)
  const [leaver, ...others] = staff
  await syncList(db, hr, [{ ...leaver!, status: 'inactive' }, ...others])
  const inApp = await syncList(db, app, [{ ...leaver!, status: 'inactive' }, ...others])

  const { counts, latest } = await readRecentChanges(db, since)
  assert.deepEqual(counts, { joined: 1, left: 1, created: 1, deactivated: 1, reactivated: 0 })
  const told = latest.map(({ kind, name, connectionName }) => `${name} ${kind}: ${connectionName}`)
  assert.deepEqual(
    new Set(told),
    new Set([
      `User 40 created: ${app.name}`,
      `User 0 deactivated: ${app.name}`,
      `User 40 joined: ${hr.name}`,
      `User 0 left: ${hr.name}`,
    ]),
  )
  assert.deepEqual(
    new Set(latest.slice(0, 2).map(({ kind }) => kind)),
    new Set(['joined', 'left']),
    'people stand before accounts',
  )

  await db.tx((tx) => undoSync(tx, inApp.syncId, new Date()))
  assert.deepEqual((await readRecentChanges(db, since)).counts, {
    joined: 1,
    left: 1,
    created: 0,
    deactivated: 0,
    reactivated: 0,
  })
  assert.deepEqual((await readRecentChanges(db, new Date(Date.now() + 1_000))).latest, [])
})
