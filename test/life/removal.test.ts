import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { isAppError } from '#base/errors.ts'
import { silentLog } from '#base/log.ts'
import { startSandbox as startScim } from '#connectors/scim/sandbox.ts'
import { startSandbox as startSlack } from '#connectors/slack/sandbox.ts'
import { CLI_ACTOR } from '#core/audit/actor.ts'
import { listAccounts } from '#core/accounts/list-accounts.ts'
import { getApp } from '#core/apps/apps.store.ts'
import { getConnection, listConnections } from '#core/connections/connections.store.ts'
import { disconnectConnection } from '#core/connections/disconnect-connection.ts'
import { eraseRemoved } from '#core/connections/erase-removed.ts'
import { pauseConnection, resumeConnection } from '#core/connections/pause-connection.ts'
import { previewRemoval } from '#core/connections/preview-removal.ts'
import { removeConnection } from '#core/connections/remove-connection.ts'
import { restoreConnection } from '#core/connections/restore-connection.ts'
import { createCredential } from '#core/credentials/create-credential.ts'
import { createConnection } from '#core/connections/create-connection.ts'
import { listPeople } from '#core/people/list-people.ts'
import { drainStaleSearch } from '#core/people/search-people.ts'
import { readSummary } from '#core/settings/read-summary.ts'
import { readSettings } from '#core/settings/settings.store.ts'
import { listSyncs } from '#core/syncs/syncs.store.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { approveSync } from '#sync/commands.ts'
import { runSync } from '#sync/run.ts'
import { dropStaging, stagingOf } from '#sync/staging.ts'
import { startDue } from '#sync/work.ts'
import { testDatabase } from '../helpers/database.ts'
import { connect, directoryOf, openTestEngine, queueSync, syncNow, type TestEngine } from '../helpers/engine.ts'

const DAY_MS = 24 * 60 * 60_000
const page = { limit: 200 }

let engine: TestEngine
let scim: Sandbox
let slack: Sandbox

before(async () => {
  engine = await openTestEngine((await testDatabase()).url)
  scim = await startScim({ users: 30, groups: 3, seed: 5 })
  slack = await startSlack({ users: 20, groups: 2, seed: 9 })
})
after(async () => {
  assert.deepEqual([...scim.writes, ...slack.writes], [], 'nothing at a vendor was changed')
  await engine.close()
  await scim.close()
  await slack.close()
})
beforeEach(() =>
  engine.db.query(
    'truncate connections, credentials, apps, people, accounts, people_search, people_search_stale, removed_rows, sync_changes, audit_events cascade',
  ),
)

const refused = (code: string) => (error: unknown) => isAppError(error) && error.code === code
const parts = () => ({ ...engine.parts, vault: engine.vault })
const later = (ms: number) => ({ now: () => new Date(Date.now() + ms), monotonicMs: () => 0 })
const erase = (ms: number) =>
  eraseRemoved({ db: engine.db, log: silentLog, clock: later(ms) }, (id) => dropStaging(engine.db, stagingOf(id)))
const nameOf = async (id: string) => (await getConnection(engine.db, id)).name
const remove = async (id: string) => removeConnection(parts(), CLI_ACTOR, id, await nameOf(id))
const statuses = () => engine.db.query('select email, username, status from people order by email, username')

/** Every place of the database in which a text stands, by table; the audit log may keep who did what to what. */
async function tablesWith(text: string): Promise<string[]> {
  const tables = await engine.db.query<{ name: string }>(
    `select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`,
  )
  const found: string[] = []
  for (const { name } of tables) {
    const row = await engine.db.one(`select 1 as found from ${name} t where t::text ilike '%' || $1 || '%' limit 1`, [
      text,
    ])
    if (row) found.push(name)
  }
  return found
}

