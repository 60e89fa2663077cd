import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startSandbox, type GoogleSandbox } from '#connectors/google-workspace/sandbox.ts'
import { startSandbox as startJira } from '#connectors/jira/sandbox.ts'
import { startSandbox as startZoom } from '#connectors/zoom/sandbox.ts'
import { testDatabase } from '../helpers/database.ts'
import { connect, openTestEngine, syncNow, type TestEngine } from '../helpers/engine.ts'

let engine: TestEngine
let google: GoogleSandbox | undefined

before(async () => {
  engine = await openTestEngine((await testDatabase()).url)
})
after(async () => {
  await engine.close()
  await google?.close()
})

/** Who holds what of a kind, by the names that a person reads. */
async function held(kind: string): Promise<string[]> {
  const rows = await engine.db.query<{ held: string }>(
    `select e.name || ': ' || a.email as held from grants g join accounts a on a.id = g.account_id join entitlements e on e.id = g.entitlement_id
     where e.kind = $1 and a.missing_since is null order by 1`,
    [kind],
  )
  return rows.map((row) => row.held)
}

test('a list that tells all holdings of a kind gives and takes them away, by e-mail, and only when it was read to its end', async () => {
  google = await startSandbox({
    users: 4,
    groups: 1,
    licences: [
      { product: 'Google-Apps', sku: '1010020027', name: 'Business Starter', holders: [] },
      { product: '101034', sku: '1010340001', name: 'Archived', holders: [] },
    ],
  })
  const [ana, bo, cy] = google.state.view.users.map(({ email }) => email)
  const [starter, archived] = google.licences
  // Google writes addresses as they were typed once.
  starter!.holders.add(ana!.toUpperCase()).add(bo!).add('left@example.com')
  archived!.holders.add(cy!)
  const connection = await connect(engine, 'google-workspace', google, { method: 'service-account' })
  assert.equal((await syncNow(engine, connection)).state, 'done')
  const first = [`Archived: ${cy}`, ...[ana, bo].map((email) => `Business Starter: ${email}`).toSorted()]
  assert.deepEqual(await held('licence'), first)
  assert.deepEqual(await held('role'), google.state.view.users.filter(({ isAdmin }) => isAdmin).map(({ email }) => `_SEED_ADMIN_ROLE: ${email}`).toSorted()) // prettier-ignore

  // The same pages again: what did not change is not taken away.
  assert.equal((await syncNow(engine, connection)).state, 'done')
  assert.deepEqual(await held('licence'), first)

  starter!.holders.delete(bo!)
  google.state.change(google.state.view.users[0]!.id, { isAdmin: false })
  const fault = google.plan({
    when: ({ path }) => path.endsWith('/product/101005/users'),
    do: { kind: 'status', status: 400 },
  })
  assert.equal((await syncNow(engine, connection)).state, 'partial')
  fault.cancel()
  assert.ok(fault.fired > 0)
  assert.deepEqual(await held('licence'), first, 'a list that broke off takes nothing away')
  assert.equal((await held('role')).length, 1, 'the other one was read to its end')

  assert.equal((await syncNow(engine, connection)).state, 'done')
  assert.deepEqual(await held('licence'), [`Archived: ${cy}`, `Business Starter: ${ana}`])

  // A product that the company has no more has nobody.
  google.licences.pop()
  assert.equal((await syncNow(engine, connection)).state, 'done')
  assert.deepEqual(await held('licence'), [`Business Starter: ${ana}`])
})

