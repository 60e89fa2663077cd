import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { Liquid } from 'liquidjs'
import { isAppError } from '#base/errors.ts'
import { compileSource, parseSource } from './source.ts'
import { FILTER_NAMES } from './template-filters.ts'

function evaluate(source: string, record: unknown): unknown {
  const parsed = parseSource(source)
  assert.notEqual(parsed.kind, 'tracking')
  return parsed.kind === 'tracking' ? undefined : compileSource(parsed)(record)
}

const ANA = {
  name: { givenName: ' Ana ', familyName: 'Ng' },
  real_name: 'Ana Maria Ng',
  login: 'ANA@X.TEST',
  state: 1,
  active: false,
  nick: '',
  hired: '2024-03-01T23:30:00-05:00',
  roles: [{ value: 'admin' }, { value: 'owner' }, {}],
  tags: ['a', 'b'],
  'first-name': 'A',
  emails: [{ type: 'work', value: 'ana@x.test' }],
}

test('a bare {{path}} keeps the type of its value', () => {
  assert.equal(evaluate('{{state}}', ANA), 1)
  assert.equal(evaluate('{{ active }}', ANA), false)
  assert.equal(evaluate(' {{ response.state }} ', ANA), 1)
  assert.equal(evaluate('{{response["first-name"]}}', ANA), 'A')
  assert.equal(evaluate('{{response.emails[type=work].value}}', ANA), 'ana@x.test')
  assert.deepEqual(parseSource('{{a.b}}'), parseSource('a.b'))
})

test("a record's own key of a tracking source's name is reached in brackets", () => {
  assert.equal(evaluate('["$syncTime"]', { $syncTime: 'x' }), 'x')
  assert.equal(parseSource('{{ $syncTime }}').kind, 'tracking')
})

test('a template makes text of all its parts, read by the same paths as elsewhere', () => {
  assert.equal(evaluate('{{ response.real_name }} ({{state}})', ANA), 'Ana Maria Ng (1)')
  assert.equal(evaluate('{{ emails[type=work].value | upcase }}', ANA), 'ANA@X.TEST')
  assert.equal(evaluate('{{ ["first-name"] }}-{{ roles[1].value }}', ANA), 'A-owner')
  assert.equal(evaluate('{{"Employee"}}', ANA), 'Employee')
  assert.equal(evaluate('{{ "}}" }}', ANA), '}}')
})

test('a template gives nothing when nothing in it has a value', () => {
  assert.equal(evaluate('{{ missing }}, {{ nick }}', ANA), null)
  assert.equal(evaluate('{{ missing | append: "" }}', ANA), null)
  assert.equal(evaluate('{{ missing }}, {{ state }}', ANA), ', 1')
  assert.equal(evaluate('x {{ roles }} {{ name }}', ANA), null, 'lists and objects are no text')
})

const CASES: [string, unknown][] = [
  ['{{ login | downcase }}', 'ana@x.test'],
  ['{{ login | lower }}', 'ana@x.test'],
  ['{{ real_name | upcase }}', 'ANA MARIA NG'],
  ['{{ real_name | upper }}', 'ANA MARIA NG'],
  ['{{ real_name | downcase | capitalize }}', 'Ana maria ng'],
  ['[{{ name.givenName | trim }}]', '[Ana]'],
  ['[{{ name.givenName | strip }}]', '[Ana]'],
  ['[{{ name.givenName | lstrip }}]', '[Ana ]'],
  ['[{{ name.givenName | rstrip }}]', '[ Ana]'],
  ['{{ nick | default: "x" }}', 'x'],
  ['{{ missing | default: nick | default: login }}', 'ANA@X.TEST'],
  ['{{ missing | default("x") }}', 'x'],
  ['{{ missing | default: 5 }}', '5'],
  ['{{ active | default: "x" }}', 'false'],
  ['{{ real_name | replace: " ", "." }}', 'Ana.Maria.Ng'],
  ["{{ real_name | replace(' ', '.') | lower }}", 'ana.maria.ng'],
  ['{{ real_name | replace: "", "." }}', 'Ana Maria Ng'],
  ['{{ real_name | remove: "Maria " }}', 'Ana Ng'],
  ['{{ real_name | split: " " | first }}', 'Ana'],
  ['{{ real_name | split: " " | last }}', 'Ng'],
  ['{{ login | split: "@" | first | append: "+" | prepend: "-" }}', '-ANA+'],
  ['{{ login | append: state }}', 'ANA@X.TEST1'],
  ['{{ tags | join: ", " }}', 'a, b'],
  ['{{ tags | join }}', 'a b'],
  ['{{ tags | first }}', 'a'],
  ['{{ tags | last }}', 'b'],
  ['{{ roles | map: "value" | join: "/" }}', 'admin/owner/'],
  ['{{ login | slice: 0, 3 }}', 'ANA'],
  ['{{ login | slice: 0 }}', 'A'],
  ['{{ login | slice: -4, 4 }}', 'TEST'],
  ['{{ hired | date }}', '2024-03-02T04:30:00.000Z'],
  ['{{ real_name | date }}', null],
]

for (const [template, result] of CASES) {
  test(`${template} gives ${String(result)}`, () => assert.equal(evaluate(template, ANA), result))
}

