import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { isFactKind, type ActivityRecord, type TransactionRecord } from '#kit/define.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { connectorSurfaces } from '../helpers/connectors.ts'
import { readList, syncContext } from '../helpers/read-all.ts'
import { vendorClient } from '../helpers/vendor-client.ts'

const DAY_MS = 24 * 60 * 60_000
const PLAIN_DATE = /^\d{4}-\d\d-\d\d$/

/** The first instant of the day for a plain date. */
const timeOf = (record: ActivityRecord | TransactionRecord) => Date.parse('at' in record ? record.at : record.date)

for (const { id, connector, startSandbox } of await connectorSurfaces()) {
  const facts = Object.entries(connector.streams).filter(([, { kind }]) => isFactKind(kind))

  const reading = async (
    name: string,
    run: (
      read: (options?: { since?: Date; pageSize?: number }) => Promise<(ActivityRecord | TransactionRecord)[]>,
      sandbox: Sandbox,
    ) => Promise<void>,
  ) => {
    const sandbox = await startSandbox({ users: 12, groups: 3 })
    try {
      const client = vendorClient(connector, sandbox)
      const context = await syncContext(connector, client)
      await run(async (options = {}) => {
        const { records } = await readList(connector, name, { client, context, ...options })
        return records as (ActivityRecord | TransactionRecord)[]
      }, sandbox)
    } finally {
      await sandbox.close()
    }
  }

  suite(id, () => {
    for (const [name, { kind, accountsBy }] of facts) {
      test(`${name}: tells something, in a form that can be kept, and nothing twice`, () =>
        reading(name, async (read, { state }) => {
          const records = await read()
          assert.ok(records.length > 0)
          for (const record of records) assert.ok(timeOf(record) <= Date.now() + DAY_MS, 'nothing of the future')
          const ids = records.flatMap(({ externalId }) => (externalId === undefined ? [] : [externalId]))
          assert.equal(new Set(ids).size, ids.length)
          if (kind === 'transactions') {
            for (const record of records as TransactionRecord[]) {
              assert.match(record.date, PLAIN_DATE)
              assert.match(record.amount, /^-?\d+(\.\d+)?$/)
              assert.match(record.currency, /^[A-Z]{3}$/)
            }
            return
          }
          const known = new Set(state.view.users.map((user) => (accountsBy === 'email' ? user.email : user.id)))
          for (const record of records as ActivityRecord[])
            assert.ok(PLAIN_DATE.test(record.at) || new Date(record.at).toISOString() !== '', record.at)
          assert.ok((records as ActivityRecord[]).some(({ accountExternalId }) => known.has(accountExternalId)))
        }))

      test(`${name}: asked from a day on, gives what the whole has from that day on`, () =>
        reading(name, async (read) => {
          const whole = await read()
          const days = [...new Set(whole.map((record) => Math.floor(timeOf(record) / DAY_MS)))].toSorted(
            (a, b) => a - b,
          )
          const since = new Date(days[Math.floor(days.length / 2)]! * DAY_MS)
          const later = await read({ since })
          const keys = (records: typeof whole) => records.map((record) => JSON.stringify(record)).toSorted()
          const wanted = whole.filter((record) => timeOf(record) >= since.getTime())
          assert.ok(wanted.length > 0)
          assert.deepEqual(keys(later.filter((record) => timeOf(record) >= since.getTime())), keys(wanted))
        }))

      test(`${name}: small pages give the same`, () =>
        reading(name, async (read) => assert.deepEqual(await read({ pageSize: 2 }), await read())))
    }
  })
}
