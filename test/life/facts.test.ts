import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import okta from '#connectors/okta/connector.ts'
import { startSandbox as startZoom } from '#connectors/zoom/sandbox.ts'
import { startSandbox, type OktaSandbox } from '#connectors/okta/sandbox.ts'
import { CLI_ACTOR } from '#core/audit/actor.ts'
import { getConnection } from '#core/connections/connections.store.ts'
import { eraseRemoved } from '#core/connections/erase-removed.ts'
import { removeConnection } from '#core/connections/remove-connection.ts'
import { restoreConnection } from '#core/connections/restore-connection.ts'
import { deletePerson } from '#core/people/delete-person.ts'
import { silentLog } from '#base/log.ts'
import type { AnyStream, Connector } from '#kit/define.ts'
import type { Paging } from '#kit/paginate.ts'
import { nthCall } from '#kit/sandbox-faults.ts'
import { requestSync } from '#sync/commands.ts'
import { runSync } from '#sync/run.ts'
import { dropStaging, stagingOf } from '#sync/staging.ts'
import { undoSync } from '#sync/undo.ts'
import { testDatabase } from '../helpers/database.ts'
import { connect, directoryOf, openTestEngine, queueSync, syncNow, type TestEngine } from '../helpers/engine.ts'

const DAY_MS = 24 * 60 * 60_000
const LOG = '/api/v1/logs'

let engine: TestEngine
let sandbox: OktaSandbox

before(async () => {
  engine = await openTestEngine((await testDatabase()).url)
})
after(async () => {
  await engine.close()
  await sandbox.close()
})
beforeEach(async () => {
  await engine.db.query(
    'truncate connections, credentials, apps, people, accounts, activity, transactions, removed_rows, sync_changes, sync_activity_changes, sync_last_active_changes, audit_events cascade',
  )
  await sandbox?.close()
  sandbox = await startSandbox({ users: 20 })
})

/** What the vendor's log says of whole days, counted by hand; `mine` leaves out whoever is no account. */
function expected(mine: (userId: string) => boolean = () => true): string[] {
  const first = Math.ceil((Date.now() - 90 * DAY_MS) / DAY_MS) * DAY_MS
  const days = new Map<string, { events: number; last: string }>()
  const unique = new Map(sandbox.events.map((event) => [event.id, event]))
  for (const { at, userId, kind, appId = '' } of unique.values()) {
    if (Date.parse(at) < first || !mine(userId)) continue
    const key = [userId, at.slice(0, 10), kind, kind === 'sso' ? appId : ''].join(' ')
    const day = days.get(key) ?? { events: 0, last: at }
    days.set(key, { events: day.events + 1, last: at > day.last ? at : day.last })
  }
  return [...days].map(([key, { events, last }]) => `${key} ${events} ${last}`).toSorted()
}

async function activity(): Promise<string[]> {
  const rows = await engine.db.query<{ line: string; at: Date }>(
    `select concat_ws(' ', a.external_id, t.day, t.grade, case when t.app_external_id = '' then '' else t.app_external_id end, t.events) as line, t.last_at as at
     from activity t join accounts a on a.id = t.account_id`,
  )
  return rows.map(({ line, at }) => `${line} ${at.toISOString()}`).toSorted()
}

async function lastActive(): Promise<Record<string, unknown>[]> {
  return engine.db.query(
    `select external_id as id, last_active_at as at, last_active_day as day, last_active_grade as grade, last_active_stream as stream from accounts order by 1`,
  )
}

/** Of each user the newest event's time, or when the list of users says that they signed in, if that is later. */
function newest(userId: string): string {
  const listed = '2025-12-24T08:00:00.000Z'
  const first = new Date(Math.ceil((Date.now() - 90 * DAY_MS) / DAY_MS) * DAY_MS).toISOString()
  const times = sandbox.events.filter((event) => event.userId === userId && event.at >= first).map(({ at }) => at)
  return [listed, ...times].toSorted().at(-1)!
}

/** Every row of what a sync may write, with the transaction that wrote it. */
const versions = () =>
  engine.db.query(
    `select 'a' as t, id::text as id, xmin::text from accounts union all select 'p', id::text, xmin::text from people
     union all select 'e', id::text, xmin::text from entitlements union all select 'g', account_id::text || entitlement_id, xmin::text from grants
     union all select 'f', account_id::text || day || grade || app_external_id, xmin::text from activity order by 1, 2`,
  )

const readTo = async (connectionId: string) =>
  (
    await engine.db.one<{ at: Date }>(
      `select as_of as at from stream_states where connection_id = $1 and stream = 'signIns'`,
      [connectionId],
    )
  )?.at

