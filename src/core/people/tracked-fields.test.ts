import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '#test/helpers/database.ts'
import { makeConnection, syncList, vendorUsers } from '#test/helpers/staged-sync.ts'
import { listPeople } from './list-people.ts'

test('a person shows which credential and which sync told of them, without being written at every sync', async () => {
  const { db } = await testDatabase()
  const connection = await makeConnection(db)
  await syncList(db, connection, vendorUsers(1))
  await db.query(`insert into person_fields (name, label, type) values ('syncedOn', 'Synced on', 'date')`)
  await db.query(
    `insert into credentials (id, name, connector, method, sealed, key_id, hosts) values ('00000000-0000-7000-8000-000000000001', 'Admin key', 'scim', 'bearer', '', '', '{}')`,
  )
  await db.query(
    `update connections set credential_id = '00000000-0000-7000-8000-000000000001', as_of = '2026-11-21T09:30:00Z', mapping = $2 where id = $1`,
    [
      connection.id,
      {
        targets: [
          { field: 'viaKey', source: '$credentialName' },
          { field: 'syncedAt', source: '$syncTime' },
          { field: 'syncedOn', source: '$syncTime' },
          { field: 'email', source: 'email' },
        ],
      },
    ],
  )
  const { items } = await listPeople(db, { limit: 10, cursor: undefined })
  assert.deepEqual(items[0]!.fields, {
    viaKey: 'Admin key',
    syncedAt: '2026-11-21T09:30:00.000Z',
    syncedOn: '2026-11-21',
  })
})
