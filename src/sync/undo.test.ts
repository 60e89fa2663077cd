import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Db } from '#db/pool.ts'
import { testDatabase } from '#test/helpers/database.ts'
import { makeConnection, syncList, vendorUsers } from '#test/helpers/staged-sync.ts'
import { undoSync } from './undo.ts'

let db: Db
before(async () => {
  ;({ db } = await testDatabase())
})

/** All that a sync may change, in comparable form. */
const everything = async () => ({
  accounts: await db.query(
    `select external_id, person_id, email, username, display_name, status, source_status, licences, fields, claims, listed, unmatched_reason, missing_since from accounts order by 1`,
  ),
  people: await db.query(
    `select id, email, username, display_name, role, status, title, fields, manual from people order by 1`,
  ),
  entitlements: await db.query(`select kind, external_id, name, missing_since from entitlements order by 1, 2`),
  grants: await db.query(`select account_id, entitlement_id, since from grants order by 1, 2`),
})

test('undo brings back exactly what stood before: changed, deactivated, missing, new, groups and members', async () => {
  const connection = await makeConnection(db)
  const users = vendorUsers(50).map((user) => ({ ...user, licences: ['seat'], claims: { title: 'Engineer' } }))
  const groups = [
    { id: 'g1', name: 'Staff', members: users.slice(0, 10).map((user) => user.id) },
    { id: 'g2', name: 'Leads', members: ['u1'] },
  ]
  await syncList(db, connection, users, { groups })
  const before = await everything()
  const changed = [
    { ...users[0]!, name: 'Renamed', claims: { title: 'Boss' } },
    { ...users[1]!, status: 'suspended' as const },
    { ...users[2]!, licences: [] },
    ...users.slice(3, 48),
    { id: 'new', email: 'new@example.test' },
  ]
  const { syncId, counts } = await syncList(db, connection, changed, {
    groups: [
      { id: 'g1', name: 'All staff', members: ['u5', 'u40'] },
      { id: 'g3', name: 'New', members: ['new'] },
    ],
  })
  assert.deepEqual(counts, {
    read: 49,
    created: 1,
    updated: 2,
    unchanged: 45,
    deactivated: 3,
    reactivated: 0,
    skipped: 0,
    failed: 0,
  })
  assert.notDeepEqual(await everything(), before)
  await db.tx((tx) => undoSync(tx, syncId, new Date()))
  assert.deepEqual(await everything(), before)
})

test('only the newest sync that changed something can be undone, and only once', async () => {
  const connection = await makeConnection(db)
  const users = vendorUsers(3).map((user) => ({ ...user, id: `o${user.id}`, email: `o${user.email}` }))
  const first = await syncList(db, connection, users)
  const second = await syncList(
    db,
    connection,
    users.map((user) => ({ ...user, name: 'X' })),
  )
  await assert.rejects(
    db.tx((tx) => undoSync(tx, first.syncId, new Date())),
    { code: 'sync_not_undoable' },
  )
  await db.tx((tx) => undoSync(tx, second.syncId, new Date()))
  await assert.rejects(
    db.tx((tx) => undoSync(tx, second.syncId, new Date())),
    { code: 'sync_not_undoable' },
  )
  await db.tx((tx) => undoSync(tx, first.syncId, new Date()))
  assert.deepEqual(await db.query('select 1 from accounts where connection_id = $1', [connection.id]), [])
})