const issues = (syncId: string) =>
  engine.db.query<{ reason: string; message: string }>(
    `select reason, message from sync_issues where sync_id = $1 and stream = 'signIns'`,
    [syncId],
  )

const logCalls = () => sandbox.calls.filter(({ path }) => path === LOG)

/** An event of so many minutes ago. */
function happens(userId: string, minutesAgo: number, kind: 'login' | 'sso' = 'login', appId?: string): void {
  const at = new Date(Date.now() - minutesAgo * 60_000).toISOString()
  sandbox.events.push({ id: `late-${sandbox.events.length}`, at, userId, kind, ...(appId ? { appId } : {}) })
}

/** The same connector with small pages of the log. */
function withPages(size: number): ReadonlyMap<string, Connector> {
  const stream = okta.streams['signIns']!
  const pages: AnyStream['pages'] = (context) => ({
    ...(stream.pages as (c: typeof context) => Paging)(context),
    pageSize: size,
  })
  const small: Connector = { ...okta, streams: { ...okta.streams, signIns: { ...stream, pages } } }
  return new Map(engine.parts.connectors).set('okta', small)
}

test('what people did is counted by account, day, grade and app, and moves when they were last active', async () => {
  const connection = await connect(engine, 'okta', sandbox, { method: 'token' })
  const first = await syncNow(engine, connection)
  assert.equal(first.state, 'done')
  assert.ok(expected().length > 50)
  assert.deepEqual(await activity(), expected())
  for (const { id, at, day } of await lastActive()) {
    assert.equal((at as Date).toISOString(), newest(String(id)))
    assert.equal(day, null)
  }
  const grades = new Set((await lastActive()).map(({ grade, stream }) => `${String(grade)} ${String(stream)}`))
  assert.deepEqual(
    grades,
    new Set(['sso signIns', 'null null']),
    'who never came is known from the list of users alone',
  )

  const [window] = logCalls()
  assert.ok(Date.parse(window!.query['since']!) >= Date.now() - 90 * DAY_MS, 'no further back than the vendor keeps')
  assert.match(window!.query['since']!, /T00:00:00\.000Z$/, 'whole days')

  const before = await versions()
  assert.equal((await syncNow(engine, connection)).state, 'done')
  assert.deepEqual(await versions(), before, 'the same again writes no row')
  const again = logCalls().at(-1)!
  assert.ok(Date.parse(again.query['since']!) >= Date.now() - 2 * DAY_MS, 'and asks for the newest days only')
})

test('a day that goes on is counted whole, an event that was late within the overlap is not lost, and one that is listed twice counts once', async () => {
  const connection = await connect(engine, 'okta', sandbox, { method: 'token' })
  await syncNow(engine, connection)
  const [ana, bo] = sandbox.state.view.users.map(({ id }) => id)
  happens(ana!, 1)
  happens(ana!, 2)
  happens(bo!, 9, 'sso', '0oa1')
  assert.equal((await syncNow(engine, connection)).state, 'done')
  assert.deepEqual(await activity(), expected())
  happens(ana!, 0.5)
  sandbox.events.push({ ...sandbox.events.at(-1)! })
  await syncNow(engine, connection)
  await syncNow(engine, connection)
  assert.deepEqual(await activity(), expected())
})

test('a worker that is stopped at any page goes on there: each page is asked for once, each event counts once', async () => {
  sandbox = (await sandbox.close(), await startSandbox({ users: 40 }))
  const parts = { ...engine.parts, connectors: withPages(20) }
  const connection = await connect(engine, 'okta', sandbox, { method: 'token' })
  const syncId = await queueSync(engine, connection)
  let stops = 0
  let end: string | undefined
  for (let rounds = 0; end !== 'done'; rounds++) {
    assert.ok(rounds < 50, `it does not get on: ${end}`)
    const stop = new AbortController()
    const asked = logCalls().length
    const fault = sandbox.plan({
      when: nthCall(LOG, asked + 3),
      do: { kind: 'before', run: () => stop.abort(new Error('the worker stops')) },
    })
    end = await runSync(parts, syncId, stop.signal).then(
      ({ state }) => state,
      () => void stops++,
    )
    fault.cancel()
  }
  assert.ok(stops > 3)
  assert.deepEqual(await activity(), expected())
  const places = logCalls().map(({ query }) => query['after'])
  assert.ok(places.length <= new Set(places).size + stops, 'at most the page that it was busy with is asked for again')
  const spans = new Set(logCalls().map(({ query }) => query['until']))
  assert.equal(spans.size, 1, 'it goes on with the same span')
})

