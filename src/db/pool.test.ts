import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '#test/helpers/database.ts'
import { uniqueViolation } from './errors.ts'
import { createDb, openPool } from './pool.ts'
import { sql } from './sql.ts'

const { db, url } = await testDatabase({ empty: true })

test('values come back as the types that the code counts on, whatever the zone of this process', async () => {
  const row = await db.one(`select 9007199254740991::bigint as big, array[1, null]::bigint[] as bigs, count(*) as count,
    timestamptz '2026-03-29 03:30+02' as instant, date '2026-03-29' as day, array[date '2026-03-29'] as days,
    1.10::numeric as amount, '{"a": [1]}'::jsonb as data, array['x', 'y'] as texts`)
  assert.deepEqual(row, {
    big: 9007199254740991,
    bigs: [1, null],
    count: 1,
    instant: new Date('2026-03-29T01:30:00Z'),
    day: '2026-03-29',
    days: ['2026-03-29'],
    amount: '1.10',
    data: { a: [1] },
    texts: ['x', 'y'],
  })
})

test('a bigint that a number cannot hold is an error, not another number', async () => {
  await assert.rejects(db.query('select 9007199254740993::bigint as big'), RangeError)
  assert.deepEqual(await db.query('select 1 as one'), [{ one: 1 }])
})

test('one() finds one row or none, and refuses two', async () => {
  assert.equal(await db.one('select 1 where false'), undefined)
  await assert.rejects(db.one('select generate_series(1, 2)'), { code: 'internal' })
})

test('execute() tells how many rows were written, and an sql piece brings its values', async () => {
  await db.query('create table things (id int constraint things_key primary key)')
  assert.equal(await db.execute(sql`insert into things select generate_series(1, ${5})`), 5)
  const failing = db.execute(sql`insert into things values (${3})`)
  const error: unknown = await failing.catch((thrown: unknown) => thrown)
  assert.equal(uniqueViolation(error), 'things_key')
  assert.equal(uniqueViolation(new Error('another')), undefined)
})

test('connections that the server ends are replaced without an error, while idle', async () => {
  await Promise.all([1, 2, 3].map(() => db.query('select pg_sleep(0.01)')))
  const other = openPool(url)
  await other.query(
    'select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  )
  await other.end()
  assert.deepEqual(await db.query('select 1 as one'), [{ one: 1 }])
})

test('a wrong database name or password is told apart from a server that is away', async () => {
  const wrong = new URL(url)
  wrong.pathname = '/no_such_database'
  const pool = openPool(wrong.href)
  await assert.rejects(createDb(pool).query('select 1'), { code: 'database_unreachable', message: /refuses/ })
  await pool.end()
})
