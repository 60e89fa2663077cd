import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Db } from '#db/pool.ts'
import { testDatabase } from '#test/helpers/database.ts'
import { makeConnection, syncList, vendorUsers, type VendorUser } from '#test/helpers/staged-sync.ts'

let db: Db
before(async () => {
  ;({ db } = await testDatabase())
})

const users = (count: number, domain = 'example.test'): VendorUser[] =>
  vendorUsers(count).map((user) => ({
    ...user,
    id: `${domain}-${user.id}`,
    email: user.email!.replace('example.test', domain),
  }))
const rules = async (first: VendorUser[], second: VendorUser[], options: Parameters<typeof syncList>[3] = {}) => {
  const connection = await makeConnection(db)
  await syncList(db, connection, first, options)
  const { holds } = await syncList(db, connection, second, options)
  const gone = await db.one<{ n: number }>(
    'select count(*)::int as n from accounts where connection_id = $1 and missing_since is not null',
    [connection.id],
  )
  return { rules: holds.map((hold) => hold.rule), missing: gone!.n }
}

test('up to three, or 5 %, may be missing without asking; one more is held and nobody is marked', async () => {
  const hundred = users(100, 'small.test')
  assert.deepEqual(await rules(hundred, hundred.slice(5)), { rules: [], missing: 5 })
  assert.deepEqual(await rules(hundred, hundred.slice(6)), { rules: ['missing'], missing: 0 })
  const ten = users(10, 'tiny.test')
  assert.deepEqual(await rules(ten, ten.slice(3)), { rules: [], missing: 3 })
  assert.deepEqual(await rules(ten, ten.slice(4)), { rules: ['missing'], missing: 0 })
})

test('an empty list is held at any size, even one account', async () => {
  const one = users(1, 'single.test')
  assert.deepEqual(await rules(one, []), { rules: ['empty'], missing: 0 })
})

test('a whole domain that leaves is held, though it is a small share', async () => {
  const many = users(200, 'big.test')
  const few = users(4, 'branch.test')
  assert.deepEqual(await rules([...many, ...few], many), { rules: ['domain'], missing: 0 })
})

test('a whole group that leaves is held, though it is a small share', async () => {
  const many = users(200, 'grouped.test')
  const members = many.slice(0, 4).map((user) => user.id)
  const groups = [{ id: 'g', name: 'Night shift', members }]
  assert.deepEqual(await rules(many, many.slice(4), { groups }), { rules: ['group'], missing: 0 })
})

test('fields that vanish for many, and statuses that flip for many, are held', async () => {
  const many = users(100, 'jump.test')
  assert.deepEqual(
    (
      await rules(
        many,
        many.map((user, n) => (n < 30 ? { ...user, email: null } : user)),
      )
    ).rules,
    ['field_jump'],
  )
  assert.deepEqual(
    (
      await rules(
        many,
        many.map((user, n) => (n < 30 ? { ...user, status: 'inactive' as const } : user)),
      )
    ).rules,
    ['status_jump'],
  )
  assert.deepEqual(
    (
      await rules(
        many,
        many.map((user, n) => (n < 30 ? { ...user, status: 'unknown' as const } : user)),
      )
    ).rules,
    ['status_jump'],
  )
  assert.deepEqual(
    (
      await rules(
        many,
        many.map((user, n) => (n < 5 ? { ...user, status: 'inactive' as const } : user)),
      )
    ).rules,
    [],
  )
})
