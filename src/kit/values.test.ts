import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Context } from './define.ts'
import {
  fieldsOf,
  flagOf,
  instantOf,
  perSettings,
  settingCount,
  settingList,
  settingText,
  splitName,
  textOf,
  vendorId,
} from './values.ts'

test('an id is a text or an exact whole number', () => {
  assert.equal(vendorId.parse('A1'), 'A1')
  assert.equal(vendorId.parse(56_781_966), '56781966')
  for (const wrong of ['', 1.5, 2 ** 53, null, true, {}])
    assert.equal(vendorId.safeParse(wrong).success, false, JSON.stringify(wrong))
})

test('texts without content are none', () => {
  assert.equal(textOf(' Ana '), 'Ana')
  for (const nothing of ['', '  ', null, undefined, 3, {}]) assert.equal(textOf(nothing), null)
})

test('fields keep single values only', () => {
  assert.deepEqual(
    fieldsOf({ a: 'x', b: 0, c: false, d: null, e: undefined, f: '', g: ['x'], h: { x: 1 }, i: Number.NaN }),
    { a: 'x', b: 0, c: false },
  )
})

test('instants come out in UTC, and what is none is null', () => {
  assert.equal(instantOf('2026-01-02T03:04:05Z'), '2026-01-02T03:04:05Z')
  assert.equal(instantOf('2026-01-02T03:04:05+02:00'), '2026-01-02T01:04:05.000Z')
  for (const none of ['', 'yesterday', null, undefined, 0]) assert.equal(instantOf(none), null)
})

test('flags may be texts', () => {
  assert.deepEqual([true, 'true', 'True', ' TRUE '].map(flagOf), [true, true, true, true])
  assert.deepEqual([false, 'false', 'False'].map(flagOf), [false, false, false])
  assert.deepEqual([1, 'yes', null, undefined, ''].map(flagOf), [null, null, null, null, null])
})

test('settings are read as they stand in a form', () => {
  const settings = { filter: ' ', size: '50', many: 500, bad: '-1', admins: ' Owner, admin ,,' }
  assert.equal(settingText(settings, 'filter'), null)
  assert.equal(settingText(settings, 'none'), null)
  assert.deepEqual(
    [
      settingCount(settings, 'size'),
      settingCount(settings, 'many'),
      settingCount(settings, 'bad'),
      settingCount(settings, 'none'),
    ],
    [50, 500, null, null],
  )
  assert.deepEqual([...settingList(settings, 'admins')], ['owner', 'admin'])
})

test('what settings mean is worked out once for each', () => {
  let made = 0
  const rules = perSettings((settings) => ({ made: ++made, size: settings['size'] }))
  const one: Context = { settings: { size: 1 } }
  const other: Context = { settings: { size: 2 } }
  assert.equal(rules(one), rules({ ...one, parentId: 'g' }))
  assert.deepEqual([rules(one).size, rules(other).size, made], [1, 2, 2])
})

test('a name in one text is taken apart at its last word', () => {
  for (const [name, givenName, familyName] of [
    ['Ana María Ng', 'Ana María', 'Ng'],
    [' Cy ', 'Cy', null],
    ['', null, null],
    [null, null, null],
  ] as const)
    assert.deepEqual(splitName(name), { givenName, familyName })
})
