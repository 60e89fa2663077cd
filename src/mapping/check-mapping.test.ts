import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkMapping, type CheckOptions } from './check-mapping.ts'
import type { SourceField } from './fields.ts'
import type { CustomField, Mapping, Target } from './mapping.ts'

const COMPLETE: Target[] = [
  { field: 'email', source: 'profile.email', key: true },
  { field: 'username', source: 'name' },
  { field: 'role', constant: 'Employee' },
]

const FIELDS: SourceField[] = [
  { name: 'Email', path: 'profile.email', type: 'text' },
  { name: 'User Name', path: 'name', type: 'text' },
  { name: 'Phone', path: 'phones[type=work].value', type: 'text' },
]

const SAMPLE = [
  {
    name: 'ana',
    profile: { email: 'ana@x.test', title: null },
    groups: [{ id: 1, name: 'Staff' }],
    tags: ['a'],
    manager: null,
    phones: [],
  },
  { name: 'bo', profile: { email: 'bo@x.test' }, groups: [], tags: [], site: { city: 'Oslo' } },
]

const problems = (mapping: Mapping, options?: CheckOptions) =>
  checkMapping(mapping, options).map(({ path, message }) => `${path}: ${message}`)
const withTarget = (target: Target, options?: CheckOptions, more: Partial<Mapping> = {}) =>
  problems({ targets: [...COMPLETE, target], ...more }, options)
const only = (found: string[], pattern: RegExp) => {
  assert.equal(found.length, 1, found.join('\n'))
  assert.match(found[0]!, pattern)
}

test('a complete mapping has no problem', () => {
  assert.deepEqual(problems({ targets: COMPLETE }), [])
  assert.deepEqual(problems({ targets: COMPLETE }, { fields: FIELDS, sample: SAMPLE }), [])
})

test('each mandatory field that is missing is named', () => {
  for (const missing of ['email', 'username', 'role']) {
    const found = problems({ targets: COMPLETE.filter((target) => target.field !== missing) })
    assert.ok(
      found.some((text) => text.startsWith('targets: ') && text.includes(`(${missing})`)),
      found.join('\n'),
    )
  }
})

test('a mapping without a sync key says so, and one with four too', () => {
  only(problems({ targets: COMPLETE.map((target) => ({ ...target, key: false })) }), /^targets: There is no sync key/)
  const keys = ['a', 'b', 'c'].map((field): Target => ({ field, source: 'name', key: true }))
  const customFields = keys.map(({ field }): CustomField => ({ field, label: field, type: 'text', unique: true }))
  only(problems({ targets: [...COMPLETE, ...keys], customFields }), /at most 3 sync keys/)
  assert.deepEqual(problems({ targets: [...COMPLETE, ...keys.slice(1)], customFields }), [])
})

test('only fields that tell people apart can be sync keys', () => {
  only(withTarget({ field: 'title', source: 'x', key: true }), /^targets\.3\.key: Job title cannot be a sync key/)
  assert.deepEqual(withTarget({ field: 'employeeNumber', source: 'x', key: true }), [])
  const custom = (unique: boolean): Partial<Mapping> => ({
    customFields: [{ field: 'slackId', label: 'Slack id', type: 'text', unique }],
  })
  assert.deepEqual(withTarget({ field: 'slackId', source: 'x', key: true }, {}, custom(true)), [])
  only(withTarget({ field: 'slackId', source: 'x', key: true }, {}, custom(false)), /^targets\.3\.key: Slack id cannot/)
  only(withTarget({ field: 'employeeNumber', constant: '5', key: true }), /^targets\.3\.key: A constant/)
})

test('an unknown target, a second one for a field, and status are refused', () => {
  only(withTarget({ field: 'shoeSize', source: 'x' }), /^targets\.3\.field: There is no field "shoeSize"/)
  only(withTarget({ field: 'constructor', source: 'x' }), /^targets\.3\.field: There is no field/)
  only(withTarget({ field: 'status', source: 'x' }), /^targets\.3\.field: The status is not mapped/)
  only(withTarget({ field: 'username', source: 'x' }), /^targets\.3\.field: "username" is mapped twice/)
})

