import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAppError } from '#base/errors.ts'
import { readBase, vendorUrl } from './vendor-url.ts'

const base = readBase('https://api.acme.example/scim/v2/')
const root = readBase('https://slack.example')

const isRefused = (error: unknown) => isAppError(error, 'vendor_bad_response')

test('a path is put behind its base, and query values are encoded', () => {
  assert.equal(vendorUrl(base, '/Users').href, 'https://api.acme.example/scim/v2/Users')
  assert.equal(vendorUrl(base, '').href, 'https://api.acme.example/scim/v2')
  assert.equal(vendorUrl(root, '/api/users.list').href, 'https://slack.example/api/users.list')
  const url = vendorUrl(base, '/Users', {
    filter: 'userName eq "a&b=c+d"',
    count: 100,
    all: true,
    none: undefined,
    cursor: '',
  })
  assert.equal(url.search, '?filter=userName%20eq%20%22a%26b%3Dc%2Bd%22&count=100&all=true&cursor=')
  assert.equal(vendorUrl(base, '/Groups/a%40b.c/members').pathname, '/scim/v2/Groups/a%40b.c/members')
  assert.equal(vendorUrl(base, '/Groups/a%2Fb/members').pathname, '/scim/v2/Groups/a%2Fb/members')
  assert.equal(vendorUrl(base, '/Users/...').pathname, '/scim/v2/Users/...')
})

test('no path leads out of its base', () => {
  const paths = [
    '/..', '/../admin', '/Users/../../admin', '/%2e%2e/admin', '/%2E%2e/admin', '/.%2e/admin', '/./x', '/Users/%2e/x',
    '/..%2Fadmin', '/..%2f..%2fadmin', '/x%2F..%2F..%2Fadmin', '/..%5Cadmin', '/%252e%252e/admin', '//evil.example/x', '/Users//x',
    '\\evil.example', '/\\evil.example', '/Users\\..\\x', '/Users?x=1', '/Users#x', '/a b', '/a\tb', '/a\nb', '/a\u0000b',
    'Users', '@evil.example/', ':8443/x', '.evil.example/', 'ftp://api.acme.example/scim/v2/x', '/\u2028',
  ] // prettier-ignore
  for (const path of paths) assert.throws(() => vendorUrl(base, path), isRefused, JSON.stringify(path))
})

test('a link to the next page is taken only under the same base', () => {
  const link = 'https://api.acme.example/scim/v2/Users?cursor=a%2Bb&count=2'
  assert.equal(vendorUrl(base, link).href, link)
  assert.equal(vendorUrl(base, link, { token: 'x y' }).search, '?cursor=a%2Bb&count=2&token=x%20y')
  assert.equal(vendorUrl(root, 'HTTPS://SLACK.example:443/api/x').href, 'https://slack.example/api/x')
  const links = [
    'https://evil.example/scim/v2/Users', 'http://api.acme.example/scim/v2/Users', 'https://api.acme.example:8443/scim/v2/Users',
    'https://api.acme.example/other/Users', 'https://api.acme.example/scim/v22/Users', 'https://api.acme.example/scim/v2/../x',
    'https://api.acme.example/scim/v2/%2e%2e/x', 'https://api.acme.example/scim/v2/..%2fx', 'https://user@api.acme.example/scim/v2/Users',
    'https://api.acme.example@evil.example/scim/v2/', 'https://api.acme.example.evil.example/scim/v2/', 'https:\\\\evil.example/scim/v2', 'https://',
    'https://api.acme.example',
  ] // prettier-ignore
  for (const refused of links) assert.throws(() => vendorUrl(base, refused), isRefused, refused)
})

test('a base is a plain http or https address', () => {
  for (const text of [
    '',
    'acme',
    'ftp://acme.example',
    'https://u:p@acme.example',
    'https://acme.example/?tenant=1',
    'file:///etc',
  ]) {
    assert.throws(
      () => readBase(text),
      (error) => isAppError(error, 'egress_url_invalid'),
      text,
    )
  }
})
