import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { stream, type AnyStream, type Connector, type VendorRequest } from './define.ts'
import { page } from './paginate.ts'
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

/** A reader of that one stream, and what it asked for. */
function reading(body: object) {
  const sent: VendorRequest[] = []
  const streams: Record<string, AnyStream> = { groups }
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
  const context = { settings: { org: 'a@b' } }
  return { sent, reader: openReader({ streams, scopes: [] } as unknown as Connector, 'groups', { client, context }) }
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
