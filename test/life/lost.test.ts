import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { isAppError } from '#base/errors.ts'
import { startSandbox as startScim } from '#connectors/scim/sandbox.ts'
import { startSandbox as startSlack } from '#connectors/slack/sandbox.ts'
import { CLI_ACTOR } from '#core/audit/actor.ts'
import { getAccount } from '#core/accounts/get-account.ts'
import { getConnection } from '#core/connections/connections.store.ts'
import { disconnectConnection } from '#core/connections/disconnect-connection.ts'
import { editConnection } from '#core/connections/edit-connection.ts'
import { listScopes } from '#core/connections/list-scopes.ts'
import { probeConnection } from '#core/connections/probe-connection.ts'
import { reconnectConnection } from '#core/connections/reconnect-connection.ts'
import { removeConnection } from '#core/connections/remove-connection.ts'
import { restoreConnection } from '#core/connections/restore-connection.ts'
import { listChanges } from '#core/syncs/sync-changes.store.ts'
import type { OpenClient } from '#core/connections/vendor-door.ts'
import { recordAudit } from '#core/audit/record-audit.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { startDue } from '#sync/work.ts'
import { testDatabase } from '../helpers/database.ts'
import { connect, directoryOf, openTestEngine, syncNow, type TestEngine } from '../helpers/engine.ts'

const DAY_MS = 24 * 60 * 60_000
const signal = new AbortController().signal
const ALL = ['users:read', 'users:read.email', 'usergroups:read', 'admin']

let engine: TestEngine
let scim: Sandbox
let slack: Sandbox

before(async () => {
  engine = await openTestEngine((await testDatabase()).url)
  scim = await startScim({ users: 12, groups: 1, seed: 5 })
  slack = await startSlack({
    users: 12,
    groups: 1,
    seed: 9,
    others: {
      'xoxb-other-admin': { bot: 'U0OTHERBOT' },
      'xoxb-less': { scopes: ALL.slice(0, 2) },
      'xoxb-more': { scopes: [...ALL, 'channels:history'] },
      'xoxb-elsewhere': { team: { id: 'T0ELSEWHERE', name: 'Else\u202ewhere' } },
    },
  })
})
after(async () => {
  await engine.close()
  await scim.close()
  await slack.close()
})
beforeEach(async () => {
  await engine.db.query(
    'truncate connections, credentials, apps, people, accounts, people_search, removed_rows cascade',
  )
  for (const scope of ALL) slack.scopes.add(scope)
})

const parts = () => ({
  ...engine.parts,
  vault: engine.vault,
  openClient: engine.parts.openClient as OpenClient,
})
const reconnect = (id: string, token: string, acceptScopes?: boolean) =>
  reconnectConnection(parts(), CLI_ACTOR, id, { credential: { token }, acceptScopes }, signal)
const refused = (code: string, says: RegExp) => (error: unknown) =>
  isAppError(error) && error.code === code && says.test(`${error.message} ${JSON.stringify(error.fields)}`)
const inDays = (days: number) => ({ now: () => new Date(Date.now() + days * DAY_MS) })

/** As if this user had entered the connection's credential. */
async function ownedBy(id: string, name: string): Promise<void> {
  const { credentialId } = await getConnection(engine.db, id)
  await engine.db.tx(async (tx) => {
    await tx.query(`update credentials set owner_id = 'user-1' where id = $1`, [credentialId])
    const owner = { kind: 'user', id: 'user-1', name, role: 'admin' } as const
    const target = { kind: 'credential', id: credentialId! }
    await recordAudit(tx, owner, { action: 'credential.replace_secret', target })
  })
}

