import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { isFactKind, type Context, type VendorClient } from '#kit/define.ts'
import { openReader } from '#kit/reader.ts'
import { compileSource, parseSource } from '#mapping/source.ts'
import { connectorSurfaces, deepFreeze, expectedRecord } from '../helpers/connectors.ts'

const context = ({ settings = {} }: { settings?: Context['settings'] }): Context => ({ settings })

/** What a fixture of a fact stream was asked for with: its records know nothing of it. */
const WINDOW = { since: '2026-03-01T00:00:00.000Z', until: '2026-03-31T00:00:00.000Z' }

const silent: VendorClient = { request: () => Promise.reject(new Error('a fixture needs no vendor')) }

for (const { id, connector, fixtures } of await connectorSurfaces()) {
  suite(id, () => {
    test('every stream has a page as its vendor sends it', () => {
      const streams = new Set(fixtures.map(({ stream }) => stream))
      assert.deepEqual([...streams].toSorted(), Object.keys(connector.streams).toSorted())
      for (const { file, source } of fixtures)
        assert.match(source ?? '', /\d{4}-\d\d-\d\d/, `${file} says where it is from, and when`)
    })

    for (const fixture of fixtures) {
      test(`${fixture.file} becomes the records that it must`, () => {
        const { stream, settings = {}, parentId, headers = {} } = fixture
        const reader = openReader(connector, stream, {
          client: silent,
          context: { settings, ...(isFactKind(connector.streams[stream]!.kind) ? { window: WINDOW } : {}) },
          ...(parentId === undefined ? {} : { parentId }),
        })
        const response = {
          status: 200,
          headers: { 'content-type': 'application/json', ...headers },
          body: Buffer.from(JSON.stringify(fixture.body)),
        }
        const page = reader.parse({ position: reader.first(), response })
        const expected = fixture.records.map((written) => ({
          ok: true,
          record: expectedRecord(reader.stream.kind, written),
        }))
        // Twice, from a record that cannot be changed: what `map` makes depends on nothing else.
        for (let round = 0; round < 2; round++)
          assert.deepEqual(
            page.raws.map((raw) => reader.record(deepFreeze(raw))),
            expected,
          )
        assert.deepEqual(page.next, fixture.next ?? null)
        assert.equal(page.total, fixture.total ?? page.total)
      })
    }

    test('the pages show someone who may sign in and someone who may not', () => {
      const statuses = new Set(
        fixtures.flatMap(({ records }) => records.flatMap((record) => ('status' in record ? [record.status] : []))),
      )
      assert.ok(statuses.has('active'))
      const listsLeavers = Object.values(connector.streams).some(
        (stream) => stream.kind === 'accounts' && stream.currentOnly !== true,
      )
      if (listsLeavers) assert.ok(statuses.has('inactive') || statuses.has('suspended'))
    })

    test('what is offered to the mapping is in the records', () => {
      const raws = fixtures.flatMap((fixture) => {
        if (connector.streams[fixture.stream]!.kind !== 'accounts') return []
        return connector.streams[fixture.stream]!.records(structuredClone(fixture.body), context(fixture)) ?? []
      })
      for (const { name, path } of connector.sourceFields) {
        const source = parseSource(path)
        assert.notEqual(source.kind, 'tracking', name)
        if (source.kind === 'tracking') continue
        const read = compileSource(source)
        assert.ok(
          raws.some((raw) => read(raw) !== undefined),
          `${name}: nothing is ever at ${path}`,
        )
      }
    })
  })
}