test('a removed connection is out of sight everywhere, and everybody who is known from elsewhere stays as they were', async () => {
  const scimId = await connect(engine, 'scim', scim)
  const slackId = await connect(engine, 'slack', slack)
  await syncNow(engine, scimId)
  await syncNow(engine, slackId)
  await drainStaleSearch(engine.db)
  const shown = await previewRemoval(engine.db, slackId)
  const before = await directoryOf(engine.db, scimId)
  assert.equal(shown.accounts, 22)
  assert.equal(shown.groups, 2)
  assert.equal(shown.credential?.fate, 'deleted')
  assert.ok(shown.people > 0 && shown.rawPages > 0 && shown.changes > 0 && shown.holdings > 0)
  const peopleBefore = (await readSummary(engine.db)).people.total

  await remove(slackId)

  assert.equal((await readSummary(engine.db)).people.total, peopleBefore - shown.people)
  assert.deepEqual(await directoryOf(engine.db, scimId), before)
  await assert.rejects(getConnection(engine.db, slackId), refused('not_found'))
  assert.deepEqual(
    (await listConnections(engine.db, page)).items.map(({ id }) => id),
    [scimId],
  )
  assert.deepEqual((await readSettings(engine.db)).precedence, [scimId])
  assert.equal((await getApp(engine.db, 'slack')).accountCount, 0)
  const { accounts, connections } = await readSummary(engine.db)
  assert.deepEqual([accounts.total, connections.total], [before.accounts.length, 1])
  assert.deepEqual((await listAccounts(engine.db, { ...page, search: 'slackbot' })).items, [])
  assert.deepEqual((await listPeople(engine.db, { ...page, search: slack.state.view.users[3]!.email })).items, [])
  assert.deepEqual(
    (await listSyncs(engine.db, page)).items.map(({ connectionId }) => connectionId),
    [scimId],
  )
  assert.deepEqual(await engine.db.query(`select id from credentials where connector = 'slack'`), [])
  const [removed] = (await listConnections(engine.db, { ...page, state: 'removed' })).items
  assert.equal(removed?.id, slackId)
  assert.equal(removed.removed!.until.getTime() - removed.removed!.at.getTime(), 7 * DAY_MS)
})

test('a restored connection stands as it was, to the row, and goes on once it is reconnected', async () => {
  const scimId = await connect(engine, 'scim', scim)
  const slackId = await connect(engine, 'slack', slack)
  await syncNow(engine, scimId)
  await syncNow(engine, slackId)
  await drainStaleSearch(engine.db)
  const rows = async () => ({
    people: await engine.db.query(`select to_jsonb(p) - 'updated_at' as row from people p order by id`),
    accounts: await engine.db.query('select to_jsonb(a) as row from accounts a order by id'),
    entitlements: await engine.db.query('select to_jsonb(e) as row from entitlements e order by id'),
    grants: await engine.db.query('select to_jsonb(g) as row from grants g order by account_id, entitlement_id'),
    search: await engine.db.query('select * from people_search order by person_id'),
    changes: await engine.db.query('select count(*) from sync_changes'),
  })
  const before = await rows()
  await remove(slackId)
  const back = await restoreConnection(parts(), CLI_ACTOR, slackId)
  await drainStaleSearch(engine.db)
  assert.equal(back.state, 'disconnected')
  assert.deepEqual(await rows(), before)
  assert.equal(back.accountCount, 22)
  assert.equal(await erase(30 * DAY_MS), 0, 'what stands again is not erased')
})

test('after seven days nothing of a removed connection is left in any table; one day before it still can come back', async () => {
  const id = await connect(engine, 'scim', scim, { name: 'Short-lived' })
  await syncNow(engine, id)
  const gone = scim.state.view.users[2]!
  scim.state.change(gone.id, { title: 'Canary-of-a-title' })
  await syncNow(engine, id)
  assert.ok((await tablesWith('Canary-of-a-title')).length > 1)
  const syncs = await engine.db.query<{ id: string }>('select id from syncs')
  await engine.db.query(
    `insert into notices (id, cause, kind, severity, connection_id, title, body, what_to_do, opened_at, updated_at)
     values (new_id(), 'a', 'sync.held', 'warning', $1, 'Canary-of-a-notice', '', '', now(), now())`,
    [id],
  )
  const coworkers = await createCredential(
    { db: engine.db, vault: engine.vault, users: { find: async () => undefined }, connectors: engine.parts.connectors },
    CLI_ACTOR,
    { name: 'By a co-worker', connector: 'scim', method: 'bearer', fields: { token: 'x' }, hosts: scim.hosts },
  )
  await engine.db.query(
    `insert into connection_requests (id, connection_id, method, name, email, requester_kind, requester_name, state, expires_at, sent_at, credential_id)
     values (new_id(), $1, 'bearer', 'Canary-of-a-coworker', 'c@x.example', 'cli', 'x', 'authorised', now(), now(), $2)`,
    [id, coworkers.id],
  )
  await engine.db.tx((tx) =>
    engine.parts.mail.send(tx, {
      to: { name: 'Canary-of-a-reader', email: 'it@example.test' },
      subject: 'Short-lived waits',
      text: 'x',
      kind: 'notice',
      connectionId: id,
    }),
  )
  await remove(id)
  assert.deepEqual(await engine.db.query('select 1 from credentials'), [], 'nor does what a co-worker authorised stay')
  assert.equal(await erase(6 * DAY_MS), 0)
  assert.ok((await tablesWith(gone.email)).length > 0)
  await assert.rejects(
    restoreConnection({ ...parts(), clock: later(7 * DAY_MS + 1) }, CLI_ACTOR, id),
    refused('removal_final'),
  )
  assert.equal(await erase(7 * DAY_MS + 1), 1)
  for (const text of [
    gone.email,
    gone.id,
    gone.familyName,
    'Canary-of-a-title',
    'Canary-of-a-notice',
    'Canary-of-a-coworker',
    'Canary-of-a-reader',
  ])
    assert.deepEqual(await tablesWith(text), [], text)
  for (const { id: sync } of syncs) assert.deepEqual(await tablesWith(sync), [])
  assert.deepEqual(await tablesWith(id), ['public.audit_events'])
  assert.deepEqual(
    (
      await engine.db.query<{ action: string }>(
        `select action from audit_events where target_id = $1 and action like 'connection.%e' order by id`,
        [id],
      )
    ).map(({ action }) => action),
    ['connection.create', 'connection.remove', 'connection.erase'],
  )
  await assert.rejects(restoreConnection(parts(), CLI_ACTOR, id), refused('not_found'))
})

