import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testDatabase } from '#test/helpers/database.ts'
import { openTestEngine } from '#test/helpers/engine.ts'
import { DEMO_APPS } from './apps.ts'
import { buildHistory, startVendors } from './build-history.ts'
import { DAY_MS, inventCompany } from './company.ts'
import { makeTrouble } from './trouble.ts'

const TODAY = new Date('2026-11-21T12:00:00Z')

test('the invented company is the same at every start, has as many people as asked for, and nobody leaves before joining', () => {
  const company = inventCompany({ seed: 7, staff: 300, today: TODAY })
  assert.deepEqual(inventCompany({ seed: 7, staff: 300, today: TODAY }), company)
  assert.equal(company.employees.filter(({ left }) => left === null).length, 300)
  for (const { joined, left } of company.employees) {
    assert.ok(joined < TODAY)
    assert.ok(left === null || (joined < left && left < TODAY))
  }
})

test('the demo lives through its history by real syncs and ends with a held one, a failed one, unmatched guests, and leavers who can still sign in', async () => {
  const { db, url } = await testDatabase()
  const engine = await openTestEngine(url)
  const company = inventCompany({ seed: 7, staff: 60, today: TODAY })
  const vendors = await startVendors(company)
  after(async () => {
    for (const { sandbox } of vendors) await sandbox.close()
    await engine.close()
  })
  await buildHistory(engine, company, vendors, {
    rounds: [60, 0],
    signal: new AbortController().signal,
    beforeLast: makeTrouble,
  })

  const states = await db.query<{ connector: string; state: string; asOf: Date }>(
    `select c.connector, c.as_of as "asOf", (select s.state from syncs s where s.connection_id = c.id order by s.generation desc limit 1) as state from connections c`,
  )
  const expected = Object.fromEntries(DEMO_APPS.map(({ connector }) => [connector, 'done']))
  assert.deepEqual(Object.fromEntries(states.map(({ connector, state }) => [connector, state])), {
    ...expected,
    launchdarkly: 'held',
    postman: 'failed',
  })
  for (const { asOf } of states) assert.ok(asOf === null || asOf < TODAY, 'nothing is from the future')

  const people = await db.query<{ status: string; n: number }>(
    'select status, count(*)::int as n from people group by 1',
  )
  // With the account that the sign-on service's own token belongs to.
  assert.equal(people.find(({ status }) => status === 'active')?.n, 61)
  const former = company.employees.filter(({ left }) => left !== null).length
  assert.equal(people.find(({ status }) => status === 'inactive')?.n, former)

  const joined = await db.one<{ n: number }>(
    `select count(*)::int as n from sync_changes where action = 'create' and person_action = 'create'`,
  )
  assert.equal(joined!.n, company.employees.length + 1)
  const left = await db.one<{ n: number }>(
    `select count(*)::int as n from sync_changes g join syncs s on s.id = g.sync_id join connections c on c.id = s.connection_id
     where g.action = 'deactivate' and g.state = 'applied' and c.connector = 'bamboohr'`,
  )
  const lately = company.employees.filter(
    ({ left: day }) => day !== null && day.getTime() > TODAY.getTime() - 60 * DAY_MS,
  )
  assert.equal(left!.n, lately.length)
  const stillIn = await db.one<{ n: number }>(
    `select count(*)::int as n from accounts a join people p on p.id = a.person_id where p.status = 'inactive' and a.status = 'active'`,
  )
  assert.ok(stillIn!.n > 0)
  const guests = await db.one<{ n: number }>(
    `select count(*)::int as n from accounts where unmatched_reason = 'no_match' and email like '%@agency.example'`,
  )
  assert.equal(guests!.n, 140)
  for (const { app, sandbox } of vendors) assert.deepEqual(sandbox.writes, [], `${app.name} was only read`)
})
