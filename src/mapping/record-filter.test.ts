import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isAppError } from '#base/errors.ts'
import { FILTER_OPERATORS, type FilterGroup, type FilterRule } from './mapping.ts'
import { checkFilter, compileFilter } from './record-filter.ts'

const ANA = {
  email: 'Ana@X.Test',
  userType: 'Employee',
  level: 3,
  levelText: '12',
  active: true,
  bot: 'False',
  nick: '',
  none: null,
  hired: '2024-03-01',
  seen: '2024-03-01T12:00:00+02:00',
  role_id: [5, 123],
  tags: ['Staff', 'Oslo'],
  empty: [],
  emails: [{ type: 'work', value: 'ana@x.test' }],
}

const keeps = (rule: FilterRule, record: unknown = ANA) => compileFilter({ match: 'all', rules: [rule] })(record)

const HOLDS: [string, FilterRule['op'], FilterRule['value'], boolean][] = [
  ['userType', 'equals', 'employee', true],
  ['userType', 'equals', 'Employee ', true],
  ['userType', 'equals', 'Guest', false],
  ['level', 'equals', 3, true],
  ['level', 'equals', '3', true],
  ['active', 'equals', true, true],
  ['none', 'equals', 'x', false],
  ['role_id', 'equals', 123, true],
  ['role_id', 'equals', 12, false],
  ['userType', 'not_equals', 'Guest', true],
  ['missing', 'not_equals', 'Guest', true],
  ['role_id', 'not_equals', 123, false],
  ['email', 'contains', '@x.', true],
  ['email', 'contains', '@y.', false],
  ['tags', 'contains', 'osl', true],
  ['missing', 'contains', 'x', false],
  ['email', 'not_contains', '@y.', true],
  ['missing', 'not_contains', 'x', true],
  ['tags', 'not_contains', 'osl', false],
  ['email', 'starts_with', 'ANA@', true],
  ['email', 'starts_with', 'x', false],
  ['email', 'ends_with', '@x.TEST', true],
  ['email', 'ends_with', 'ana', false],
  ['userType', 'in', ['guest', 'employee'], true],
  ['level', 'in', [1, 2], false],
  ['level', 'in', ['3'], true],
  ['role_id', 'in', [123], true],
  ['missing', 'in', ['x'], false],
  ['userType', 'not_in', ['guest'], true],
  ['missing', 'not_in', ['x'], true],
  ['tags', 'not_in', ['staff'], false],
  ['level', 'greater', 2, true],
  ['level', 'greater', 3, false],
  ['levelText', 'greater', 3, true],
  ['level', 'less', '4', true],
  ['hired', 'greater', '2024-02-28', true],
  ['seen', 'less', '2024-03-01T10:00:01Z', true],
  ['seen', 'less', '2024-03-01T10:00:00Z', false],
  ['hired', 'greater', 5, false],
  ['email', 'greater', 5, false],
  ['missing', 'greater', -5, false],
  ['missing', 'less', 5, false],
  ['email', 'present', undefined, true],
  ['nick', 'present', undefined, false],
  ['none', 'present', undefined, false],
  ['empty', 'present', undefined, false],
  ['level', 'present', undefined, true],
  ['emails[type=work]', 'present', undefined, true],
  ['emails[type=home]', 'present', undefined, false],
  ['nick', 'absent', undefined, true],
  ['missing', 'absent', undefined, true],
  ['email', 'absent', undefined, false],
  ['active', 'is_true', undefined, true],
  ['bot', 'is_true', undefined, false],
  ['missing', 'is_true', undefined, false],
  ['bot', 'is_false', undefined, true],
  ['missing', 'is_false', undefined, true],
  ['active', 'is_false', undefined, false],
  ['{{ email | split: "@" | last }}', 'equals', 'x.test', true],
]

for (const [path, op, value, expected] of HOLDS) {
  test(`${path} ${op} ${JSON.stringify(value) ?? ''} is ${expected}`, () => {
    assert.equal(keeps({ path, op, ...(value === undefined ? {} : { value }) }), expected)
  })
}

test('every operator has been shown true and false', () => {
  for (const op of FILTER_OPERATORS)
    for (const outcome of [true, false])
      assert.ok(
        HOLDS.some((row) => row[1] === op && row[3] === outcome),
        `${op} ${outcome}`,
      )
})

test('groups join by all or any, inside each other, and an empty one takes everything', () => {
  const yes: FilterRule = { path: 'active', op: 'is_true' }
  const no: FilterRule = { path: 'active', op: 'is_false' }
  const group = (match: 'all' | 'any', ...rules: FilterGroup['rules']): FilterGroup => ({ match, rules })
  assert.equal(compileFilter(group('all', yes, no))(ANA), false)
  assert.equal(compileFilter(group('any', no, yes))(ANA), true)
  assert.equal(compileFilter(group('any', no, no))(ANA), false)
  assert.equal(compileFilter(group('all', yes, group('any', no, group('all', yes, yes))))(ANA), true)
  assert.equal(compileFilter(group('all', yes, group('any', no, group('all', yes, no))))(ANA), false)
  assert.equal(compileFilter(group('all'))(ANA), true)
  assert.equal(compileFilter(group('any'))(ANA), true)
})

const OPPOSITES = [
  ['equals', 'not_equals'],
  ['contains', 'not_contains'],
  ['in', 'not_in'],
  ['present', 'absent'],
  ['is_true', 'is_false'],
] as const

test('no record falls between a rule and its opposite, and none throws', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), fc.jsonValue({ maxDepth: 3 })),
      fc.string({ minLength: 1 }),
      (record, value) => {
        for (const [op, opposite] of OPPOSITES) {
          const given = op === 'present' || op === 'is_true' ? {} : { value: op === 'in' ? [value] : `x${value}` }
          assert.notEqual(
            keeps({ path: 'a', op, ...given }, record),
            keeps({ path: 'a', op: opposite, ...given }, record),
          )
        }
      },
    ),
  )
})

test('a rule that cannot work is named with its place, and cannot be compiled', () => {
  const wrong: [FilterRule, string][] = [
    [{ path: 'a..b', op: 'present' }, 'path'],
    [{ path: '{{ a | shout }}', op: 'present' }, 'path'],
    [{ path: '$syncTime', op: 'present' }, 'path'],
    [{ path: 'a', op: 'equals' }, 'value'],
    [{ path: 'a', op: 'equals', value: ['x'] }, 'value'],
    [{ path: 'a', op: 'contains', value: ' ' }, 'value'],
    [{ path: 'a', op: 'in', value: 'x' }, 'value'],
    [{ path: 'a', op: 'in', value: [] }, 'value'],
    [{ path: 'a', op: 'is_true', value: true }, 'value'],
    [{ path: 'a', op: 'greater', value: 'many' }, 'value'],
  ]
  for (const [rule, place] of wrong) {
    const nested: FilterGroup = {
      match: 'all',
      rules: [
        { path: 'ok', op: 'present' },
        { match: 'any', rules: [rule] },
      ],
    }
    const problems = checkFilter(nested, 'filter')
    assert.deepEqual(
      problems.map((problem) => problem.path),
      [`filter.rules.1.rules.0.${place}`],
      JSON.stringify(rule),
    )
    assert.throws(
      () => compileFilter(nested),
      (thrown) => isAppError(thrown, 'mapping_invalid'),
    )
  }
})
