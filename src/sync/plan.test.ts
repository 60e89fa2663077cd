import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { newId } from '#base/ids.ts'
import type { Db } from '#db/pool.ts'
import { testDatabase } from '#test/helpers/database.ts'
import { makeConnection, syncList, vendorUsers } from '#test/helpers/staged-sync.ts'

let db: Db
before(async () => {
  ;({ db } = await testDatabase())
})

const none = { created: 0, updated: 0, unchanged: 0, deactivated: 0, reactivated: 0, skipped: 0, failed: 0 }
const account = async (connectionId: string, externalId: string) =>
  (await db.one<{
    status: string
    personId: string | null
    unmatchedReason: string | null
    missing: boolean
    claims: Record<string, string>
    listed: boolean
  }>(
    `select status, person_id as "personId", unmatched_reason as "unmatchedReason", missing_since is not null as missing, claims, listed from accounts where connection_id = $1 and external_id = $2`,
    [connectionId, externalId],
  ))!
const issues = (syncId: string) =>
  db.query<{ reason: string; externalId: string }>(
    `select reason, external_id as "externalId" from sync_issues where sync_id = $1 order by id`,
    [syncId],
  )
const person = (email: string, manual: object = { email }) => {
  const id = newId()
  return db
    .query(`insert into people (id, email, username, display_name, manual) values ($1, $2, $2, $2, $3)`, [
      id,
      email,
      manual,
    ])
    .then(() => id)
}
/** Users whose ids and addresses no other test of this file has. */
const own = (label: string, count: number) =>
  vendorUsers(count).map((user) => ({ ...user, id: `${label}-${user.id}`, email: `${label}.${user.email}` }))

test('a first sync creates an account and a person for every record, and the same list again changes nothing', async () => {
  const connection = await makeConnection(db)
  const users = own('first', 20)
  assert.deepEqual((await syncList(db, connection, users)).counts, { ...none, read: 20, created: 20 })
  const versions = () =>
    db.query(
      `select id, xmin::text from accounts where connection_id = $1 union all select id, xmin::text from people where email like 'first.%' order by 1`,
      [connection.id],
    )
  const before = await versions()
  assert.deepEqual((await syncList(db, connection, users)).counts, { ...none, read: 20, unchanged: 20 })
  assert.deepEqual(await versions(), before, 'no row was written')
})

test('changed, deactivated, missing, new and returned records are told apart and counted once each', async () => {
  const connection = await makeConnection(db)
  const users = own('mixed', 100)
  await syncList(db, connection, users)
  const second = users
    .slice(0, 97)
    .map((user, n) =>
      n === 0
        ? { ...user, name: 'Renamed' }
        : n === 1
          ? { ...user, status: 'suspended' as const }
          : n === 2
            ? { ...user, status: 'inactive' as const }
            : user,
    )
  assert.deepEqual((await syncList(db, connection, second)).counts, {
    ...none,
    read: 97,
    updated: 1,
    deactivated: 5,
    unchanged: 94,
  })
  assert.equal((await account(connection.id, 'mixed-u99')).status, 'inactive')
  assert.deepEqual(
    (await syncList(db, connection, [...users, { id: 'mixed-new', email: 'mixed.new@example.test' }])).counts,
    { ...none, read: 101, created: 1, updated: 1, reactivated: 5, unchanged: 94 },
  )
  assert.deepEqual(
    { ...(await account(connection.id, 'mixed-u99')), personId: null, claims: {} },
    { status: 'active', personId: null, unmatchedReason: null, missing: false, claims: {}, listed: true },
  )
})

test('with the deactivate switch off nobody is deactivated, whether missing or marked', async () => {
  const connection = await makeConnection(db, { deactivate: false })
  const users = own('off', 10)
  await syncList(db, connection, users)
  const { counts } = await syncList(db, connection, [{ ...users[0]!, status: 'inactive' }, ...users.slice(1, 9)])
  assert.equal(counts.deactivated, 0)
  assert.equal((await account(connection.id, 'off-u0')).status, 'active')
  assert.equal((await account(connection.id, 'off-u9')).status, 'active')
})

test('a status that is not known changes nobody', async () => {
  const connection = await makeConnection(db)
  const users = own('odd', 5)
  await syncList(db, connection, users)
  await syncList(db, connection, [
    { ...users[0]!, status: 'unknown' },
    ...users.slice(1),
    { id: 'odd-new', email: 'odd.new@example.test', status: 'unknown' },
  ])
  assert.equal((await account(connection.id, 'odd-u0')).status, 'active')
  assert.equal((await account(connection.id, 'odd-new')).status, 'unknown')
})