test('a large removal is erased in bounded batches, over as many ticks as it takes', async () => {
  const id = await connect(engine, 'scim', scim)
  await remove(id)
  await engine.db.query(
    `insert into removed_rows select $1::uuid, 'person', jsonb_build_object('n', n) from generate_series(1, 12000) n`,
    [id],
  )
  const sizes: number[] = []
  const db = {
    ...engine.db,
    async execute(...statement: Parameters<typeof engine.db.execute>) {
      const rows = await engine.db.execute(...statement)
      sizes.push(rows)
      return rows
    },
  }
  const parts = { db, log: silentLog, clock: later(8 * DAY_MS) }
  assert.equal(await eraseRemoved(parts, (syncId) => dropStaging(engine.db, stagingOf(syncId))), 1)
  assert.deepEqual(sizes.slice(0, 3), [5000, 5000, 2000])
  assert.deepEqual(await engine.db.query('select 1 from removed_rows'), [])
})

test('whoever came back through another connection meanwhile is not doubled by a restore', async () => {
  const first = await connect(engine, 'scim', scim, { name: 'First' })
  await syncNow(engine, first)
  const people = await engine.db.query('select 1 from people')
  await remove(first)
  const second = await connect(engine, 'scim', scim, { name: 'Second' })
  await syncNow(engine, second)
  await restoreConnection(parts(), CLI_ACTOR, first)
  assert.equal((await engine.db.query('select 1 from people')).length, people.length)
  const shared = await engine.db.query(
    `select person_id from accounts where person_id is not null group by 1 having count(*) = 2`,
  )
  assert.equal(shared.length, people.length)
})

test('the name of a removed connection is free; a restore then asks for another one', async () => {
  const id = await connect(engine, 'scim', scim, { name: 'Directory' })
  await remove(id)
  await connect(engine, 'scim', scim, { name: 'directory' })
  await assert.rejects(restoreConnection(parts(), CLI_ACTOR, id), refused('name_taken'))
  assert.equal((await restoreConnection(parts(), CLI_ACTOR, id, 'Old directory')).name, 'Old directory')
})

test('a sync that runs while its connection is removed, disconnected or paused changes nothing after it', async () => {
  for (const stop of [
    (id: string) => remove(id),
    (id: string) => disconnectConnection(parts(), CLI_ACTOR, id).then(() => undefined),
    (id: string) => pauseConnection(engine.parts, CLI_ACTOR, id).then(() => undefined),
  ]) {
    const id = await connect(engine, 'scim', scim)
    const syncId = await queueSync(engine, id)
    const fault = scim.plan({
      when: ({ path, query }) => path.endsWith('/Users') && query.get('count') !== '1',
      times: 1,
      do: { kind: 'delay', ms: 400 },
    })
    const running = runSync(engine.parts, syncId, new AbortController().signal)
    while (fault.fired === 0) await new Promise((resolve) => setImmediate(resolve))
    await stop(id)
    assert.equal((await running).state, 'cancelled')
    assert.deepEqual(await engine.db.query('select 1 from accounts where connection_id = $1', [id]), [])
    const connection = await engine.db.one<{ error: string | null }>(
      'select error_code as error from connections where id = $1',
      [id],
    )
    assert.equal(connection?.error, null)
    await engine.db.query('delete from connections')
  }
})

