import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { isAppError } from '#base/errors.ts'
import { stream, type AnyStream, type Connector, type VendorRequest } from './define.ts'
import { cursor, page, singlePage } from './paginate.ts'
import { openReader } from './reader.ts'
import { vendorId } from './values.ts'

const groups = stream({
  kind: 'groups',
  host: 'api',
  request: 'GET /groups/{org}/{page}',
  pages: page({ param: 'page', first: 0, pageSize: 100, isLast: (body) => (body as { last: boolean }).last }),
  records: (body) => (body as { groups?: unknown[] }).groups,
  one: { request: 'GET /users/{email}', by: 'email', record: (body) => (body as { user?: unknown }).user },
  raw: z.object({ id: vendorId }),
  map: ({ id }) => ({ kind: 'group', externalId: id, name: id, description: null }),
  scopes: [],
})

/** A vendor that always answers with the same, and what it was asked. */
function answering(body: object) {
  const sent: VendorRequest[] = []
  const client = {
    async request(request: VendorRequest) {
      sent.push(request)
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(JSON.stringify(body)),
      }
    },
  }
  return { sent, client }
}

/** A connector of one stream. */
const connector = (streams: Record<string, AnyStream>) => ({ streams, scopes: [] }) as unknown as Connector

/** A reader of the groups, and what it asked for. */
function reading(body: object) {
  const { sent, client } = answering(body)
  const context = { settings: { org: 'a@b' } }
  return { sent, reader: openReader(connector({ groups }), 'groups', { client, context }) }
}

test('the number of the page may stand in the path', async () => {
  const { reader, sent } = reading({ groups: [], last: false })
  const first = reader.parse(await reader.fetch(reader.first()))
  await reader.fetch(first.next!)
  assert.deepEqual(
    sent.map(({ path, query }) => [path, query]),
    [
      ['/groups/a%40b/0', {}],
      ['/groups/a%40b/1', {}],
    ],
  )
})

test('a vendor that finds people by address is asked by the address; without one nobody can be asked for', async () => {
  const { reader, sent } = reading({ user: { id: 'u1' } })
  assert.deepEqual(await reader.readOne!('u1', undefined, 'Ana@x.test'), { gone: false, raw: { id: 'u1' } })
  assert.equal(sent[0]!.path, '/users/Ana%40x.test')
  for (const nothing of [null, undefined, ''])
    assert.deepEqual(await reader.readOne!('u1', undefined, nothing), { gone: true })
  assert.equal(sent.length, 1)
})

test('a part of a list may stand in the path; what does not is added to the query', async () => {
  const held = stream({
    kind: 'memberships',
    gives: 'licence',
    host: 'api',
    request: 'GET /product/{product}/users',
    partitions: [{ product: 'a/b', kind: 'x' }],
    pages: singlePage(),
    records: (body) => (body as { members?: unknown[] }).members,
    raw: z.object({ id: vendorId }),
    map: ({ id }) => ({ kind: 'licence', entitlementExternalId: 'l', accountExternalId: id }),
    scopes: [],
  })
  const { client, sent } = answering({ members: [] })
  const reader = openReader(connector({ held }), 'held', { client, context: { settings: {} } })
  await reader.fetch(reader.first())
  assert.deepEqual([sent[0]!.path, sent[0]!.query], ['/product/a%2Fb/users', { kind: 'x' }])
})

test('the parts may follow from what prepare found, and from the parent', async () => {
  const held = stream({
    kind: 'memberships',
    forEach: 'groups',
    host: 'api',
    request: 'GET /members',
    partitions: ({ settings, parentId }) => (settings['of'] === parentId ? [{ group: 'g1' }, { group: 'g2' }] : []),
    pages: singlePage(),
    records: (body) => (body as { members?: unknown[] }).members,
    raw: z.object({ id: vendorId }),
    map: ({ id }, { parentId = '' }) => ({ kind: 'licence', entitlementExternalId: parentId, accountExternalId: id }),
    scopes: [],
  })
  const { client, sent } = answering({ members: [] })
  const open = (parentId: string, partition: number) =>
    openReader(connector({ held }), 'held', {
      client,
      context: { settings: { of: 'p1' } },
      parentId,
      partition,
    })
  for (const partition of [0, 1]) await open('p1', partition).fetch({})
  assert.deepEqual(
    sent.map(({ query }) => query),
    [{ group: 'g1' }, { group: 'g2' }],
  )
  assert.throws(
    () => open('p2', 0),
    (error) => isAppError(error, 'internal'),
  )
})

test('a list that is read by POST gets its place in the body', async () => {
  const events = stream({
    kind: 'activity',
    host: 'api',
    request: 'POST /events',
    json: ({ window }, place) => ({ since: window?.since, ...place }),
    history: { keepsDays: 30 },
    pages: cursor({ param: 'cursor', sizeParam: 'limit', pageSize: 2, next: () => 'c1' }),
    records: (body) => (body as { members?: unknown[] }).members,
    raw: z.object({ id: vendorId }),
    map: ({ id }) => ({ accountExternalId: id, at: '2026-03-01', grade: 'login' }),
    scopes: [],
  })
  const { client, sent } = answering({ members: [] })
  const window = { since: '2026-03-01T00:00:00.000Z', until: '2026-03-02T00:00:00.000Z' }
  const reader = openReader(connector({ events }), 'events', { client, context: { settings: {}, window } })
  await reader.fetch(reader.first())
  await reader.fetch({ cursor: 'c1' })
  assert.deepEqual(
    sent.map(({ method, query, json }) => [method, query, json]),
    [
      ['POST', {}, { since: window.since, limit: 2 }],
      ['POST', {}, { since: window.since, limit: 2, cursor: 'c1' }],
    ],
  )
})
