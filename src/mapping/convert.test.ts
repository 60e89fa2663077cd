import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { CONVERT, MAX_TEXT, type Scalar, type ValueProblem } from './convert.ts'
import type { ValueForm } from './fields.ts'

function convert(form: ValueForm, value: unknown): Scalar | null | ValueProblem[] {
  const problems: ValueProblem[] = []
  const result = CONVERT[form](value, (why) => problems.push(why))
  if (result !== null) assert.deepEqual(problems, [])
  return result === null && problems.length > 0 ? problems : result
}

const TABLE: [ValueForm, unknown, Scalar | null | ValueProblem[]][] = [
  ['text', '  Ana\t', 'Ana'],
  ['text', 42, '42'],
  ['text', 0, '0'],
  ['text', false, 'false'],
  ['text', '', null],
  ['text', ' \n', null],
  ['text', null, null],
  ['text', undefined, null],
  ['text', ['a'], ['not_one_value']],
  ['text', { a: 1 }, ['not_one_value']],
  ['text', 'A\u0000n\u0000a', 'Ana'],
  ['text', '\u0000', null],
  ['text', 'a\ud800b', 'a\ufffdb'],
  ['text', '😀', '😀'],
  ['email', ' Ana@X.Test ', 'Ana@X.Test'],
  ['email', "o'brien+x@sub.x.test", "o'brien+x@sub.x.test"],
  ['email', 'größe@exämple.test', 'größe@exämple.test'],
  ['email', '', null],
  ['email', 'ana', ['not_an_email']],
  ['email', 'ana@localhost', ['not_an_email']],
  ['email', 'Ana <ana@x.test>', ['not_an_email']],
  ['email', 'a@x.test,b@x.test', ['not_an_email']],
  ['email', 'a@b@x.test', ['not_an_email']],
  ['email', '@x.test', ['not_an_email']],
  ['email', 'a@x..test', ['not_an_email']],
  ['email', `${'a'.repeat(320)}@x.test`, ['not_an_email']],
  ['email', 5, ['not_an_email']],
  ['email', ['a@x.test'], ['not_one_value']],
  ['number', 5, 5],
  ['number', ' 5.50 ', 5.5],
  ['number', '-1e3', -1000],
  ['number', -0, 0],
  ['number', '', null],
  ['number', '0x10', ['not_a_number']],
  ['number', '5 apples', ['not_a_number']],
  ['number', 'Infinity', ['not_a_number']],
  ['number', '1e999', ['not_a_number']],
  ['number', true, ['not_a_number']],
  ['number', [5], ['not_one_value']],
  ['boolean', true, true],
  ['boolean', 'True', true],
  ['boolean', ' TRUE ', true],
  ['boolean', 1, true],
  ['boolean', '1', true],
  ['boolean', false, false],
  ['boolean', 'false', false],
  ['boolean', 0, false],
  ['boolean', '0', false],
  ['boolean', '', null],
  ['boolean', 'maybe', ['not_a_boolean']],
  ['boolean', 2, ['not_a_boolean']],
  ['boolean', {}, ['not_one_value']],
  ['date', '2024-03-01', '2024-03-01'],
  ['date', ' 2024-02-29 ', '2024-02-29'],
  ['date', '2024-03-01T23:30:00Z', '2024-03-01T23:30:00.000Z'],
  ['date', '2024-03-01T23:30:00.123456+02:00', '2024-03-01T21:30:00.123Z'],
  ['date', '2024-03-01 23:30', '2024-03-01T23:30:00.000Z'],
  ['date', '2024-03-01T23:30:00-0500', '2024-03-02T04:30:00.000Z'],
  ['date', '2024-03-01T23:30:00+05', '2024-03-01T18:30:00.000Z'],
  ['date', 1_700_000_000, '2023-11-14T22:13:20.000Z'],
  ['date', 1_700_000_000_000, '2023-11-14T22:13:20.000Z'],
  ['date', '1700000000', '2023-11-14T22:13:20.000Z'],
  ['date', 0, null],
  ['date', '0000-00-00', null],
  ['date', '', null],
  ['date', '2023-02-29', ['not_a_date']],
  ['date', '2024-02-30T00:00:00Z', ['not_a_date']],
  ['date', '2024-13-01', ['not_a_date']],
  ['date', '2024-03-01T25:00:00Z', ['not_a_date']],
  ['date', '0000-01-01', ['not_a_date']],
  ['date', '03/04/2024', ['not_a_date']],
  ['date', '20240304', ['not_a_date']],
  ['date', 20_240_304, ['not_a_date']],
  ['date', 1e15, ['not_a_date']],
  ['date', -5, ['not_a_date']],
  ['date', true, ['not_a_date']],
  ['date', {}, ['not_one_value']],
  ['day', '2024-03-01', '2024-03-01'],
  ['day', '2024-03-01T00:00:00+02:00', '2024-03-01'],
  ['day', 1_700_000_000, '2023-11-14'],
  ['day', '1700000000', '2023-11-14'],
  ['day', 'soon', ['not_a_date']],
]

for (const [form, value, expected] of TABLE) {
  test(`as ${form}, ${JSON.stringify(value) ?? 'undefined'} becomes ${JSON.stringify(expected)}`.slice(0, 150), () => {
    assert.deepEqual(convert(form, value), expected)
  })
}

test('a long text is cut between characters, and that is said', () => {
  const problems: ValueProblem[] = []
  const note = (why: ValueProblem) => problems.push(why)
  assert.equal(CONVERT.text('a'.repeat(MAX_TEXT), note), 'a'.repeat(MAX_TEXT))
  assert.deepEqual(problems, [])
  assert.equal(CONVERT.text('a'.repeat(MAX_TEXT - 1) + '😀', note), 'a'.repeat(MAX_TEXT - 1))
  assert.deepEqual(problems, ['too_long'])
  assert.equal(CONVERT.text(' '.repeat(20_000) + 'a', note), null)
  assert.deepEqual(problems, ['too_long', 'too_long'])
})

test('every text that comes out can be stored as jsonb, and converting it again changes nothing', () => {
  const hostile = fc.string({
    unit: fc.constantFrom('a', ' ', '\u0000', '\ud83d', '\ude00', '\ud800', '\u00a0', '"', '\\', '\n'),
    maxLength: 3000,
    size: 'max',
  })
  fc.assert(
    fc.property(hostile, (text) => {
      const value = CONVERT.text(text, () => undefined)
      if (value === null) return
      assert.ok(typeof value === 'string' && value.length > 0 && value.length <= MAX_TEXT)
      assert.ok(!value.includes('\u0000') && value.isWellFormed() && value.trim() === value)
      assert.equal(
        CONVERT.text(value, () => assert.fail()),
        value,
      )
    }),
  )
})

test('no conversion throws, whatever the value is', () => {
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.jsonValue()), (value) => {
      for (const form of Object.keys(CONVERT) as ValueForm[]) {
        const result = CONVERT[form](value, () => undefined)
        assert.ok(result === null || ['string', 'number', 'boolean'].includes(typeof result))
      }
    }),
  )
})

test('every date that comes out is one that is read again as the same', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1973-03-04T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true }),
      (date) => {
        const iso = date.toISOString()
        assert.equal(convert('date', iso), iso)
        assert.equal(convert('date', date.getTime()), iso)
        assert.equal(convert('date', iso.slice(0, 10)), iso.slice(0, 10))
      },
    ),
  )
})
