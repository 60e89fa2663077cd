import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allOf, joinSql, nameSql, sql } from './sql.ts'

test('nested pieces number their parameters through the whole statement', () => {
  const filter = sql`status = ${'active'} and app_id = ${7}`
  const whole = sql`select * from accounts where id > ${1} and ${filter} limit ${10}`
  assert.equal(whole.text, 'select * from accounts where id > $1 and status = $2 and app_id = $3 limit $4')
  assert.deepEqual(whole.values, [1, 'active', 7, 10])
})

test('a value never becomes part of the text', () => {
  const hostile = `'; drop table people; --`
  const whole = sql`select ${hostile}, ${sql`${hostile}`}`
  assert.equal(whole.text, 'select $1, $2')
  assert.deepEqual(whole.values, [hostile, hostile])
})

test('conditions are joined with their own brackets, and none of them means all rows', () => {
  assert.equal(allOf([sql`a = ${1} or b = ${2}`, sql`c = ${3}`]).text, '(a = $1 or b = $2) and (c = $3)')
  assert.equal(sql`select 1 where ${allOf([])}`.text, 'select 1 where true')
  assert.equal(joinSql([nameSql('a'), nameSql('b"c')], ', ').text, '"a", "b""c"')
  assert.equal(joinSql([], ', ').text, '')
})

test('a piece can be used twice and in several statements', () => {
  const piece = sql`x = ${1}`
  assert.equal(sql`${piece} or ${piece}`.text, 'x = $1 or x = $2')
  assert.equal(piece.text, 'x = $1')
})

test('undefined is refused, null is a value', () => {
  assert.throws(() => sql`select ${undefined}`, TypeError)
  assert.deepEqual(sql`select ${null}`.values, [null])
})