test('facts that cannot be read leave the lists as they are: the sync is done, says so, and catches up', async () => {
  const connection = await connect(engine, 'okta', sandbox, { method: 'token' })
  const ana = sandbox.state.view.users[0]!
  for (const effect of [{ kind: 'status', status: 400 }, { kind: 'status', status: 403 }, { kind: 'html' }] as const) {
    const fault = sandbox.plan({ when: ({ path }) => path === LOG, do: effect })
    sandbox.state.change(ana.id, { title: `after ${effect.kind}` })
    const sync = await syncNow(engine, connection)
    fault.cancel()
    assert.equal(sync.state, 'done')
    const [issue] = await issues(sync.id)
    assert.ok(['list_failed', 'list_absent'].includes(issue!.reason))
    const directory = await directoryOf(engine.db, connection)
    assert.equal(directory.accounts.length, sandbox.state.view.users.length)
    assert.ok(JSON.stringify(directory.accounts).includes(`after ${effect.kind}`), 'the lists were applied')
    assert.deepEqual(await activity(), [])
    assert.equal(await readTo(connection), undefined)
    assert.notEqual((await getConnection(engine.db, connection)).asOf, null, 'the lists are fresh, the facts are not')
  }
  assert.equal((await syncNow(engine, connection)).state, 'done')
  assert.deepEqual(await activity(), expected())
  assert.notEqual(await readTo(connection), undefined)
})

test('a log that is full for hours does not keep the lists waiting', async () => {
  const connection = await connect(engine, 'okta', sandbox, { method: 'token' })
  const busy = (seconds: number) =>
    sandbox.plan({
      when: ({ path }) => path === LOG,
      do: { kind: 'status', status: 429, headers: { 'retry-after': String(seconds) }, body: {} },
    })
  const hours = busy(6 * 3_600)
  assert.equal((await syncNow(engine, connection)).state, 'done')
  hours.cancel()
  assert.deepEqual(await activity(), [])
  const minutes = busy(300)
  const syncId = await queueSync(engine, connection)
  const end = await runSync(engine.parts, syncId, new AbortController().signal)
  assert.equal(end.state, 'parked', 'some minutes are waited for')
  minutes.cancel()
})

test('nobody is made by an event: those of accounts that no list names are left out and counted', async () => {
  happens('00uNobody', 5)
  happens('00uNobody', 6)
  const gone = sandbox.state.remove(sandbox.state.view.users[3]!.id)
  const connection = await connect(engine, 'okta', sandbox, { method: 'token' })
  const sync = await syncNow(engine, connection)
  assert.deepEqual(
    await activity(),
    expected((id) => id !== '00uNobody' && id !== gone.id),
  )
  const [issue] = await issues(sync.id)
  assert.equal(issue!.reason, 'unknown_account')
  assert.match(issue!.message, /^\d+ of \d+ events are of accounts that no list names/)
  const [count] = await engine.db.query<{ n: number }>('select count(*)::int as n from accounts')
  assert.equal(count!.n, sandbox.state.view.users.length)
})

test('last activity only moves forward, and says from where it is known', async () => {
  const connection = await connect(engine, 'okta', sandbox, { method: 'token' })
  const [ana, bo] = sandbox.state.view.users.map(({ id }) => id)
  happens(ana!, 30)
  await syncNow(engine, connection)
  const of = async (id: string) => (await lastActive()).find((row) => row['id'] === id)!
  const known = await of(ana!)
  assert.deepEqual([known['grade'], known['stream']], [null, 'signIns'])

  sandbox.state.change(ana!, { raw: { lastLogin: '2024-01-01T00:00:00.000Z' }, title: 'Changed' })
  const soon = new Date(Date.now() - 1_000).toISOString()
  sandbox.state.change(bo!, { raw: { lastLogin: soon } })
  assert.equal((await syncNow(engine, connection)).counts['updated'], 2)
  assert.deepEqual(await of(ana!), known, 'an older word of the list changes nothing')
  assert.deepEqual(await of(bo!), { id: bo, at: new Date(soon), day: null, grade: null, stream: null })
  assert.equal((await syncNow(engine, connection)).counts['updated'], 0)
})

