import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { isAppError } from '#base/errors.ts'
import type { AccountRecord, VendorClient } from '#kit/define.ts'
import { openReader } from '#kit/reader.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { peopleDefinition } from '#test/helpers/definition.ts'
import { startPeopleApi } from '#test/helpers/people-api.ts'
import { readAll } from '#test/helpers/read-all.ts'
import { vendorClient } from '#test/helpers/vendor-client.ts'
import { checkDefinition } from './check-definition.ts'
import { compileDefinition } from './compile-definition.ts'
import type { Definition, DefinitionPaging } from './definition.ts'

const api = await startPeopleApi(47)
beforeEach(() => {
  api.withoutDetails.clear()
  api.asked.length = 0
})

const compiled = (definition: Definition) =>
  compileDefinition({ id: 'custom-people-api', version: 1, definition, savedAt: new Date() })

function clientOf(definition: Definition): VendorClient {
  const connector = compiled(definition)
  const sandbox = { hosts: { api: definition.baseUrl! }, credentials: { bearer: { token: api.token } } }
  return vendorClient(connector, sandbox as unknown as Sandbox)
}

function accountsOf(definition: Definition) {
  assert.deepEqual(checkDefinition(definition), [])
  return openReader(compiled(definition), 'accounts', { client: clientOf(definition), context: { settings: {} } })
}

const STYLES: readonly [path: string, records: string | undefined, paging: DefinitionPaging][] = [
  ['/all', undefined, { style: 'none' }],
  ['/offset', 'data.users', { style: 'offset', param: 'skip', sizeParam: 'limit', pageSize: 15 }],
  ['/page', 'items', { style: 'page', param: 'page', sizeParam: 'limit', pageSize: 15, first: 1 }],
  [
    '/cursor',
    'items',
    { style: 'cursor', param: 'cursor', sizeParam: 'limit', pageSize: 15, next: { path: 'paging.next' } },
  ],
  [
    '/cursor-in-header',
    'items',
    { style: 'cursor', param: 'cursor', sizeParam: 'limit', pageSize: 15, next: { header: 'X-Next' } },
  ],
  ['/next-link', 'items', { style: 'next-link', next: 'next', sizeParam: 'limit', pageSize: 15 }],
  ['/link-header', undefined, { style: 'link-header', sizeParam: 'limit', pageSize: 15 }],
]

for (const [path, records, paging] of STYLES) {
  test(`a list paged by ${paging.style} (${path}) is read to its end, everybody once`, async () => {
    const base = peopleDefinition(api.url).accounts
    const { total: _total, records: _records, ...rest } = base
    const definition = {
      ...peopleDefinition(api.url),
      accounts: { ...rest, path, paging, ...(records === undefined ? {} : { records }) },
    }
    const { records: read } = await readAll(accountsOf(definition))
    assert.deepEqual(
      (read as AccountRecord[]).map(({ externalId }) => externalId),
      api.people.map(({ id }) => String(id)),
    )
  })
}

test('a record becomes an account: paths, templates, the status table, flags, lists of roles, further values', async () => {
  const definition = peopleDefinition(api.url, {
    accounts: {
      holds: [{ kind: 'role', list: 'roles' }],
      data: [{ name: 'Mail domain', source: '{{ profile.mail | split: "@" | last }}' }],
    },
  })
  const { records } = await readAll(accountsOf(definition))
  const { fields, ...first } = records[0] as AccountRecord
  assert.deepEqual(first, {
    externalId: '1',
    email: 'person.1@company.test',
    username: 'person.1@company.test',
    displayName: 'Person 1',
    givenName: null,
    familyName: null,
    status: 'active',
    vendorStatus: 'ENABLED',
    role: 'admin',
    isAdmin: true,
    isServiceAccount: false,
    isGuest: false,
    lastActiveAt: null,
    createdAt: null,
    licences: [],
    entitlements: [{ kind: 'role', externalId: 'admin' }],
  })
  assert.deepEqual(fields, { 'Mail domain': 'company.test' })
  const tenth = records[9] as AccountRecord
  assert.deepEqual([tenth.status, tenth.isAdmin], ['suspended', false])
})

test('a word that the status table does not have is unknown, never a guess', async () => {
  const definition = peopleDefinition(api.url, {
    accounts: { status: { source: 'state', values: { enabled: 'active' } } },
  })
  const { records } = await readAll(accountsOf(definition))
  const tenth = records[9] as AccountRecord
  assert.deepEqual([tenth.status, tenth.vendorStatus], ['unknown', 'LOCKED'])
})

const detailed = (concurrency = 4) =>
  peopleDefinition(api.url, {
    concurrency,
    accounts: {
      path: '/brief',
      records: 'items',
      paging: { style: 'cursor', param: 'cursor', sizeParam: 'limit', pageSize: 20, next: { path: 'paging.next' } },
      total: undefined,
      detail: { path: '/users/{{list_response_item.id}}' },
      fields: { externalId: 'list_response_item.id', email: '{{detail_response.user.profile.mail}}' },
      status: { source: 'detail_response.user.state', values: { enabled: 'active' } },
      flags: {},
    },
  })