test('every filter that there is has been shown', () => {
  for (const name of FILTER_NAMES)
    assert.ok(
      CASES.some(([template]) => new RegExp(`\\| ${name}\\b`).test(template)),
      name,
    )
})

const REFUSED: [string, RegExp][] = [
  ['{{ a | shout }}', /no filter "shout"/],
  ['{{ a | constructor }}', /no filter "constructor"/],
  ['{{ a | __proto__ }}', /no filter "__proto__"/],
  ['{{ a | toString }}', /no filter "toString"/],
  ['{{ a | replace: "x" }}', /"replace" takes 2 arguments, not 1/],
  ['{{ a | upcase: 1 }}', /"upcase" takes no argument, not 1/],
  ['{{ a | default }}', /"default" takes 1 argument, not 0/],
  ['{{ a | default("x" }}', /"\)" is expected/],
  ['{{ a', /"\}\}" is expected/],
  ['{{ a }', /"\}\}" is expected/],
  ['a }}', /only \{\{/],
  ['{{ }}', /name of a field/],
  ['{{ a | }}', /name of a filter/],
  ['{{ a + b }}', /"\}\}" is expected/],
  ['{{ "a }}', /opened and not closed/],
  ['{% if a %}x{% endif %}', /only \{\{/],
  ['{{ a }}{% assign b = 1 %}', /only \{\{/],
  ['{# comment #} {{ a }}', /only \{\{/],
  ['{{ range.constructor("return 1")() }}', /"\}\}" is expected/],
  ['{{ [].constructor }}', /brackets stand/],
  ['{{ a["b"].c() }}', /"\}\}" is expected/],
  ['{{ a }}'.repeat(21), /at most 20/],
  [`{{ a ${'| trim '.repeat(11)}}}`, /at most 10 filters/],
]

for (const [template, message] of REFUSED) {
  test(`"${template.slice(0, 40)}" is refused, and the message says why`, () => {
    assert.throws(
      () => parseSource(template),
      (thrown) => isAppError(thrown, 'mapping_invalid') && message.test(thrown.message),
    )
  })
}

const HOSTILE = [
  '{{ range.constructor("return globalThis.ran = true")() }}',
  "{{ ''.constructor.constructor('globalThis.ran=true')() }}",
  '${globalThis.ran = true}',
  '<%= globalThis.ran = true %>',
  '{% assign x = "globalThis.ran = true" %}',
  '#{globalThis.ran = true}',
  '{{ "{{ state }}" }}',
]

test('what a vendor sends is a value and never read as a template or as code', () => {
  for (const text of HOSTILE) {
    assert.equal(evaluate('a', { a: text, state: 1 }), text)
    assert.equal(evaluate('x {{ a }}', { a: text, state: 1 }), `x ${text}`)
    assert.equal(evaluate('{{ b | default: a }}', { a: text }), text)
  }
  assert.equal((globalThis as Record<string, unknown>)['ran'], undefined)
})

test('what is not a template stays the text that was written', () => {
  assert.equal(evaluate('${a} {{ state }}', { a: 'x', state: 1 }), '${a} 1')
  assert.equal(evaluate('{{ "${a} <%= a %>" }}', { a: 'x' }), '${a} <%= a %>')
})

test('no template throws, whatever the record is', () => {
  const templates = CASES.map(([template]) =>
    compileSource(parseSource(template) as Exclude<ReturnType<typeof parseSource>, { kind: 'tracking' }>),
  )
  const keys = fc.constantFrom(
    'name',
    'login',
    'state',
    'active',
    'tags',
    'roles',
    'real_name',
    'hired',
    '__proto__',
    'emails',
  )
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.dictionary(keys, fc.jsonValue({ maxDepth: 3 }))), (record) => {
      for (const template of templates) {
        const value = template(record)
        assert.ok(value === null || value === undefined || typeof value === 'string')
      }
    }),
  )
})

// LiquidJS is the language's reference here. It is not the engine: it has no paths with conditions, URNs or `response`.
test('filters do what the filters of the same name do in LiquidJS', () => {
  const liquid = new Liquid({ ownPropertyOnly: true, strictFilters: true })
  const same = [
    '{{ a | downcase }}',
    '{{ a | upcase }}',
    '{{ a | capitalize }}',
    '{{ a | append: b }}',
    '{{ a | prepend: b }}',
    '{{ a | replace: "a", b }}',
    '{{ a | remove: "a" }}',
    '{{ a | split: "," | join: "-" }}',
    '{{ a | split: " " | first }}',
    '{{ a | split: "a" | last }}',
    '{{ a | slice: 1, 2 }}',
    '{{ a | slice: -2, 2 }}',
    '{{ a | default: b }}',
    '{{ list | join: "," }}',
    '{{ list | first }}',
    '{{ objects | map: "x" | join: "," }}',
  ]
  const text = fc.string({ unit: fc.constantFrom('a', 'B', 'é', ' ', ',', '1', '-', 'ß'), maxLength: 8 })
  fc.assert(
    fc.property(text, text, fc.array(text.filter((one) => one !== '')), (a, b, list) => {
      const record = { a, b, list, objects: list.map((x) => ({ x })) }
      for (const template of same)
        assert.equal(
          evaluate(template, record) ?? '',
          liquid.parseAndRenderSync(template, record),
          `${template} of ${JSON.stringify(record)}`,
        )
    }),
  )
})
