import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { AppError, isAppError } from '#base/errors.ts'
import {
  defineConnector,
  stream,
  type AccountRecord,
  type AnyStream,
  type Connector,
  type VendorRequest,
  type VendorResponse,
} from './define.ts'
import { cursor, singlePage } from './paginate.ts'
import { openReader } from './reader.ts'
import { optionalText, vendorId } from './values.ts'

const PERSON: Omit<AccountRecord, 'externalId'> = {
  email: null,
  username: null,
  displayName: null,
  givenName: null,
  familyName: null,
  status: 'active',
  vendorStatus: null,
  role: null,
  isAdmin: false,
  isServiceAccount: false,
  isGuest: false,
  lastActiveAt: null,
  createdAt: null,
  licences: [],
  fields: {},
}

const users = stream({
  kind: 'accounts',
  host: 'api',
  request: 'GET /users',
  query: ({ settings }) => ({ team: settings['team'] ?? undefined, unset: undefined }),
  headers: { accept: 'application/vnd.test+json' },
  pages: cursor({ param: 'cursor', sizeParam: 'limit', pageSize: 2, next: (body) => (body as { next?: string }).next }),
  records: (body) => (body as { users?: unknown[] }).users,
  raw: z.object({ id: vendorId, email: optionalText, profile: z.object({ age: z.int() }).optional() }),
  map: (user) => {
    if (user.email === 'throw') throw new Error('a bug in the map')
    return { ...PERSON, externalId: user.id, email: user.email ?? null }
  },
  total: (body) => (body as { total: number }).total,
  one: {
    request: 'GET /users/{id}',
    query: (id) => ({ also: id }),
    record: (body) => (body as { user?: unknown }).user,
  },
  partitions: [{ status: 'active' }, { status: 'left' }],
  scopes: [],
})

const members = stream({
  kind: 'memberships',
  forEach: 'groups',
  host: 'api',
  request: 'GET /groups/{parentId}/members',
  pages: singlePage(),
  records: (body) => (body as { members?: unknown[] }).members,
  raw: z.object({ id: vendorId }),
  map: ({ id }, { parentId = '' }) => ({ kind: 'group', entitlementExternalId: parentId, accountExternalId: id }),
  scopes: [],
})

function connector(more: Partial<Connector> = {}): Connector {
  const streams: Record<string, AnyStream> = { users, members }
  return defineConnector({
    id: 'test',
    name: 'Test',
    version: 1,
    category: '',
    isPrimarySource: false,
    description: '',
    capabilities: [],
    dataPoints: [],
    personalData: [],
    supportedPlans: [],
    similarApps: [],
    links: [],
    prerequisites: [],
    hosts: {},
    auth: [],
    settings: [],
    scopes: [],
    streams,
    sourceFields: [],
    licences: [],
    rateLimit: null,
    concurrency: 1,
    probe: () => Promise.reject(new Error('not asked')),
    validation: '',
    ...more,
  })
}

function answering(body: unknown, sent: VendorRequest[] = []) {
  const response: VendorResponse = {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(body)),
  }
  return {
    response,
    sent,
    client: {
      async request(request: VendorRequest) {
        sent.push(request)
        return response
      },
    },
  }
}

function usersReader(body: unknown, more: Partial<Connector> = {}, partition = 0) {
  const vendor = answering(body)
  return {
    ...vendor,
    reader: openReader(connector(more), 'users', {
      client: vendor.client,
      context: { settings: { team: 'T1' } },
      partition,
    }),
  }
}

test('a request is made of the stream, its partition, the settings and the place', async () => {
  const { reader, sent } = usersReader({ users: [] }, {}, 1)
  const signal = AbortSignal.timeout(60_000)
  await reader.fetch({ cursor: 'abc' }, signal)
  assert.deepEqual(sent, [
    {
      host: 'api',
      method: 'GET',
      path: '/users',
      query: { team: 'T1', unset: undefined, status: 'left', limit: 2, cursor: 'abc' },
      headers: { accept: 'application/vnd.test+json' },
      signal,
    },
  ])
  assert.throws(() => usersReader({}, {}, 2))
})

