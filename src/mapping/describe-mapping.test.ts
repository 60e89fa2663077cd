import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { compileMapping } from './compile-mapping.ts'
import { describeMapping } from './describe-mapping.ts'
import type { Mapping } from './mapping.ts'

const MAPPING: Mapping = {
  targets: [
    { field: 'email', source: 'emails[type=work].value' },
    { field: 'username', source: '{{ login | default: name | downcase }}!' },
    { field: 'role', constant: 'Employee' },
    { field: 'title', source: 'state', values: { '1': 'Engineer' } },
    { field: 'startDate', source: 'hired' },
    { field: 'seen', source: '$syncTime' },
  ],
  customFields: [{ field: 'seen', label: 'Seen', type: 'date' }],
}
const SYNC = { credentialName: 'Key', syncTime: '2026-03-01T10:00:00.000Z' }
const ANA = { emails: [{ type: 'work', value: ' Ana@x.test ' }], name: 'ANA', state: 1, hired: 'soon' }

test('a path is told with what stands there and what became of it', () => {
  assert.deepEqual(describeMapping(MAPPING, 'email', ANA, SYNC), {
    field: 'email',
    source: 'emails[type=work].value',
    raw: ' Ana@x.test ',
    steps: [
      { what: 'read emails[type=work].value', value: ' Ana@x.test ' },
      { what: 'as an e-mail address', value: 'Ana@x.test' },
    ],
    value: 'Ana@x.test',
    problems: [],
  })
})

test('a template is told filter by filter, a table, a constant and a tracking source as such', () => {
  const steps = (field: string) => describeMapping(MAPPING, field, ANA, SYNC)?.steps
  assert.deepEqual(steps('username'), [
    { what: 'read login', value: null },
    { what: 'default', value: 'ANA' },
    { what: 'downcase', value: 'ana' },
    { what: 'the text of {{ login | default: name | downcase }}!', value: 'ana!' },
    { what: 'as a text', value: 'ana!' },
  ])
  assert.deepEqual(steps('title'), [
    { what: 'read state', value: 1 },
    { what: 'translated by the value table', value: 'Engineer' },
  ])
  assert.deepEqual(steps('role')?.[0], { what: 'the same for every record', value: 'Employee' })
  assert.deepEqual(steps('seen')?.[0], { what: 'the start of the sync', value: '2026-03-01T10:00:00.000Z' })
})

test('a value that was left out says why, and a field that is not mapped has no story', () => {
  const told = describeMapping(MAPPING, 'startDate', ANA, SYNC)
  assert.equal(told?.value, null)
  assert.match(told?.problems[0] ?? '', /not a date/)
  assert.equal(describeMapping(MAPPING, 'phone', ANA, SYNC), null)
  assert.equal(
    describeMapping(MAPPING, 'email', { emails: [{ type: 'work', value: ['x'] }] }, SYNC)?.raw,
    '(a list of 1)',
  )
})

test('the story ends with the value that a sync takes, whatever the record is', () => {
  const { apply } = compileMapping(MAPPING, SYNC)
  const key = fc.constantFrom('emails', 'login', 'name', 'state', 'hired')
  fc.assert(
    fc.property(fc.dictionary(key, fc.jsonValue()), (record) => {
      const { claims, problems } = apply(record)
      for (const { field } of MAPPING.targets.filter((target) => target.field !== 'seen')) {
        const told = describeMapping(MAPPING, field, record, SYNC)
        assert.equal(told?.value ?? undefined, claims[field])
        assert.deepEqual(
          told?.problems,
          problems.filter((problem) => problem.field === field).map(({ why }) => why),
        )
      }
    }),
  )
})
