import { newId } from '#base/ids.ts'
import { testDatabase } from '#test/helpers/database.ts'
import { seedAccount, seedConnection, seedPerson } from '#test/helpers/directory.ts'
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { readAppUse } from './read-app-use.ts'

const { db } = await testDatabase()
const NOW = new Date('2026-06-30T12:00:00Z')

beforeEach(() => db.query('truncate people, accounts, connections, apps cascade'))

test('the use of an app is what all its connections tell together, somebody with two accounts counted once, and each of them', async () => {
  const europe = await seedConnection(db, { name: 'Europe' })
  const asia = await seedConnection(db, { name: 'Asia', state: 'disconnected' })
  const elsewhere = await seedConnection(db, { name: 'Elsewhere', app_id: 'other' })
  const both = await seedPerson(db)
  const one = await seedPerson(db)
  await seedAccount(db, europe, { person_id: both, last_active_at: new Date('2026-06-29T08:00:00Z') })
  await seedAccount(db, europe, { person_id: one, last_active_at: new Date('2026-05-01T08:00:00Z') })
  await seedAccount(db, europe, { status: 'inactive', last_active_at: new Date('2026-06-30T08:00:00Z') })
  await seedAccount(db, europe, { listed: false })
  await seedAccount(db, asia, { person_id: both })
  await seedAccount(db, asia, { person_id: one, status: 'suspended' })
  await seedAccount(db, elsewhere, { person_id: one, last_active_at: NOW })

  const { total, connections } = await readAppUse(db, 'acme', NOW)
  assert.deepEqual(total, {
    people: 2,
    accounts: 5,
    byStatus: { active: 3, suspended: 1, inactive: 1, invited: 0, unknown: 0 },
    recent: 1,
    lastUsedAt: new Date('2026-06-30T08:00:00Z'),
    seats: null,
  })
  const of = (id: string) => connections.find(({ connectionId }) => connectionId === id)
  assert.deepEqual([of(europe)?.people, of(europe)?.byStatus.active, of(europe)?.recent], [2, 2, 1])
  // A vendor that tells no last use is not one whose app nobody uses.
  assert.deepEqual([of(asia)?.people, of(asia)?.recent, of(asia)?.lastUsedAt], [1, null, null])
  assert.equal(connections.length, 2)
})

test('an app that nothing reads has no use, and drafts and removed connections add none', async () => {
  await seedConnection(db, { state: 'draft' })
  const removed = await seedConnection(db, { state: 'removed' })
  await seedAccount(db, removed)
  const { total, connections } = await readAppUse(db, 'acme', NOW)
  assert.deepEqual([total.accounts, total.people, total.recent, connections], [0, 0, null, []])
})

test('seats are those of the licences that tell how many were bought, with how many of them are held', async () => {
  const europe = await seedConnection(db, { name: 'Europe' })
  const asia = await seedConnection(db, { name: 'Asia' })
  await seedLicence(europe, { seats: 10, held: 2 })
  await seedLicence(europe, { seats: null, held: 1 })
  await seedLicence(europe, { seats: 50, held: 0, missing: true })
  await seedLicence(asia, { seats: 5, held: 1 })
  const { total, connections } = await readAppUse(db, 'acme', NOW)
  assert.deepEqual(total.seats, { bought: 15, held: 3 })
  assert.deepEqual(connections.find(({ connectionId }) => connectionId === europe)?.seats, { bought: 10, held: 2 })
})

async function seedLicence(
  connection: string,
  { seats, held, missing = false }: { seats: number | null; held: number; missing?: boolean },
): Promise<void> {
  const id = newId()
  await db.query(
    `insert into entitlements (id, connection_id, kind, external_id, name, seats, first_seen_at, missing_since)
     values ($1, $2, 'licence', $3, 'Seat', $4, $5, $6)`,
    [id, connection, id, seats, NOW, missing ? NOW : null],
  )
  for (let number = 0; number < held; number++) {
    const account = await seedAccount(db, connection)
    await db.query('insert into grants (account_id, entitlement_id, since) values ($1, $2, $3)', [account, id, NOW])
  }
}
