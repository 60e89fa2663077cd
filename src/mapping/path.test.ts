import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isAppError } from '#base/errors.ts'
import { parsePath, pathShape, printPath, type Path, type Step } from './path.ts'

const name = (text: string): Step => ({ kind: 'name', name: text })
const index = (at: number): Step => ({ kind: 'index', index: at })
const match = (key: string, value: string): Step => ({ kind: 'match', key, value })

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

const FORMS: [string, Path][] = [
  ['email', [name('email')]],
  ['profile.email', [name('profile'), name('email')]],
  [' profile.email ', [name('profile'), name('email')]],
  ['profile["first-name"]', [name('profile'), name('first-name')]],
  ["profile['first-name']", [name('profile'), name('first-name')]],
  ['profile[ "first-name" ].x', [name('profile'), name('first-name'), name('x')]],
  ['["a key"]["b.c"]', [name('a key'), name('b.c')]],
  ['a["say \\"hi\\" \\\\ \\\'x"]', [name('a'), name('say "hi" \\ \'x')]],
  ['a.first-name', [name('a'), name('first-name')]],
  ['addresses[0].street', [name('addresses'), index(0), name('street')]],
  ['addresses.0.street', [name('addresses'), name('0'), name('street')]],
  ['matrix[1][2]', [name('matrix'), index(1), index(2)]],
  ['response.a.b', [name('a'), name('b')]],
  ['response["a"]["b-c"]', [name('a'), name('b-c')]],
  ['["response"].a', [name('response'), name('a')]],
  ['responses.a', [name('responses'), name('a')]],
  ['a.response', [name('a'), name('response')]],
  ['emails[type=work].value', [name('emails'), match('type', 'work'), name('value')]],
  ['emails[primary=true].value', [name('emails'), match('primary', 'true'), name('value')]],
  ['groups[display="R&D ]"].value', [name('groups'), match('display', 'R&D ]'), name('value')]],
  ['fields[id = 4010 ]', [name('fields'), match('id', '4010')]],
  ['x["a key"=b c]', [name('x'), match('a key', 'b c')]],
  [`${ENTERPRISE}.department`, [name(ENTERPRISE), name('department')]],
  [`["${ENTERPRISE}"]["department"]`, [name(ENTERPRISE), name('department')]],
  [`response["${ENTERPRISE}"].manager.value`, [name(ENTERPRISE), name('manager'), name('value')]],
  ['größe.名前', [name('größe'), name('名前')]],
  ['$ref', [name('$ref')]],
]

for (const [text, path] of FORMS) {
  test(`a path may be written ${text}`, () => assert.deepEqual(parsePath(text), path))
}

const REFUSED: [string, RegExp][] = [
  ['', /ends where the name/],
  ['a.', /ends where the name/],
  ['a..b', /cannot begin with "\.b"/],
  ['.a', /cannot begin with/],
  ['a b', /"b" cannot stand there/],
  ['a[', /brackets stand/],
  ['a[b]', /needs quotes/],
  ['a["b"', /not closed/],
  ['a["b]', /opened and not closed/],
  ['a["\\n"]', /backslash/],
  ['a[-1]', /needs quotes/],
  ['a[0', /needs quotes|not closed/],
  ['a[b=]', /needs a value/],
  ['response', /whole record/],
  ['a.constructor("return 1")()', /cannot stand there/],
  ['${a}', /cannot stand there|cannot begin/],
  ['a;b', /cannot stand there/],
  [Array(22).fill('a').join('.'), /at most 20 steps/],
  ['a'.repeat(1001), /at most 1000/],
]

for (const [text, message] of REFUSED) {
  test(`"${text.slice(0, 40)}" is not a path, and the message says why`, () => {
    assert.throws(
      () => parsePath(text),
      (thrown) => isAppError(thrown, 'mapping_invalid') && message.test(thrown.message),
    )
  })
}

const anyText = fc.oneof(
  fc.array(fc.constantFrom('\\', '"', "'", ']', '=', ' ', '.', 'a')).map((characters) => characters.join('')),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('response', 'urn:a:2', '2', '0x', '__proto__', '$syncTime', 'a.b', 'true'),
)
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  anyText.map(name),
  fc.nat({ max: 999_999 }).map(index),
  fc.tuple(anyText, anyText).map(([key, value]) => match(key, value)),
)

test('what printPath writes is read as the same path, whatever keys a vendor uses', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 1, maxLength: 6 }), (path) => {
      assert.deepEqual(parsePath(printPath(path)), path)
    }),
    { numRuns: 2000 },
  )
})

test('any text at all is a path or refused as an invalid mapping', () => {
  const pieces = fc.constantFrom(
    'a',
    '.',
    '[',
    ']',
    '"',
    "'",
    '\\',
    '=',
    '0',
    'urn:',
    ' ',
    '{{',
    '}}',
    'response',
    '(',
    '\u0000',
    '\ud800',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(pieces).map((list) => list.join('')),
      ),
      (text) => {
        try {
          const path = parsePath(text)
          assert.deepEqual(parsePath(printPath(path)), path)
        } catch (thrown) {
          assert.ok(isAppError(thrown, 'mapping_invalid'), String(thrown))
        }
      },
    ),
    { numRuns: 2000 },
  )
})

test('paths that choose other elements of a list have one shape, paths to other fields do not', () => {
  const shape = (text: string) => pathShape(parsePath(text))
  assert.equal(shape('emails[type=work].value'), shape('emails[3].value'))
  assert.equal(shape('emails[primary=true].value'), shape('response.emails[0]["value"]'))
  assert.notEqual(shape('emails[0].value'), shape('emails[0].type'))
  assert.notEqual(shape('emails.value'), shape('emails[0].value'))
})
