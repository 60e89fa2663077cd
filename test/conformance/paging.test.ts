import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { AccountRecord } from '#kit/define.ts'
import { openReader, partitionsOf } from '#kit/reader.ts'
import { nthCall } from '#kit/sandbox-faults.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { isAppError } from '#base/errors.ts'
import { connectorSurfaces } from '../helpers/connectors.ts'
import { readAddressed, readAll, readList, listContext, syncContext, type ReadAll } from '../helpers/read-all.ts'
import { vendorClient } from '../helpers/vendor-client.ts'

/** How often a path was asked for: a connector may have asked before it reads the list. */
const callsOf = (sandbox: Sandbox, path: string) => sandbox.calls.filter((call) => call.path === path).length

for (const { id, connector, startSandbox } of await connectorSurfaces()) {
  const lists = Object.entries(connector.streams).filter(([, stream]) => stream.forEach === undefined)
  const accounts = lists.find(([, stream]) => stream.kind === 'accounts')![0]

  const open = async (
    users: number,
    run: (
      sandbox: Sandbox,
      read: (name: string, pageSize?: number) => ReturnType<typeof openReader>,
      readWhole: (name: string, pageSize?: number) => Promise<ReadAll>,
    ) => Promise<void>,
  ) => {
    const sandbox = await startSandbox({ users, groups: 3 })
    try {
      const client = vendorClient(connector, sandbox)
      const context = await syncContext(connector, client)
      const options = (pageSize?: number) => ({ client, context, ...(pageSize === undefined ? {} : { pageSize }) })
      await run(
        sandbox,
        (name, pageSize) =>
          openReader(connector, name, {
            ...options(pageSize),
            context: listContext(connector, name, context),
          }),
        (name, pageSize) => readList(connector, name, options(pageSize)),
      )
    } finally {
      await sandbox.close()
    }
  }

  suite(id, () => {
    test('at every page size the list ends, has everyone once and in the same order', () =>
      open(23, async (sandbox, _read, readWhole) => {
        const expected = sandbox.state.view.users.map((user) => user.id)
        const parts = partitionsOf(connector.streams[accounts]!, { settings: {} }).length
        for (const size of [1, 2, 7, 22, 23, 24, expected.length, 200]) {
          const all = await readWhole(accounts, size)
          assert.deepEqual(
            all.records.map((record) => (record as AccountRecord).externalId),
            expected,
            `${size} a page`,
          )
          assert.ok(all.pages <= Math.ceil(expected.length / size) + parts, `${size} a page: ${all.pages} pages`)
        }
      }))

    test('an empty list ends, and is a list', () =>
      open(0, async (sandbox, _read, readWhole) => {
        for (const { id } of sandbox.state.view.users) sandbox.state.remove(id)
        assert.equal((await readWhole(accounts)).records.length, 0)
      }))

    test('read twice, the records are the same, and so is each of them asked for by its id', () =>
      open(8, async (_sandbox, read, readWhole) => {
        for (const [name] of lists)
          assert.deepEqual((await readWhole(name)).records, (await readWhole(name)).records, name)
        const reader = read(accounts)
        for (const raw of (await readWhole(accounts)).raws) {
          const listed = reader.record(raw)
          assert.ok(listed.ok)
          const { externalId, email } = listed.record as AccountRecord
          const one = await reader.readOne!(externalId, undefined, email)
          assert.ok(!one.gone)
          assert.deepEqual(reader.record(one.raw), listed)
        }
      }))

    test('whoever was removed is gone, and comes back under the same id', () =>
      open(5, async (sandbox, read, readWhole) => {
        const { id, email } = sandbox.state.view.users[2]!
        const reader = read(accounts)
        sandbox.state.remove(id)
        assert.deepEqual(await reader.readOne!(id, undefined, email), { gone: true })
        sandbox.state.restore(id)
        assert.equal((await reader.readOne!(id, undefined, email)).gone, false)
        const ids = (await readWhole(accounts)).records.map((record) => (record as AccountRecord).externalId)
        assert.ok(ids.includes(id))
      }))

    test('whoever is deactivated at the vendor is not active here', () =>
      open(5, async (sandbox, read, readWhole) => {
        const { id, email } = sandbox.state.view.users[2]!
        const status = async () =>
          (await readWhole(accounts)).records
            .map((record) => record as AccountRecord)
            .find((account) => account.externalId === id)?.status
        assert.equal(await status(), 'active')
        sandbox.state.deactivate(id)
        if (connector.streams[accounts]!.currentOnly) {
          assert.equal(await status(), undefined)
          assert.deepEqual(await read(accounts).readOne!(id, undefined, email), { gone: true })
        } else assert.ok(['inactive', 'suspended'].includes((await status())!))
        sandbox.state.activate(id)
        assert.equal(await status(), 'active')
      }))

    test('pages that can be addressed give the same, asked for in any order', () =>
      open(23, async (sandbox, read) => {
        const addressed = await readAddressed(read(accounts, 5))
        if (addressed === undefined) return
        assert.deepEqual(
          addressed.records.map((record) => (record as AccountRecord).externalId),
          sandbox.state.view.users.map((user) => user.id),
        )
        assert.deepEqual(addressed.records, (await readAll(read(accounts, 5))).records)
      }))

    test('a vendor that hands out the same cursor again is stopped at once', () =>
      open(23, async (sandbox, read) => {
        const reader = read(accounts, 5)
        const first = reader.parse(await reader.fetch(reader.first()))
        if (first.next === null || first.next['cursor'] === undefined) return
        const path = sandbox.calls.at(-1)!.path
        const fault = sandbox.plan({ when: nthCall(path, callsOf(sandbox, path) + 1), do: { kind: 'repeat cursor' } })
        const second = await reader.fetch(first.next)
        assert.throws(
          () => reader.parse(second),
          (error) => isAppError(error, 'vendor_cursor_loop'),
        )
        assert.equal(fault.fired, 1)
      }))

    test('an empty page in the middle does not end a list that goes on', () =>
      open(12, async (sandbox, read) => {
        const reader = read(accounts, 5)
        const first = reader.parse(await reader.fetch(reader.first()))
        if (first.next === null || first.next['cursor'] === undefined) return
        const path = sandbox.calls.at(-1)!.path
        const nth = callsOf(sandbox, path) + 2
        const fault = sandbox.plan({ when: nthCall(path, nth), do: { kind: 'empty page with next' } })
        const all = await readAll(reader)
        assert.equal(fault.fired, 1)
        assert.deepEqual(
          all.records.map((record) => (record as AccountRecord).externalId),
          sandbox.state.view.users.map((user) => user.id),
        )
      }))

    test('where the vendor tells how many there are, that is how many there are', () =>
      open(12, async (_sandbox, _read, readWhole) => {
        for (const [name] of lists) {
          const all = await readWhole(name)
          if (all.total !== null) assert.equal(all.total, all.records.length, name)
        }
      }))
  })
}