test('update only touches people who exist; the others are skipped, logged, and wait as unmatched accounts', async () => {
  const connection = await makeConnection(db, { preference: 'update_only' })
  const known = await person('UPD.user0@example.test')
  const { counts, syncId } = await syncList(db, connection, own('upd', 3))
  assert.deepEqual(counts, { ...none, read: 3, created: 1, skipped: 2 })
  assert.equal((await account(connection.id, 'upd-u0')).personId, known, 'e-mail matches without regard to case')
  assert.equal((await account(connection.id, 'upd-u1')).unmatchedReason, 'no_match')
  assert.deepEqual(
    (await issues(syncId)).map((issue) => issue.reason),
    ['no_match', 'no_match'],
  )
  await person('upd.user1@example.test')
  assert.deepEqual(
    (await syncList(db, connection, own('upd', 3))).counts,
    { ...none, read: 3, updated: 1, unchanged: 1, skipped: 1 },
    'someone who was added since is matched',
  )
})

test('create only makes new people and never changes what stands', async () => {
  const connection = await makeConnection(db, { preference: 'create_only' })
  await person('cre.user0@example.test', { email: 'cre.user0@example.test', displayName: 'By hand' })
  const users = own('cre', 2)
  assert.equal((await syncList(db, connection, users)).counts.created, 2)
  assert.deepEqual(
    (await account(connection.id, 'cre-u0')).claims,
    {},
    'it says nothing about someone it did not create',
  )
  const again = await syncList(
    db,
    connection,
    users.map((user) => ({ ...user, name: 'Other' })),
  )
  assert.deepEqual(again.counts, { ...none, read: 2, skipped: 2 })
  assert.equal(
    (await db.one<{ n: string }>(`select display_name as n from people where email = 'cre.user1@example.test'`))!.n,
    'User 1',
  )
})

test('two people for one record, two records for one person, and a person who is taken are never guessed', async () => {
  const connection = await makeConnection(db)
  await person('amb.two@example.test')
  await person('AMB.two@example.test')
  await person('amb.one@example.test')
  const { counts } = await syncList(db, connection, [
    { id: 'amb-1', email: 'amb.two@example.test' },
    { id: 'amb-2', email: 'amb.one@example.test' },
    { id: 'amb-3', email: 'Amb.One@example.test' },
    { id: 'amb-4', email: 'amb.new@example.test' },
    { id: 'amb-5', email: 'amb.NEW@example.test' },
    { id: 'amb-6', email: 'amb.fine@example.test' },
  ])
  assert.deepEqual(counts, { ...none, read: 6, created: 1, skipped: 5 })
  for (const id of ['amb-1', 'amb-2', 'amb-3', 'amb-4', 'amb-5'])
    assert.deepEqual(
      { id, ...(await account(connection.id, id)), claims: 0 },
      {
        id,
        status: 'active',
        personId: null,
        unmatchedReason: 'ambiguous_match',
        missing: false,
        claims: 0,
        listed: true,
      },
    )
  const recycled = await syncList(db, connection, [
    { id: 'amb-6', email: 'amb.fine@example.test' },
    { id: 'amb-7', email: 'amb.fine@example.test' },
  ])
  assert.equal((await account(connection.id, 'amb-7')).unmatchedReason, 'contradicts_account')
  assert.equal(recycled.counts.skipped >= 1, true)
})

test('a person is found by any of their addresses, also one that only another account has', async () => {
  const first = await makeConnection(db)
  const second = await makeConnection(db, { precedence: 2, primary: false })
  await syncList(db, first, [{ id: 'alias-1', email: 'alias.work@example.test' }])
  const { personId } = await account(first.id, 'alias-1')
  await db.query(`update accounts set email = 'alias.private@example.test' where connection_id = $1`, [first.id])
  await syncList(db, second, [{ id: 'alias-2', email: 'Alias.Private@example.test' }])
  assert.equal((await account(second.id, 'alias-2')).personId, personId)
})

test('a record without a mandatory field makes no person, and its account waits; one that lost the field keeps its claim and gets its status', async () => {
  const connection = await makeConnection(db)
  const users = own('lack', 4)
  const { counts } = await syncList(db, connection, [...users, { id: 'lack-x', email: null }])
  assert.deepEqual(counts, { ...none, read: 5, created: 4, skipped: 1 })
  assert.equal((await account(connection.id, 'lack-x')).unmatchedReason, 'mandatory_empty')
  await syncList(db, connection, [
    { ...users[0]!, email: null, status: 'inactive' },
    ...users.slice(1),
    { id: 'lack-x', email: null },
  ])
  const leaver = await account(connection.id, 'lack-u0')
  assert.equal(leaver.status, 'inactive')
  assert.equal(leaver.claims['email'], 'lack.user0@example.test')
})

test('a unique field belongs to one person: who comes second is skipped, and an existing holder keeps theirs', async () => {
  const connection = await makeConnection(db)
  const users = own('uni', 2).map((user, n) => ({ ...user, claims: { badge: `B${n}` } }))
  await syncList(db, connection, users, { unique: ['badge'] })
  const { counts } = await syncList(
    db,
    connection,
    [
      users[0]!,
      { ...users[1]!, claims: { badge: 'B0' } },
      { id: 'uni-3', email: 'uni.three@example.test', claims: { badge: 'B1' } },
    ],
    { unique: ['badge'] },
  )
  assert.equal(counts.skipped, 1)
  assert.equal((await account(connection.id, 'uni-3')).unmatchedReason, 'unique_taken')
  assert.equal((await account(connection.id, 'uni-u1')).claims['badge'], 'B1')
})