test('a target says in exactly one way where its value comes from', () => {
  only(withTarget({ field: 'title' }), /^targets\.3: Job title has neither/)
  only(withTarget({ field: 'title', source: 'x', constant: 'y' }), /^targets\.3\.constant: .* Keep one/)
  only(withTarget({ field: 'title', constant: ' ' }), /^targets\.3\.constant: .* is not a text/)
  only(withTarget({ field: 'startDate', constant: 'soon' }), /^targets\.3\.constant: .* is not a date/)
  only(withTarget({ field: 'title', constant: 'x', values: { a: 'b' } }), /^targets\.3\.values: A constant needs no/)
})

test('a value table must have entries that fit the field', () => {
  only(withTarget({ field: 'title', source: 'x', values: {} }), /^targets\.3\.values: .* empty/)
  only(
    withTarget({ field: 'startDate', source: 'x', values: { '1': '2024-01-01', '2': 'soon' } }),
    /^targets\.3\.values: The value for "2" is not a date/,
  )
  assert.deepEqual(withTarget({ field: 'title', source: 'x', values: { '1': 'A', '*': null } }), [])
})

test('a source that cannot be read is named with its reason', () => {
  only(withTarget({ field: 'title', source: 'a..b' }), /^targets\.3\.source: "a\.\.b" is not a path/)
  only(withTarget({ field: 'title', source: '{{ a | shout }}' }), /^targets\.3\.source: There is no filter "shout"/)
  only(withTarget({ field: 'title', source: '{% if a %}' }), /^targets\.3\.source: .*only \{\{/)
  only(withTarget({ field: 'title', source: '{{ range.constructor("return 1")() }}' }), /^targets\.3\.source: /)
})

test('a path is unknown only if the connector does not declare it and no record has it', () => {
  const unknown = (source: string, options: CheckOptions) => withTarget({ field: 'title', source }, options)
  assert.deepEqual(unknown('anything.at.all', {}), [], 'nothing is known')
  only(
    unknown('profile.titel', { fields: FIELDS }),
    /^targets\.3\.source: The connector does not declare "profile\.titel"/,
  )
  only(unknown('profile.titel', { sample: SAMPLE }), /^targets\.3\.source: Neither .* "profile\.titel"/)
  only(unknown('{{ name }} {{ profile.titel | upcase }}', { sample: SAMPLE }), /"profile\.titel"/)
  only(unknown('{{ name | default: titel }}', { sample: SAMPLE }), /"titel"/)
  only(unknown('name.constructor', { sample: SAMPLE }), /"name\.constructor"/)
  only(unknown('constructor.name', { sample: SAMPLE }), /"constructor\.name"/)
  const both = { fields: FIELDS, sample: SAMPLE }
  for (const known of [
    'profile.title',
    'phones[primary=true].value',
    'phones[0]["value"]',
    'response.profile.email',
    'groups[name=Staff].id',
    'tags[0]',
    'site.city',
  ])
    assert.deepEqual(unknown(known, both), [], known)
  assert.deepEqual(unknown('manager.name', both), [], 'what is below a null cannot be told')
  assert.deepEqual(unknown('phones[0].label', { sample: SAMPLE }), [], 'nor what is in an empty list')
})

test('a source field that the admin added is known; its path is checked too', () => {
  const sources = [{ name: 'Cost centre', path: '["cost-center"].code' }]
  assert.deepEqual(withTarget({ field: 'title', source: '["cost-center"].code' }, { sample: SAMPLE }, { sources }), [])
  only(problems({ targets: COMPLETE, sources: [{ name: 'x', path: 'a[' }] }), /^sources\.0\.path: /)
  only(
    problems({ targets: COMPLETE, sources: [{ name: 'x', path: '$syncTime' }] }),
    /^sources\.0\.path: .*without being added/,
  )
})

test('a list or a group of fields is refused as a whole', () => {
  const whole = (source: string) => withTarget({ field: 'title', source }, { sample: SAMPLE })
  only(whole('groups'), /^targets\.3\.source: "groups" is a list/)
  only(whole('profile'), /^targets\.3\.source: "profile" is a group of fields/)
  only(whole('groups[0]'), /is a group of fields/)
  only(whole('x {{ tags | upcase }}'), /"tags" is a list/)
  only(whole('{{ name | default: tags }}'), /"tags" is a list/)
  assert.deepEqual(whole('{{ tags | join: ", " }}'), [])
  assert.deepEqual(whole('{{ groups | map: "name" | first }}'), [])
})

test('tracking sources fill fields of their own only, alone and as they are', () => {
  const customFields: CustomField[] = [
    { field: 'seen', label: 'Seen', type: 'date' },
    { field: 'by', label: 'By', type: 'text', unique: true },
    { field: 'many', label: 'Many', type: 'number' },
  ]
  const track = (target: Target) => withTarget(target, { sample: SAMPLE }, { customFields })
  assert.deepEqual(track({ field: 'seen', source: '$syncTime' }), [])
  assert.deepEqual(track({ field: 'by', source: '{{ $credentialName }}' }), [])
  only(track({ field: 'title', source: '$syncTime' }), /^targets\.3\.source: .*field of your own/)
  only(track({ field: 'by', source: '$credentialName', key: true }), /field of your own, as it is/)
  only(track({ field: 'many', source: '$syncTime' }), /type number/)
  only(track({ field: 'seen', source: '$credentialName' }), /type date/)
  only(track({ field: 'by', source: 'at {{ $syncTime }}' }), /mapped alone/)
  const own = [{ name: 'ana', profile: { email: 'a@x.test' }, $syncTime: 'x' }]
  assert.deepEqual(withTarget({ field: 'title', source: '["$syncTime"]' }, { sample: own }), [], "the record's own key")
})

test('a new field needs a name of its own, and agrees with the one that exists', () => {
  const custom = (field: Partial<CustomField>, options?: CheckOptions) =>
    problems(
      { targets: COMPLETE, customFields: [{ field: 'slackId', label: 'Slack id', type: 'text', ...field }] },
      options,
    )
  assert.deepEqual(custom({}), [])
  for (const name of [
    'Slack id',
    '__proto__',
    'constructor',
    'toString',
    'valueOf',
    'email',
    'status',
    'id',
    'a'.repeat(51),
    '',
  ])
    only(custom({ field: name }), /^customFields\.0\.field: /)
  only(custom({ unique: true, type: 'boolean' }), /^customFields\.0\.unique: /)
  const existingFields = [{ name: 'slackId', type: 'number' as const, unique: true }]
  assert.equal(custom({}, { existingFields }).length, 2)
  assert.deepEqual(custom({ type: 'number', unique: true }, { existingFields }), [])
  const twice: CustomField = { field: 'a', label: 'A', type: 'text' }
  only(problems({ targets: COMPLETE, customFields: [twice, twice] }), /^customFields\.1\.field: /)
})

test('filter rules are checked like targets, with their place', () => {
  const filter = (path: string, value?: string): Mapping['filter'] => ({
    match: 'all',
    rules: [{ match: 'any', rules: [{ path, op: 'equals', ...(value === undefined ? {} : { value }) }] }],
  })
  const check = (path: string, value?: string) =>
    problems({ targets: COMPLETE, filter: filter(path, value) }, { sample: SAMPLE })
  assert.deepEqual(check('tags', 'a'), [], 'a rule may look into a list')
  only(check('name'), /^filter\.rules\.0\.rules\.0\.value: /)
  only(check('titel', 'x'), /^filter\.rules\.0\.rules\.0\.path: Neither .* "titel"/)
  only(check('a..b', 'x'), /^filter\.rules\.0\.rules\.0\.path: /)
})
