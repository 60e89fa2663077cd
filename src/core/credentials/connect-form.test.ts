import { isAppError } from '#base/errors.ts'
import type { CredentialField } from '#kit/auth.ts'
import type { Connector } from '#kit/define.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkFields } from './check-fields.ts'
import { resolveHosts } from './resolve-hosts.ts'

const field = (over: Partial<CredentialField>): CredentialField => ({
  name: 'value',
  label: 'Value',
  secret: false,
  help: '',
  ...over,
})
const read = (over: Partial<CredentialField>, value: unknown) => {
  const { values, problems } = checkFields([field(over)], { value: value as string }, 'credential')
  return problems[0]?.path ?? values['value']
}

test('what is copied with blanks, a scheme or a slash too many is brought into form', () => {
  assert.equal(read({}, '  abc \n'), 'abc')
  assert.equal(read({ normalise: 'host-part' }, ' https://acme.onelogin.com/admin?x#y'), 'acme.onelogin.com')
  assert.equal(read({ normalise: 'no-trailing-slash' }, 'https://x.example/scim//'), 'https://x.example/scim')
})

test('patterns match whole values, choices are closed, and nothing inherited counts as given', () => {
  const pattern = { source: 'xoxb-\\w+', message: 'Begins with xoxb-.' }
  assert.equal(read({ pattern }, 'xoxb-1'), 'xoxb-1')
  assert.equal(read({ pattern }, 'see xoxb-1'), 'credential.value')
  assert.equal(read({ choices: [{ value: 'eu', label: 'EU' }] }, 'us'), 'credential.value')
  assert.equal(read({}, ' '), 'credential.value')
  assert.equal(read({ optional: true }, ' '), undefined)
  const named = checkFields([field({ name: 'toString' })], {}, 'credential')
  assert.deepEqual(
    named.problems.map(({ path }) => path),
    ['credential.toString'],
  )
})

test('every wrong field is named at once', () => {
  const { problems } = checkFields(
    [field({ name: 'a' }), field({ name: 'b', optional: true })],
    { c: 1, b: 'x' },
    'settings',
  )
  assert.deepEqual(
    problems.map(({ path }) => path),
    ['settings.c', 'settings.a'],
  )
})

const connector = {
  name: 'Acme',
  hosts: {
    api: { label: 'API', help: '', url: 'https://{subdomain}.acme.example/api' },
    scim: { label: 'SCIM', help: '' },
    token: { label: 'Token URL', help: '', onlyFor: ['oauth2'] },
    revoke: { label: 'Revocation URL', help: '', onlyFor: ['oauth2'], optional: true },
  },
} as unknown as Connector
const scim = 'https://scim.example/v2'
const wrongHosts = (publicFields: Record<string, string>, given: Record<string, string>, method = 'bearer') => {
  try {
    return resolveHosts(connector, method, publicFields, given)
  } catch (error) {
    assert.ok(isAppError(error, 'invalid_input'))
    return error.fields?.map(({ path }) => path)
  }
}

test("the vendor's own address is filled from public fields; one that an admin names stands above it", () => {
  assert.deepEqual(wrongHosts({ subdomain: 'globex' }, { scim }), { api: 'https://globex.acme.example/api', scim })
  assert.deepEqual(wrongHosts({}, { scim, api: 'http://127.0.0.1:9' }), { api: 'http://127.0.0.1:9', scim })
})

test('a field cannot lead the address to another host, and what is missing or no address is named', () => {
  for (const subdomain of ['evil.example/', 'evil.example#', 'a@evil.example', '-x', 'x?', '', '../x', 'x:80']) {
    assert.deepEqual(wrongHosts({ subdomain }, { scim }), ['hosts.api'], subdomain)
  }
  assert.deepEqual(wrongHosts({ subdomain: 'x' }, {}), ['hosts.scim'])
  for (const url of [
    'scim.example',
    'ftp://x.example',
    'https://x.example/?a=1',
    'https://u:p@x.example',
    'https://x.example/#a',
    'javascript:alert(1)',
  ]) {
    assert.deepEqual(wrongHosts({ subdomain: 'x' }, { scim: url }), ['hosts.scim'], url)
  }
  assert.deepEqual(wrongHosts({ subdomain: 'x' }, { scim, constructor: scim }), ['hosts.constructor'])
})

test('only the addresses that the method needs are asked for, and an optional one may be left out', () => {
  const api = 'https://x.acme.example/api'
  const token = 'https://auth.example/token/'
  assert.deepEqual(wrongHosts({ subdomain: 'x' }, { scim, token }), { api, scim })
  assert.deepEqual(wrongHosts({ subdomain: 'x' }, { scim }, 'oauth2'), ['hosts.token'])
  assert.deepEqual(wrongHosts({ subdomain: 'x' }, { scim, token }, 'oauth2'), { api, scim, token })
  assert.deepEqual(wrongHosts({ subdomain: 'x' }, { scim, token, revoke: 'no url' }, 'oauth2'), ['hosts.revoke'])
})