test('ids are encoded into paths, and those that would climb out of them are refused', async () => {
  const { client, sent } = answering({ members: [] })
  const read = (parentId: string) => openReader(connector(), 'members', { client, context: { settings: {} }, parentId })
  await read('a/b?c#d é').fetch({})
  assert.equal(sent[0]!.path, '/groups/a%2Fb%3Fc%23d%20%C3%A9/members')
  for (const id of ['.', '..'])
    assert.throws(
      () => read(id),
      (error) => isAppError(error, 'vendor_record_invalid'),
    )
  assert.throws(
    () => openReader(connector(), 'members', { client, context: { settings: {} } }),
    'a child stream needs a parent',
  )
})

test('a page gives its records, the next place and the total', () => {
  const { reader, response } = usersReader({ users: [{ id: 1 }], next: 'n', total: 3 })
  assert.deepEqual(reader.parse({ position: reader.first(), response }), {
    raws: [{ id: 1 }],
    count: 1,
    next: { cursor: 'n' },
    rest: undefined,
    total: 3,
  })
})

test('what is not the list is never an empty list', () => {
  const bodies: unknown[] = [
    {},
    { users: null },
    { users: {} },
    { users: 'none' },
    [],
    { error: 'please sign in' },
    { next: 'n' },
  ]
  for (const body of bodies) {
    const { reader, response } = usersReader(body)
    assert.throws(
      () => reader.parse({ position: {}, response }),
      (error) => isAppError(error, 'vendor_bad_response'),
      JSON.stringify(body),
    )
  }
  const { reader, response } = usersReader({ users: [] })
  assert.equal(reader.parse({ position: {}, response }).count, 0)
})

test("the vendor's own error in a 200 is thrown before the list is looked for", () => {
  const failure = (body: unknown) =>
    (body as { ok?: boolean }).ok === false ? new AppError('vendor_unauthorized') : null
  const { reader, response } = usersReader({ ok: false, users: [] }, { failure })
  assert.throws(
    () => reader.parse({ position: {}, response }),
    (error) => isAppError(error, 'vendor_unauthorized'),
  )
})

test('the same cursor twice running stops at once', () => {
  const { reader, response } = usersReader({ users: [{ id: 1 }], next: 'abc' })
  assert.deepEqual(reader.parse({ position: { cursor: 'abd' }, response }).next, { cursor: 'abc' })
  assert.throws(
    () => reader.parse({ position: { cursor: 'abc' }, response }),
    (error) => isAppError(error, 'vendor_cursor_loop'),
  )
})

test('a total that is no count is no total', () => {
  for (const total of [-1, 1.5, '3', null, undefined]) {
    const { reader, response } = usersReader({ users: [], total })
    assert.equal(reader.parse({ position: {}, response }).total, null, String(total))
  }
})

test('a record is read with its id as text, however the vendor sends it', () => {
  const { reader } = usersReader({})
  assert.deepEqual(reader.record({ id: 42, email: 'a@example.com', more: true }), {
    ok: true,
    record: { ...PERSON, externalId: '42', email: 'a@example.com' },
  })
  assert.deepEqual(reader.record({ id: '42' }), reader.record({ id: 42 }))
})

test('a record that cannot be read says which field and rule, never the value, and keeps its id', () => {
  const { reader } = usersReader({})
  const secret = 'secret-value'
  const cases: [unknown, RegExp, string | null][] = [
    [{ email: secret }, /^id: /, null],
    [{ id: '' }, /^id: /, null],
    [{ id: { value: secret } }, /^id: /, null],
    [{ id: 2 ** 53 }, /^id: /, null],
    [{ id: 'u1', email: [secret] }, /^email: .*string/, 'u1'],
    [{ id: 7, profile: { age: secret } }, /^profile\.age: .*number/, '7'],
    [{ id: 'u1', email: 'throw' }, /could not be mapped/, 'u1'],
    [null, /^record: /, null],
    [secret, /^record: /, null],
    [[secret], /^record: /, null],
  ]
  for (const [raw, why, externalId] of cases) {
    const read = reader.record(raw)
    assert.ok(!read.ok, JSON.stringify(raw))
    assert.match(read.why, why)
    assert.doesNotMatch(read.why, /secret-value/)
    assert.equal(read.externalId, externalId)
  }
})