test('undo takes back the events of a sync, and the next one brings them again', async () => {
  const connection = await connect(engine, 'okta', sandbox, { method: 'token' })
  const first = await syncNow(engine, connection)
  const [ana, bo] = sandbox.state.view.users.map(({ id }) => id)
  const state = async () => ({
    activity: await activity(),
    lastActive: await lastActive(),
    states: await engine.db.query('select stream, kind, as_of, since from stream_states order by 1'),
  })
  const before = await state()
  happens(ana!, 1)
  happens(bo!, 1, 'sso', '0oa2')
  sandbox.state.add({ username: 'new', email: 'new@example.com' })
  happens(sandbox.state.view.users.at(-1)!.id, 1)
  const second = await syncNow(engine, connection)
  assert.deepEqual(await activity(), expected())
  await engine.db.tx((tx) => undoSync(tx, second.id, new Date()))
  assert.deepEqual(await state(), before)
  await syncNow(engine, connection)
  assert.deepEqual(await activity(), expected())

  const third = await engine.db.one<{ id: string }>('select id from syncs order by generation desc limit 1')
  await engine.db.tx((tx) => undoSync(tx, third!.id, new Date()))
  await engine.db.tx((tx) => undoSync(tx, first.id, new Date()))
  assert.deepEqual((await state()).activity, [])
  assert.deepEqual((await state()).states, [])
  await syncNow(engine, connection)
  assert.deepEqual(await activity(), expected())
})

test('a preview asks for no facts, and a connection that takes people only for no activity', async () => {
  const connection = await connect(engine, 'okta', sandbox, { method: 'token' })
  const { syncId } = await engine.db.tx((tx) =>
    requestSync(tx, async () => {}, { connectionId: connection, trigger: 'preview' }),
  )
  await runSync(engine.parts, syncId, new AbortController().signal)
  await engine.db.query(`update connections set selection = 'people' where id = $1`, [connection])
  assert.equal((await syncNow(engine, connection)).state, 'done')
  assert.equal(logCalls().length, 0)
})

test('by e-mail address, in months, and with bills: what a vendor tells so is kept as well, once', async () => {
  const zoom = await startZoom({ users: 12 })
  try {
    const connection = await connect(engine, 'zoom', zoom)
    const counted = () =>
      engine.db.query(
        `select a.external_id as id, t.day, t.events from activity t join accounts a on a.id = t.account_id where t.grade = 'login' order by 1, 2`,
      )
    const bills = () =>
      engine.db.query('select external_id as id, amount::text, currency, xmin::text from transactions order by 1')
    assert.equal((await syncNow(engine, connection)).state, 'done')
    const first = Math.ceil((Date.now() - 180 * DAY_MS) / DAY_MS) * DAY_MS
    const days = new Map<string, number>()
    for (const { at, userId } of zoom.events)
      if (Date.parse(at) >= first)
        days.set(`${userId} ${at.slice(0, 10)}`, (days.get(`${userId} ${at.slice(0, 10)}`) ?? 0) + 1)
    const wanted = [...days].map(([key, events]) => ({ id: key.split(' ')[0], day: key.split(' ')[1], events }))
    assert.deepEqual(
      await counted(),
      wanted.toSorted((a, b) => `${a.id}${a.day}`.localeCompare(`${b.id}${b.day}`)),
    )
    const charged = await bills()
    assert.equal(charged.length, 3)
    assert.equal((charged[0] as { amount: string }).amount, '1049.50')

    const [ana] = zoom.state.view.users
    zoom.events.push({ id: 'new', at: new Date(Date.now() - 60_000).toISOString(), userId: ana!.id, kind: 'login' })
    const second = await syncNow(engine, connection)
    assert.equal(second.state, 'done')
    assert.deepEqual(await bills(), charged, 'a bill is taken once')
    const months = zoom.calls.filter(({ path }) => path === '/v2/report/activities').map(({ query }) => query['from'])
    assert.equal(months.length, 7, 'six months the first time, then the last days')
    assert.ok(Date.parse(months.at(-1)!) >= Date.now() - 3 * DAY_MS)
    await engine.db.tx((tx) => undoSync(tx, second.id, new Date()))
    assert.deepEqual(await bills(), charged, 'a sync takes back only what it brought')
  } finally {
    await zoom.close()
  }
})

