import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '#test/helpers/database.ts'
import { copyInto, copyLine } from './copy.ts'

const { db } = await testDatabase({ empty: true })
await db.query('create table things (id int, name text, at timestamptz, flag boolean, data jsonb)')

test('what goes through COPY comes back as it was, whatever characters it holds', async () => {
  const names = [
    'plain',
    'a\tb',
    'a\nb',
    'a\r\nb',
    'back\\slash',
    '\\N',
    '\\.',
    '',
    '"quoted", {braces}',
    'Žluťoučký 🐎 名前',
    '\\t is not a tab',
    '\u0001\u0008\u000b\u000c',
  ]
  await db.query('truncate things')
  await db.tx((tx) =>
    copyInto(tx, 'things (id, name)', [Buffer.from(names.map((name, id) => copyLine([id, name])).join(''))]),
  )
  const rows = await db.query<{ name: string }>('select name from things order by id')
  assert.deepEqual(
    rows.map(({ name }) => name),
    names,
  )
})

test('null, dates, booleans and JSON keep their type, and the character NUL is left out', async () => {
  await db.query('truncate things')
  const at = new Date('2026-03-29T01:30:00.123Z')
  const lines = copyLine([1, 'a\0b', at, true, '{"a":"\\"\\\\ \\n"}']) + copyLine([2, null, undefined, false, null])
  const count = await db.tx((tx) => copyInto(tx, 'things (id, name, at, flag, data)', [Buffer.from(lines)]))
  assert.equal(count, 2)
  assert.deepEqual(await db.query('select id, name, at, flag, data from things order by id'), [
    { id: 1, name: 'ab', at, flag: true, data: { a: '"\\ \n' } },
    { id: 2, name: null, at: null, flag: false, data: null },
  ])
})

test('a chunk that fails takes the transaction with it and leaves the pool usable', async () => {
  await db.query('truncate things')
  const failing = db.tx(async (tx) => {
    await copyInto(tx, 'things (id)', [Buffer.from(copyLine([1]))])
    await copyInto(tx, 'things (id)', [Buffer.from(copyLine(['not a number']))])
  })
  await assert.rejects(failing, { code: '22P02' })
  assert.deepEqual(await db.query('select id from things'), [])
})

test('chunks of many megabytes arrive whole', async () => {
  await db.query('truncate things')
  const name = 'x'.repeat(1000)
  const chunks: Buffer[] = []
  for (let id = 0; id < 8000; id++) chunks.push(Buffer.from(copyLine([id, name])))
  assert.equal(await db.tx((tx) => copyInto(tx, 'things (id, name)', chunks)), 8000)
  const sum = await db.one<{ sum: number }>('select sum(length(name)) as sum from things')
  assert.equal(sum?.sum, 8_000_000)
})
