import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { compilePath } from './path-reader.ts'
import { parsePath } from './path.ts'

const read = (path: string, record: unknown) => compilePath(parsePath(path))(record)

const ANA = {
  userName: 'ana',
  name: { givenName: 'Ana' },
  'first-name': 'A',
  active: false,
  seats: 0,
  none: null,
  emails: [
    { value: 'home@x.test', type: 'home' },
    { value: 'ana@x.test', type: 'Work', primary: true },
    { value: 'late@x.test', type: 'work' },
  ],
  matrix: [[1, 2], [3]],
  codes: { '0': 'zero', '4010': 'x' },
  a: { b: { c: { d: { e: 'deep' } } } },
}

test('each form of path gives what stands there, with its type', () => {
  assert.equal(read('userName', ANA), 'ana')
  assert.equal(read('name.givenName', ANA), 'Ana')
  assert.equal(read('["first-name"]', ANA), 'A')
  assert.equal(read('active', ANA), false)
  assert.equal(read('seats', ANA), 0)
  assert.equal(read('none', ANA), null)
  assert.equal(read('emails[0].value', ANA), 'home@x.test')
  assert.equal(read('emails.1.value', ANA), 'ana@x.test')
  assert.equal(read('matrix[0][1]', ANA), 2)
  assert.equal(read('codes.0', ANA), 'zero')
  assert.equal(read('codes.4010', ANA), 'x')
  assert.equal(read('a.b.c.d.e', ANA), 'deep')
})

test('a choice from a list takes the first element that fits, without regard to case', () => {
  assert.equal(read('emails[type=work].value', ANA), 'ana@x.test')
  assert.equal(read('emails[type=WORK].value', ANA), 'ana@x.test')
  assert.equal(read('emails[primary=true].value', ANA), 'ana@x.test')
  assert.equal(read('emails[primary=true].value', { emails: [{ primary: 'True', value: 'x' }] }), 'x')
  assert.equal(read('fields[id=7].value', { fields: [{ id: 70 }, { id: 7, value: 'x' }] }), 'x')
  assert.equal(read('emails[type=other].value', ANA), undefined)
})

test('what is not there is undefined, at every step', () => {
  for (const path of [
    'x',
    'x.y',
    'userName.x',
    'none.x',
    'emails.value',
    'emails[9].value',
    'name[0]',
    'a[b=c]',
    'a.b.c.d.e.f',
  ])
    assert.equal(read(path, ANA), undefined, path)
  for (const record of [undefined, null, 1, 'text', true, []]) assert.equal(read('length', record), undefined)
})

const INHERITED = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'length',
  'prototype',
  'at',
  'map',
]

test('nothing is read from a prototype, neither of objects, lists nor texts', () => {
  for (const key of INHERITED) {
    for (const record of [{}, { x: {} }, [], 'text', 5, { list: [1] }]) {
      assert.equal(read(key, record), undefined, key)
      assert.equal(read(`x["${key}"]`, record), undefined, key)
      assert.equal(read(`list.${key}`, record), undefined, key)
      assert.equal(read(`${key}.name`, record), undefined, key)
      assert.equal(read(`${key}.constructor.name`, record), undefined, key)
      assert.equal(read(`list[${key}=x]`, record), undefined, key)
    }
  }
})

test("a vendor's own key of such a name is a value like any other", () => {
  const record: unknown = JSON.parse('{"__proto__":{"x":"own"},"constructor":"Lotus","toString":7,"length":3}')
  assert.equal(read('__proto__.x', record), 'own')
  assert.equal(read('constructor', record), 'Lotus')
  assert.equal(read('toString', record), 7)
  assert.equal(read('length', record), 3)
})

test('no path throws on any JSON value, and none changes it', () => {
  const paths = [
    'a',
    'a.b',
    'a[0].b',
    'a[b=c].d',
    '__proto__.a',
    'a.0.b[x=true]',
    'constructor.prototype.polluted',
    'a.b.c.d.e',
  ]
  const readers = paths.map((path) => compilePath(parsePath(path)))
  fc.assert(
    fc.property(fc.jsonValue(), (record) => {
      const before = JSON.stringify(record)
      for (const reader of readers) reader(record)
      assert.equal(JSON.stringify(record), before)
    }),
  )
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
})
