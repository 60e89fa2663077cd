import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAppError } from './errors.ts'
import { parseJson } from './json.ts'

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' }

function parse(body: string | Buffer, headers: Record<string, string> = JSON_HEADERS) {
  return parseJson({ headers, body: Buffer.from(body) })
}

function refused(why: string, body: string | Buffer, headers?: Record<string, string>) {
  assert.throws(
    () => parse(body, headers),
    (error) => isAppError(error, 'vendor_bad_response') && error.detail['why'] === why,
    `expected "${why}" for ${body.toString().slice(0, 40)}`,
  )
}

test('what is not JSON is refused with its reason', () => {
  refused('empty', '')
  refused('empty', '  \n')
  refused('not json', '{"members":[{"id":"1"},{"id":')
  refused('not json', '{"n": NaN}')
  refused('html', '<!doctype html><title>Sign in</title>', { 'content-type': 'text/html' })
  refused('html', '<!doctype html><title>Sign in</title>')
  refused('content type', '{"a":1}', { 'content-type': 'text/plain' })
  refused('content type', '{"a":1}', { 'content-type': 'application/json-seq' })
  refused('utf-16 or utf-32', Buffer.from('{"a":1}', 'utf16le'))
  refused('utf-16 or utf-32', Buffer.from('\uFEFF{"a":1}', 'utf16le'))
  refused('not utf-8', Buffer.from('{"name":"Zoë"}', 'latin1'))
  for (const scalar of ['null', 'true', '42', '"text"']) refused('neither object nor list', scalar)
})

test('an object with two equal keys is refused at any depth, and equal keys of different objects are not', () => {
  refused('duplicate keys', '{"a":1,"a":1}')
  refused('duplicate keys', '[{"x":[{"id":"1","name":"A","id":"2"}]}]')
  refused('duplicate keys', '{"a":1,"\\u0061":2}')
  assert.deepEqual(parse('{"a":{"a":1},"b":[{"a":1},{"a":2}]}'), { a: { a: 1 }, b: [{ a: 1 }, { a: 2 }] })
  assert.deepEqual(parse('{"a":"b:c","d\\":":"\\\\","e":":"}'), { a: 'b:c', 'd":': '\\', e: ':' })
})

test('JSON types of every kind are accepted, and a body without a type is judged by itself', () => {
  for (const type of ['application/json', 'application/scim+json;charset=UTF-8', 'text/json', 'APPLICATION/JSON'])
    assert.deepEqual(parse('{"a":1}', { 'content-type': type }), { a: 1 })
  assert.deepEqual(parse('[1]', {}), [1])
  assert.deepEqual(parse('\uFEFF{"a":1}'), { a: 1 })
})

test('brackets that nest without end are refused before they are parsed', () => {
  refused('too deep', '['.repeat(100_000) + ']'.repeat(100_000))
  refused('too deep', '{"a":'.repeat(65) + '1' + '}'.repeat(65))
  assert.ok(parse('['.repeat(60) + ']'.repeat(60)))
  assert.deepEqual(parse(`{"a":"${'['.repeat(100)}"}`), { a: '['.repeat(100) })
})

test('a __proto__ key is dropped, however it is written', () => {
  for (const key of ['__proto__', '\\u005f_proto__', '__pr\\u006fto__']) {
    const value = parse(`{"${key}":{"isAdmin":true},"id":"1"}`) as { id: string; isAdmin?: boolean }
    assert.equal(value.id, '1')
    assert.equal(value.isAdmin, undefined)
    assert.deepEqual(Object.keys(value), ['id'])
  }
})

test('nothing that the vendor wrote is in the error', () => {
  try {
    parse('{"secret-name": }')
    assert.fail('it was accepted')
  } catch (error) {
    assert.ok(isAppError(error))
    assert.doesNotMatch(JSON.stringify([error.message, error.detail]), /secret/)
    assert.equal(error.cause, undefined)
  }
})