test('service accounts get no person and do not wait for one', async () => {
  const connection = await makeConnection(db)
  assert.deepEqual((await syncList(db, connection, [{ id: 'bot-1', email: null, bot: true }])).counts, {
    ...none,
    read: 1,
    created: 1,
  })
  assert.deepEqual(
    { ...(await account(connection.id, 'bot-1')), claims: 0 },
    { status: 'active', personId: null, unmatchedReason: null, missing: false, claims: 0, listed: true },
  )
})

test('people only: the people are made, and the app lists no accounts', async () => {
  const connection = await makeConnection(db, { selection: 'people' })
  await syncList(db, connection, own('only', 1))
  const row = await account(connection.id, 'only-u0')
  assert.equal(row.listed, false)
  assert.notEqual(row.personId, null)
})

test('of several records with one id the last stands', async () => {
  const connection = await makeConnection(db)
  const { counts, syncId } = await syncList(db, connection, [
    { id: 'dup-1', email: 'dup.a@example.test' },
    { id: 'dup-1', email: 'dup.b@example.test' },
  ])
  assert.deepEqual(counts, { ...none, read: 1, created: 1 })
  assert.equal((await account(connection.id, 'dup-1')).claims['email'], 'dup.b@example.test')
  assert.deepEqual(
    (await issues(syncId)).map((issue) => issue.reason),
    ['duplicate_id'],
  )
})

test('a person follows the first source in precedence, a hand edit wins, and the status follows the primary source', async () => {
  const hr = await makeConnection(db, { precedence: 1, primary: true })
  const chat = await makeConnection(db, { precedence: 2, primary: false })
  await syncList(db, chat, [
    { id: 'pre-c', email: 'pre@example.test', name: 'Chat name', claims: { title: 'Chat title', phone: '1' } },
  ])
  await syncList(db, hr, [{ id: 'pre-h', email: 'pre@example.test', name: 'HR name' }])
  const read = () =>
    db.one<Record<string, unknown>>(
      `select display_name as name, title, status, fields from people where lower(email) = 'pre@example.test'`,
    )
  assert.deepEqual(await read(), { name: 'HR name', title: 'Chat title', status: 'active', fields: { phone: '1' } })
  await syncList(db, chat, [{ id: 'pre-c', email: 'pre@example.test', name: 'Chat name', status: 'inactive' }])
  assert.deepEqual(await read(), { name: 'HR name', title: null, status: 'active', fields: {} })
  await syncList(db, hr, [{ id: 'pre-h', email: 'pre@example.test', name: 'HR name', status: 'suspended' }])
  assert.equal((await read())!['status'], 'suspended')
  await db.query(
    `update people set manual = '{"displayName": "By hand", "status": "active"}' where lower(email) = 'pre@example.test'`,
  )
  await syncList(db, hr, [{ id: 'pre-h', email: 'pre@example.test', name: 'HR renamed', status: 'inactive' }])
  assert.deepEqual(await read(), { name: 'By hand', title: null, status: 'active', fields: {} })
})

test('an unsealed sync creates and updates, and marks nobody missing', async () => {
  const connection = await makeConnection(db)
  const users = own('part', 10)
  await syncList(db, connection, users)
  const { counts } = await syncList(db, connection, [{ ...users[0]!, name: 'New name' }], { sealed: false })
  assert.deepEqual(counts, { ...none, read: 1, updated: 1 })
  assert.equal((await account(connection.id, 'part-u9')).missing, false)
})

test('groups and their members follow the lists; a list that lost most of its groups is not believed', async () => {
  const connection = await makeConnection(db)
  const users = own('grp', 6)
  const ids = users.map((user) => user.id)
  const held = () =>
    db.query<{ name: string; members: number }>(
      `select e.name, count(g.account_id)::int as members from entitlements e left join grants g on g.entitlement_id = e.id where e.connection_id = $1 and e.missing_since is null group by e.name order by 1`,
      [connection.id],
    )
  const groups = Array.from({ length: 12 }, (_, n) => ({
    id: `g${n}`,
    name: `Group ${String(n).padStart(2, '0')}`,
    members: ids.slice(0, 2),
  }))
  await syncList(db, connection, users, { groups })
  assert.deepEqual((await held())[0], { name: 'Group 00', members: 2 })
  await syncList(db, connection, users, {
    groups: [{ ...groups[0]!, name: 'Renamed', members: ids.slice(1, 4) }, ...groups.slice(1, 11)],
  })
  assert.deepEqual((await held()).at(-1), { name: 'Renamed', members: 3 })
  assert.equal((await held()).length, 11)
  const { holds } = await syncList(db, connection, users, { groups: [groups[1]!] })
  assert.equal((await held()).length, 11, 'ten groups gone at once wait for a person')
  assert.deepEqual(
    holds.map(({ rule }) => rule),
    ['list'],
  )
  assert.match(holds[0]!.text, /^10 of 11 groups are missing from the vendor's list: Group 02, .*Renamed\.$/)
  await syncList(db, connection, users)
  assert.equal((await held()).length, 11, 'no list, no decision')
})