test('what was done goes with the connection, comes back with it, and is erased with it and with the person', async () => {
  const connection = await connect(engine, 'okta', sandbox, { method: 'token' })
  await syncNow(engine, connection)
  const parts = { ...engine.parts, vault: engine.vault }
  const { name } = await getConnection(engine.db, connection)
  await removeConnection(parts, CLI_ACTOR, connection, name)
  assert.deepEqual(await activity(), [])
  await restoreConnection(parts, CLI_ACTOR, connection)
  assert.deepEqual(await activity(), expected())

  const ana = sandbox.state.view.users[0]!.id
  const person = await engine.db.one<{ id: string }>('select person_id as id from accounts where external_id = $1', [
    ana,
  ])
  await deletePerson(engine.db, CLI_ACTOR, person!.id)
  assert.deepEqual(
    await activity(),
    expected((id) => id !== ana),
  )

  await removeConnection(parts, CLI_ACTOR, connection, name)
  const later = { now: () => new Date(Date.now() + 8 * DAY_MS), monotonicMs: () => 0 }
  await eraseRemoved({ db: engine.db, log: silentLog, clock: later }, (id) => dropStaging(engine.db, stagingOf(id)))
  for (const table of [
    'activity',
    'sync_activity_changes',
    'sync_last_active_changes',
    'stream_states',
    'sync_facts',
  ]) {
    const [count] = await engine.db.query<{ n: number }>(`select count(*)::int as n from ${table}`)
    assert.equal(count!.n, 0, table)
  }
})

test('the pages of the log are gone when the sync has ended: they say more of people than is kept', async () => {
  const connection = await connect(engine, 'okta', sandbox, { method: 'token' })
  await syncNow(engine, connection)
  const pages = await engine.db.query<{ stream: string }>('select distinct stream from sync_pages order by 1')
  assert.deepEqual(
    pages.map(({ stream }) => stream),
    ['adminRoles', 'administrators', 'appUsers', 'apps', 'groupUsers', 'groups', 'users'],
  )
  const [raw] = await engine.db.query<{ n: number }>(
    'select count(*)::int as n from raw_pages r where not exists (select from sync_pages p where p.page_id = r.id)',
  )
  assert.equal(raw!.n, 0)
})

test('roles of administrators come and go, and stay while either list of them fails', async () => {
  const held = async () =>
    (
      await engine.db.query<{ line: string }>(
        `select a.external_id || ' ' || e.name as line from grants g join accounts a on a.id = g.account_id join entitlements e on e.id = g.entitlement_id
         where e.kind = 'role' order by 1`,
      )
    ).map(({ line }) => line)
  const connection = await connect(engine, 'okta', sandbox, { method: 'token' })
  const [first, owner] = [sandbox.state.view.users[0]!.id, sandbox.state.view.users.at(-1)!.id]
  const roles = (id: string, ...names: string[]) => names.map((name) => `${id} ${name}`)
  const all = [...roles(first, 'Administrator', 'Super Administrator'), ...roles(owner, 'Administrator', 'Seat keeper', 'Super Administrator')].toSorted() // prettier-ignore
  await syncNow(engine, connection)
  assert.deepEqual(await held(), all)

  sandbox.state.change(first, { isAdmin: false })
  for (const path of [`/api/v1/users/${owner}/roles`, '/api/v1/iam/assignees/users']) {
    const fault = sandbox.plan({ when: (request) => request.path === path, do: { kind: 'status', status: 400 } })
    assert.equal((await syncNow(engine, connection)).state, 'partial')
    assert.deepEqual(await held(), all, path)
    fault.cancel()
  }
  assert.equal((await syncNow(engine, connection)).state, 'done')
  assert.deepEqual(await held(), roles(owner, 'Administrator', 'Seat keeper', 'Super Administrator'))
})

test('assigned apps are apps, with seats and address; one that is gone is missing, and undo brings it back', async () => {
  const apps = () =>
    engine.db.query(
      `select e.external_id as id, e.kind, e.name, e.seats, e.url, e.missing_since is not null as missing, count(g.account_id)::int as holders
       from entitlements e left join grants g on g.entitlement_id = e.id where e.kind = 'app' group by e.id order by 1`,
    )
  const connection = await connect(engine, 'okta', sandbox, { method: 'token' })
  await syncNow(engine, connection)
  const holders = Object.keys(sandbox.apps[0]!.users).length
  const url = (name: string, id: string) => `https://sandbox.okta.com/home/${name}/${id}/1`
  const sales = { id: '0oa1', kind: 'app', name: 'Salesforce', seats: 100, url: url('salesforce', '0oa1'), missing: false, holders } // prettier-ignore
  const wiki = { id: '0oa2', kind: 'app', name: 'Wiki', seats: null, url: url('wiki', '0oa2'), missing: false, holders }
  assert.deepEqual(await apps(), [sales, wiki])

  sandbox.apps[0]!.seats = 120
  sandbox.apps.splice(1)
  const { id, state } = await syncNow(engine, connection)
  assert.equal(state, 'done')
  assert.deepEqual(await apps(), [
    { ...sales, seats: 120 },
    { ...wiki, missing: true, holders: 0 },
  ])
  await engine.db.tx((tx) => undoSync(tx, id, new Date()))
  assert.deepEqual(await apps(), [sales, wiki])
})