test('V17: a revoked grant stops everything of its connection after two calls at most; others go on, nobody changes', async () => {
  const id = await connect(engine, 'slack', slack, { contacts: ['it@example.test'] })
  const other = await connect(engine, 'scim', scim)
  await syncNow(engine, id)
  await ownedBy(id, 'Ada')
  const good = await directoryOf(engine.db, id)
  const people = await engine.db.query('select id, status from people order by id')
  const fault = slack.plan({ when: () => true, do: { kind: 'body', body: { ok: false, error: 'token_revoked' } } })
  try {
    slack.calls.length = 0
    assert.equal((await syncNow(engine, id)).errorCode, 'vendor_unauthorized')
    assert.ok(slack.calls.length <= 2, `${slack.calls.length} calls`)
    const calls = slack.calls.length
    const due: string[] = []
    for (const days of [1, 2, 3])
      await startDue({ ...engine.parts, clock: inDays(days) }, async (tx, syncId) => {
        const sync = await tx.one<{ id: string }>('select connection_id as id from syncs where id = $1', [syncId])
        due.push(sync!.id)
        await tx.query(`update syncs set state = 'done' where id = $1`, [syncId])
      })
    assert.deepEqual(due, [other, other, other])
    assert.equal(slack.calls.length, calls)
    assert.deepEqual(await directoryOf(engine.db, id), good)
    assert.deepEqual(await engine.db.query('select id, status from people order by id'), people)
  } finally {
    fault.cancel()
  }
  const { health, problem, lostAt, nextDueAt } = await getConnection(engine.db, id)
  assert.deepEqual([health.colour, health.reason, nextDueAt], ['red', 'lost', null])
  assert.ok(lostAt)
  assert.equal(problem?.class, 'invalid_credentials')
  assert.match(problem.whatToDo, /reconnect/)
  assert.deepEqual(problem.whoCan, [
    { kind: 'credential_owner', name: 'Ada' },
    { kind: 'contact', name: 'it@example.test' },
    { kind: 'vendor_admin', name: 'Slack' },
  ])
  await probeConnection(parts(), id, signal)
  const again = await getConnection(engine.db, id)
  assert.deepEqual([again.lostAt, again.error, again.problem, again.health.colour], [null, null, null, 'red'])
  assert.ok(again.nextDueAt, 'a test that works lets it go on by itself')
  await syncNow(engine, id)
  assert.equal((await getConnection(engine.db, id)).health.colour, 'green')
})

test('a trouble that passes does not stop a connection: it is tried again by itself', async () => {
  const id = await connect(engine, 'scim', scim)
  const fault = scim.plan({ when: () => true, do: { kind: 'status', status: 404 } })
  await syncNow(engine, id)
  fault.cancel()
  const { lostAt, problem, health } = await getConnection(engine.db, id)
  assert.deepEqual([lostAt, problem?.class, health.colour, health.reason], [null, 'address', 'red', 'failed'])
})

test("another admin's credential of the same vendor account takes over, and the history goes on", async () => {
  const id = await connect(engine, 'slack', slack)
  await syncNow(engine, id)
  const { credentialId, createdAt } = await getConnection(engine.db, id)
  await disconnectConnection(parts(), CLI_ACTOR, id)
  const back = await reconnect(id, 'xoxb-other-admin')
  assert.deepEqual([back.state, back.disconnected, back.createdAt], ['active', null, createdAt])
  assert.notEqual(back.credentialId, credentialId)
  assert.ok(back.nextDueAt)
  const after = await syncNow(engine, id)
  assert.deepEqual([after.state, after.counts['created'], after.counts['unchanged']], ['done', 0, 14])
  assert.equal((await engine.db.query('select 1 from syncs')).length, 2)
})

test('a credential of another vendor account is refused, naming both, and nothing of it stays', async () => {
  const id = await connect(engine, 'slack', slack)
  await syncNow(engine, id)
  await assert.rejects(
    reconnect(id, 'xoxb-elsewhere'),
    refused(
      'tenant_changed',
      /opens "Else where" \(T0ELSEWHERE\), but this connection belongs to "Sandbox" \(T0SANDBOX\)/,
    ),
  )
  assert.equal((await engine.db.query('select 1 from credentials')).length, 1)
  assert.equal((await getConnection(engine.db, id)).vendorTenantId, 'T0SANDBOX')
})

