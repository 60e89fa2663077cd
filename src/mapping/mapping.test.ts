import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { Mapping } from './mapping.ts'

const FULL = {
  targets: [
    { field: 'email', source: 'profile.email', key: true },
    { field: 'role', source: 'state', values: { '1': 'Employee', '*': null } },
    { field: 'seats', constant: 3 },
  ],
  customFields: [{ field: 'seats', label: 'Seats', type: 'number', unique: true }],
  sources: [{ name: 'Cost centre', path: 'custom.cost_center' }],
  filter: {
    match: 'all',
    rules: [
      { path: 'active', op: 'is_true' },
      {
        match: 'any',
        rules: [
          { path: 'a', op: 'in', value: ['x', 1] },
          { match: 'all', rules: [{ path: 'b', op: 'present' }] },
        ],
      },
    ],
  },
}

test('a full mapping is taken as it is', () => assert.deepEqual(Mapping.parse(FULL), FULL))

test('an unknown key is refused at every level, with its name', () => {
  const places: [unknown, string][] = [
    [{ ...FULL, extra: 1 }, 'extra'],
    [{ targets: [{ field: 'email', path: 'x' }] }, 'path'],
    [{ targets: [], customFields: [{ ...FULL.customFields[0], size: 1 }] }, 'size'],
    [{ targets: [], sources: [{ ...FULL.sources[0], type: 'text' }] }, 'type'],
    [{ targets: [], filter: { match: 'all', rules: [], not: true } }, 'not'],
  ]
  for (const [body, name] of places) {
    const result = Mapping.safeParse(body)
    assert.equal(result.success, false)
    assert.ok(
      result.error.issues.some((issue) => issue.code === 'unrecognized_keys' && issue.keys.includes(name)),
      name,
    )
  }
})

test('a key called __proto__ in a body changes no prototype', () => {
  const parsed = Mapping.safeParse(
    JSON.parse('{"targets":[{"field":"role","source":"a","values":{"__proto__":"x","constructor":"y","1":"z"}}]}'),
  )
  assert.equal(Object.getPrototypeOf(parsed.data?.targets[0]?.values ?? {}), Object.prototype)
  assert.equal(({} as Record<string, unknown>)['x'], undefined)
})

test('the form can be written as OpenAPI, without a schema that names itself', () => {
  assert.doesNotMatch(JSON.stringify(z.toJSONSchema(Mapping)), /\$ref/)
})