test('a sync that waits when its connection is disconnected ends at once and blames nobody', async () => {
  const id = await connect(engine, 'scim', scim)
  const syncId = await queueSync(engine, id)
  const { state, error, health } = await disconnectConnection(parts(), CLI_ACTOR, id)
  assert.deepEqual([state, error, health.colour, health.reason], ['disconnected', null, 'grey', 'disconnected'])
  assert.equal((await runSync(engine.parts, syncId, new AbortController().signal)).state, 'not_mine')
})

test('a held plan goes with its connection: nobody can approve what nobody can see', async () => {
  const vendor = await startScim({ users: 12, groups: 0, seed: 77 })
  try {
    const id = await connect(engine, 'scim', vendor)
    await syncNow(engine, id)
    for (const user of vendor.state.view.users.slice(0, 8)) vendor.state.remove(user.id)
    const held = await syncNow(engine, id)
    assert.equal(held.state, 'held')
    await remove(id)
    await assert.rejects(
      engine.db.tx((tx) => approveSync(tx, engine.parts.connectors, held.id, new Date())),
      refused('sync_not_held'),
    )
  } finally {
    await vendor.close()
  }
})

test('disconnecting keeps the data with its date and marks nobody inactive; a shared credential stays for the other', async () => {
  const id = await connect(engine, 'scim', scim, { name: 'One' })
  await syncNow(engine, id)
  const { credentialId, asOf } = await getConnection(engine.db, id)
  const other = await createConnection(
    { db: engine.db, vault: engine.vault, connectors: engine.parts.connectors },
    CLI_ACTOR,
    {
      connector: 'scim',
      name: 'Two',
      method: 'bearer',
      credentialId: credentialId!,
      hosts: { ...scim.hosts },
      selection: 'people',
      preference: 'create_and_update',
      deactivate: true,
      smart: true,
    },
  )
  const [people, directory] = [await statuses(), await directoryOf(engine.db, id)]
  const one = await disconnectConnection(parts(), CLI_ACTOR, id)
  assert.deepEqual([one.asOf, one.disconnected?.revocation, one.nextDueAt], [asOf, 'kept', null])
  assert.equal((await engine.db.query('select 1 from credentials')).length, 1)
  await disconnectConnection(parts(), CLI_ACTOR, other.id)
  assert.equal((await engine.db.query('select 1 from credentials')).length, 0)
  assert.equal((await getConnection(engine.db, other.id)).disconnected?.revocation, 'unsupported')
  assert.deepEqual([await statuses(), await directoryOf(engine.db, id)], [people, directory])
  await assert.rejects(queueSync(engine, id), refused('connection_disconnected'))
})

test('the vendor is told that our grant is over before the credential is deleted, and its trouble keeps no secret here', async () => {
  for (const outcome of ['revoked', 'failed'] as const) {
    const id = await connect(engine, 'scim', scim)
    const { credentialId } = await getConnection(engine.db, id)
    const asked: string[] = []
    const vault = {
      ...engine.vault,
      async revokeGrant(options: { credentialId: string }) {
        asked.push(options.credentialId)
        assert.equal((await engine.db.query('select 1 from credentials')).length, 1)
        if (outcome === 'failed') throw new Error('the vendor is down')
        return outcome
      },
    }
    const after = await disconnectConnection({ ...parts(), vault }, CLI_ACTOR, id)
    assert.deepEqual([asked, after.disconnected?.revocation], [[credentialId], outcome])
    assert.equal((await engine.db.query('select 1 from credentials')).length, 0)
    await engine.db.query('delete from connections')
  }
})

test('a paused connection is not synced by schedule nor by hand, and says so; resumed, it goes on', async () => {
  const id = await connect(engine, 'scim', scim)
  const due = () => startDue({ ...engine.parts, clock: later(3 * DAY_MS) }, async () => {})
  assert.equal((await pauseConnection(engine.parts, CLI_ACTOR, id)).state, 'paused')
  assert.equal(await due(), 0)
  await assert.rejects(queueSync(engine, id), refused('connection_paused'))
  await assert.rejects(pauseConnection(engine.parts, CLI_ACTOR, id), refused('conflict'))
  assert.ok((await resumeConnection(engine.parts, CLI_ACTOR, id)).nextDueAt)
  assert.equal(await due(), 1)
})