test('a credential that may do less or more is shown before it is taken, and taken when that was accepted', async () => {
  const id = await connect(engine, 'slack', slack)
  await syncNow(engine, id)
  const before = await getConnection(engine.db, id)
  await assert.rejects(reconnect(id, 'xoxb-less'), refused('scopes_changed', /scopes\.lost\.usergroups:read/))
  await assert.rejects(
    reconnect(id, 'xoxb-more'),
    refused('scopes_changed', /scopes\.beyond\.channels:history.*no use for it/),
  )
  assert.equal((await getConnection(engine.db, id)).credentialId, before.credentialId)
  assert.equal((await engine.db.query('select 1 from credentials')).length, 1)
  await reconnect(id, 'xoxb-more', true)
  assert.deepEqual((await listScopes(engine.parts, id)).beyond, ['channels:history'])
  await reconnect(id, 'xoxb-less', true)
  const scopes = await listScopes(engine.parts, id)
  assert.deepEqual(
    scopes.items.map(({ id: scope, state }) => [scope, state]),
    [
      ['users:read', 'connected'],
      ['users:read.email', 'connected'],
      ['usergroups:read', 'off'],
      ['admin', 'off'],
    ],
  )
})

test('the same vendor account is not connected twice, and the refusal names the connection that has it', async () => {
  const id = await connect(engine, 'slack', slack, { name: 'Chat' })
  await syncNow(engine, id)
  const twin = await connect(engine, 'slack', slack, { name: 'Chat again' })
  const ended = await syncNow(engine, twin)
  assert.equal(ended.errorCode, 'tenant_connected')
  assert.match(ended.errorMessage!, /as "Chat"/)
  assert.deepEqual(await engine.db.query('select 1 from accounts where connection_id = $1', [twin]), [])
  await editConnection(engine.parts, CLI_ACTOR, twin, { selection: 'people' })
  assert.equal((await syncNow(engine, twin)).state, 'done', 'people only counts no account twice')
  await assert.rejects(
    editConnection(engine.parts, CLI_ACTOR, twin, { selection: 'people_and_accounts' }),
    refused('tenant_connected', /"Chat"/),
  )
  await removeConnection(parts(), CLI_ACTOR, id, 'Chat')
  await editConnection(engine.parts, CLI_ACTOR, twin, { selection: 'people_and_accounts' })
  await assert.rejects(restoreConnection(parts(), CLI_ACTOR, id), refused('tenant_connected', /"Chat again"/))
})

test('the account that the credential runs as is marked, and changes are written under the integration user', async () => {
  const id = await connect(engine, 'slack', slack, { name: 'Chat' })
  const first = await syncNow(engine, id)
  const { integrationAccount } = await getConnection(engine.db, id)
  assert.equal(integrationAccount?.externalId, 'U0SANDBOXBOT')
  assert.equal((await getAccount(engine.db, integrationAccount.accountId!)).isIntegrationAccount, true)
  const [marked] = await engine.db.query<{ n: number }>(
    `select count(*)::int as n from accounts a join connections c on c.id = a.connection_id where a.external_id = c.integration_account_id`,
  )
  assert.equal(marked?.n, 1)
  const authors = async () =>
    new Set((await listChanges(engine.db, first.id, { limit: 200 })).items.map(({ author }) => author))
  assert.deepEqual(await authors(), new Set(['Chat']))
  await editConnection(engine.parts, CLI_ACTOR, id, { integrationUser: 'Rollcall writer' })
  assert.deepEqual(await authors(), new Set(['Rollcall writer']))
  await reconnect(id, 'xoxb-other-admin')
  assert.equal((await getConnection(engine.db, id)).integrationAccount?.externalId, 'U0OTHERBOT')
})

test('a connection can have an app record of its own, and its accounts move with it', async () => {
  const one = await connect(engine, 'scim', scim, { name: 'One' })
  const two = await connect(engine, 'scim', scim, { name: 'Two', appRecord: 'own' })
  for (const id of [one, two]) await syncNow(engine, id)
  const apps = async () =>
    engine.db.query<{ name: string; app: string; n: number }>(
      'select c.name, c.app_id as app, count(a.id)::int as n from connections c join accounts a on a.connection_id = c.id and a.app_id = c.app_id group by 1, 2 order by 1',
    )
  assert.deepEqual(await apps(), [
    { name: 'One', app: 'scim', n: 12 },
    { name: 'Two', app: 'two', n: 12 },
  ])
  await editConnection(engine.parts, CLI_ACTOR, two, { appRecord: 'shared' })
  assert.deepEqual(
    (await apps()).map(({ app }) => app),
    ['scim', 'scim'],
  )
  await editConnection(engine.parts, CLI_ACTOR, one, { appRecord: 'own' })
  assert.deepEqual(
    (await apps()).map(({ app }) => app),
    ['one', 'scim'],
  )
})