test('a licence that the accounts name themselves is not missing from the list of the others, and keeps its seats while the list fails', async () => {
  const zoom = await startZoom({ users: 3, groups: 1 })
  const licences = async () =>
    (
      await engine.db.query<{ line: string }>(
        `select concat_ws(' ', name, coalesce(seats::text, 'unknown'), case when missing_since is not null then 'missing' end) as line
         from entitlements where connection_id = $1 and kind = 'licence' order by name collate "C"`,
        [connection],
      )
    ).map(({ line }) => line)
  const connection = await connect(engine, 'zoom', zoom)
  const standing = ['Zoom Basic unknown', 'Zoom Pro 13', 'webinar500_monthly 2']
  try {
    for (let round = 0; round < 2; round++) {
      assert.equal((await syncNow(engine, connection)).state, 'done')
      assert.deepEqual(await licences(), standing)
    }
    const fault = zoom.plan({
      when: ({ path }) => path.endsWith('/plans/usage'),
      do: { kind: 'status', status: 400 },
    })
    // Their accounts change, so that they name their licences anew.
    for (const { id } of zoom.state.view.users) zoom.state.change(id, { title: 'New', department: 'New' })
    assert.equal((await syncNow(engine, connection)).state, 'partial')
    assert.deepEqual(await licences(), standing)
    fault.cancel()
    zoom.plans['plan_webinar'] = []
    ;(zoom.plans['plan_base'] as { hosts: number }).hosts = 20
    assert.equal((await syncNow(engine, connection)).state, 'done')
    assert.deepEqual(await licences(), ['Zoom Basic unknown', 'Zoom Pro 20', 'webinar500_monthly 2 missing'])
  } finally {
    await zoom.close()
    await engine.db.query('delete from connections where id = $1', [connection])
    await engine.db.query('delete from people')
  }
})

test('whoever was invited and accepts goes on as the same person, under the id that the vendor then gives', async () => {
  const zoom = await startZoom({ users: 3, groups: 1, invited: ['new.one@zoom.example'] })
  try {
    const connection = await connect(engine, 'zoom', zoom, { method: 'server-to-server' })
    const accounts = () =>
      engine.db.query<{ id: string; status: string; missing: boolean; person: string | null; reason: string | null }>(
        `select external_id as id, status, missing_since is not null as missing, person_id as person, unmatched_reason as reason
         from accounts where connection_id = $1 and lower(email) = 'new.one@zoom.example' order by missing_since nulls first`,
        [connection],
      )
    assert.equal((await syncNow(engine, connection)).state, 'done')
    const [invited] = await accounts()
    assert.deepEqual([invited!.id, invited!.status, invited!.missing], ['new.one@zoom.example', 'inactive', false])
    assert.ok(invited!.person !== null)

    zoom.state.change('invited new.one@zoom.example', { raw: { id: 'zNew' } })
    assert.equal((await syncNow(engine, connection)).state, 'done')
    const [now, before] = await accounts()
    assert.deepEqual([now!.id, now!.status, now!.reason], ['zNew', 'active', null])
    assert.equal(now!.person, invited!.person)
    assert.deepEqual([before!.id, before!.missing], ['new.one@zoom.example', true])
  } finally {
    await zoom.close()
  }
})

test('a seat that comes through several groups is held once, and given back with the last of them', async () => {
  const jira = await startJira({ users: 3, groups: 1 })
  try {
    const connection = await connect(engine, 'jira', jira, { method: 'api-token' })
    const seats = async () => {
      const rows = await engine.db.query<{ id: string }>(
        `select a.external_id as id from grants g join accounts a on a.id = g.account_id join entitlements e on e.id = g.entitlement_id
         where e.connection_id = $1 and e.kind = 'licence' and e.external_id = 'jira-software' order by 1`,
        [connection],
      )
      return rows.map(({ id }) => id)
    }
    const [admin, ...others] = jira.state.view.users.map(({ id }) => id)
    const [everyone, admins] = jira.state.view.groups.map(({ id }) => id)
    assert.equal((await syncNow(engine, connection)).state, 'done')
    assert.deepEqual(await seats(), [admin, ...others])

    jira.state.leave(everyone!, admin!)
    assert.equal((await syncNow(engine, connection)).state, 'done')
    assert.deepEqual(await seats(), [admin, ...others], 'the other group still gives it')

    jira.state.leave(admins!, admin!)
    assert.equal((await syncNow(engine, connection)).state, 'done')
    assert.deepEqual(await seats(), others)
  } finally {
    await jira.close()
  }
})