test('one record is asked for by its id; only a missing one is gone', async () => {
  const { reader, sent } = usersReader({ user: { id: 'u/1' } })
  assert.deepEqual(await reader.readOne!('u/1'), { gone: false, raw: { id: 'u/1' } })
  assert.deepEqual([sent[0]!.path, sent[0]!.query], ['/users/u%2F1', { also: 'u/1' }])

  const failing = (error: AppError) => {
    const client = {
      async request(): Promise<VendorResponse> {
        throw error
      },
    }
    return openReader(connector(), 'users', { client, context: { settings: {} } }).readOne!('u1')
  }
  assert.deepEqual(await failing(new AppError('vendor_not_found', { detail: { status: 404 } })), { gone: true })
  for (const code of ['vendor_forbidden', 'vendor_unavailable', 'vendor_bad_response'] as const) {
    await assert.rejects(failing(new AppError(code)), (error) => isAppError(error, code))
  }
  const { reader: empty } = usersReader({ users: [] })
  await assert.rejects(empty.readOne!('u1'), (error) => isAppError(error, 'vendor_bad_response'))
  const { client } = answering({})
  assert.equal(
    'readOne' in openReader(connector(), 'members', { client, context: { settings: {} }, parentId: 'g' }),
    false,
  )
})

test('a list that the credential may not read names its scopes and what they are for', async () => {
  const scoped: Partial<Connector> = {
    scopes: [{ id: 'users:read', label: 'Users', serves: 'discovery', required: true, explains: 'Lists everyone.' }],
    streams: { users: { ...users, scopes: ['users:read'] } },
  }
  const read = (refused: AppError) => {
    const client = {
      async request(): Promise<VendorResponse> {
        throw refused
      },
    }
    const reader = openReader(connector(scoped), 'users', { client, context: { settings: {} } })
    return reader.fetch(reader.first())
  }
  await assert.rejects(read(new AppError('vendor_forbidden', { detail: { status: 403 } })), (error) => {
    assert.ok(isAppError(error, 'vendor_forbidden'))
    assert.match(error.message, /"users:read" \(Lists everyone\)/)
    return error.detail['status'] === 403
  })
  const named = new AppError('vendor_forbidden', { message: 'Named.', detail: { missing: 'users:read' } })
  await assert.rejects(read(named), (error) => error === named)
})

test('a vendor that answers with another record than the one asked for may say so: then it is gone', async () => {
  const { client } = answering({ user: { id: 'u2' } })
  const record = (body: unknown, id: string) => {
    const { user } = body as { user: { id: string } }
    if (user.id !== id) throw new AppError('vendor_not_found')
    return user
  }
  const own = connector({ streams: { users: { ...users, one: { ...users.one!, record } } } })
  const reader = openReader(own, 'users', { client, context: { settings: {} } })
  assert.deepEqual(await reader.readOne!('u1'), { gone: true })
  assert.deepEqual(await reader.readOne!('u2'), { gone: false, raw: { id: 'u2' } })
})

test('a record that the connector leaves out is no failure: it is named, and counts as seen', () => {
  const skipping = connector({
    streams: {
      users: { ...users, skip: (raw) => ((raw as { email?: string }).email === undefined ? 'No e-mail.' : null) },
    },
  })
  const reader = openReader(skipping, 'users', { client: { request: () => assert.fail() }, context: { settings: {} } })
  assert.deepEqual(reader.record({ id: 5 }), {
    ok: false,
    isLeftOut: true,
    why: 'No e-mail.',
    externalId: '5',
    name: null,
  })
  assert.ok(reader.record({ id: 5, email: 'a@example.com' }).ok)
})

test("an id may have the vendor's own name, also in a record that cannot be read", () => {
  const named = connector({
    streams: { users: { ...users, id: '_id', raw: z.object({ _id: vendorId, name: z.string() }) } },
  })
  const reader = openReader(named, 'users', { client: { request: () => assert.fail() }, context: { settings: {} } })
  assert.equal((reader.record({ _id: 7, id: 'other', name: 1 }) as { externalId: string | null }).externalId, '7')
})