test('a detail call for each item completes it, never more at once than the definition says', async () => {
  const { records, pages } = await readAll(accountsOf(detailed(3)))
  assert.deepEqual(
    (records as AccountRecord[]).map(({ externalId, email }) => [externalId, email]),
    api.people.map(({ id, profile }) => [String(id), profile.mail]),
  )
  assert.equal(pages, 3)
  assert.equal(api.asked.filter((one) => one.startsWith('GET /v1/users/')).length, 47)
  assert.ok(api.busiest() <= 3, `${api.busiest()} at once`)
})

test('one whose details are gone is left out and still counts as seen; many of them are a wrong address', async () => {
  const reader = accountsOf(detailed())
  api.withoutDetails.add(2)
  const page = reader.parse(await reader.fetch(reader.first()))
  const read = page.raws.map((raw) => reader.record(raw))
  assert.deepEqual(
    read.filter(({ ok }) => !ok).map((one) => !one.ok && [one.isLeftOut, one.externalId]),
    [[true, '2']],
  )
  for (const id of [3, 4, 5]) api.withoutDetails.add(id)
  await assert.rejects(
    reader.fetch(reader.first()),
    (error) => isAppError(error, 'vendor_not_found') && /detail call/.test(error.message),
  )
})

test('an account that seems gone is asked for with its details; one that is gone is gone', async () => {
  const base = detailed()
  const reader = accountsOf({ ...base, accounts: { ...base.accounts, one: { path: '/users/{id}', record: 'user' } } })
  const found = await reader.readOne!('7')
  assert.ok(!found.gone)
  const read = reader.record(found.raw)
  assert.ok(read.ok)
  assert.equal((read.record as AccountRecord).email, 'person.7@company.test')
  assert.deepEqual(await reader.readOne!('4711'), { gone: true })
})

test('a next link that leads to another host is not followed', async () => {
  const { total: _total, ...accounts } = peopleDefinition(api.url).accounts
  const definition: Definition = {
    ...peopleDefinition(api.url),
    accounts: {
      ...accounts,
      path: '/elsewhere',
      records: 'items',
      paging: { style: 'next-link', next: 'next', pageSize: 20 },
    },
  }
  const reader = accountsOf(definition)
  const { next } = reader.parse(await reader.fetch(reader.first()))
  await assert.rejects(
    reader.fetch(next!),
    (error) => isAppError(error, 'vendor_bad_response') && error.detail['why'] === 'url leaves its host',
  )
})

test('groups and who is in them are read, one list per group or one for all', async () => {
  const definition = peopleDefinition(api.url, {
    groups: {
      path: '/groups',
      records: 'groups',
      paging: { style: 'none' },
      fields: { externalId: 'id', name: 'title' },
    },
    memberships: { path: '/groups/{group}/members', records: 'members', paging: { style: 'none' }, account: 'user' },
  })
  assert.deepEqual(checkDefinition(definition), [])
  const connector = compiled(definition)
  const options = { client: clientOf(definition), context: { settings: {} } }
  const groups = await readAll(openReader(connector, 'groups', options))
  assert.deepEqual(
    groups.records.map((record) => 'name' in record && record.name),
    ['First ten', 'Everyone'],
  )
  const members = await readAll(openReader(connector, 'memberships', { ...options, parentId: 'g1' }))
  assert.equal(members.records.length, 10)
  assert.deepEqual(members.records[0], { kind: 'group', entitlementExternalId: 'g1', accountExternalId: '1' })
})

test('what makes no sense is named by its place', () => {
  const at = (change: Parameters<typeof peopleDefinition>[1]) =>
    checkDefinition(peopleDefinition(api.url, change)).map(({ path }) => path)
  assert.deepEqual(at({ accounts: { fields: { externalId: 'a..b' } } }), ['accounts.fields.externalId'])
  assert.deepEqual(at({ accounts: { fields: { externalId: '$syncTime' } } }), ['accounts.fields.externalId'])
  assert.deepEqual(at({ accounts: { fields: { externalId: 'detail_response.id' } } }), ['accounts.fields.externalId'])
  assert.deepEqual(at({ accounts: { path: '/users/{tenant}' } }), ['accounts.path'])
  assert.deepEqual(at({ accounts: { query: { skip: '3' } } }), ['accounts.query.skip'])
  assert.deepEqual(at({ headers: { Cookie: 'a=b' } }), ['headers.Cookie'])
  assert.deepEqual(at({ accounts: { one: { path: '/users' } } }), ['accounts.one.path'])
  assert.deepEqual(at({ auth: [{ method: 'bearer' }, { method: 'bearer' }] }), ['auth.1.method'])
  assert.deepEqual(
    at({
      memberships: { path: '/groups/{group}/members', records: 'members', paging: { style: 'none' }, account: 'user' },
    }),
    ['memberships.path'],
  )
})

test('no code is run: what looks like an expression is a path that is not there, or refused', () => {
  for (const source of [
    'constructor.constructor("return 1")()',
    '{{ [].constructor }}',
    '{% assign x = 1 %}',
    '${process.env}',
  ])
    assert.notDeepEqual(
      checkDefinition(peopleDefinition(api.url, { accounts: { fields: { externalId: source } } })),
      [],
    )
  const definition = peopleDefinition(api.url, {
    accounts: { fields: { externalId: 'id', displayName: '__proto__.constructor.name' } },
  })
  const read = accountsOf(definition).record({ id: 1 })
  assert.ok(read.ok)
  assert.equal((read.record as AccountRecord).displayName, null)
})
