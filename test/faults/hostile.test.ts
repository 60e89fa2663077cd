import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Effect, Fault } from '#kit/sandbox-faults.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { startSandbox as startOneLogin } from '#connectors/onelogin/sandbox.ts'
import { startSandbox as startScim } from '#connectors/scim/sandbox.ts'
import { startSandbox as startSlack } from '#connectors/slack/sandbox.ts'
import { testDatabase } from '../helpers/database.ts'
import { connect, directoryOf, openTestEngine, syncNow, type Ended, type TestEngine } from '../helpers/engine.ts'

const USERS = 400

/** A probe asks for one record only; faults that fire once are for the list. */
const isList = (request: { query: URLSearchParams }) =>
  request.query.get('count') !== '1' && request.query.get('limit') !== '1'

/** The path of each vendor's list of accounts. */
const VENDORS = [
  { connector: 'scim', start: () => startScim({ users: USERS, groups: 3 }), path: '/scim/v2/Users' },
  { connector: 'slack', start: () => startSlack({ users: USERS }), path: '/api/users.list' },
  { connector: 'onelogin', start: () => startOneLogin({ users: USERS }), path: '/api/1/users' },
] as const

let engine: TestEngine
before(async () => {
  const { url } = await testDatabase()
  engine = await openTestEngine(url)
})
after(() => engine.close())

for (const { connector, start, path } of VENDORS) {
  describe(`a hostile ${connector}`, () => {
    let sandbox: Sandbox
    let connectionId: string
    let good: Awaited<ReturnType<typeof directoryOf>>

    before(async () => {
      sandbox = await start()
      connectionId = await connect(engine, connector, sandbox)
      const first = await syncNow(engine, connectionId)
      assert.equal(first.state, 'done', JSON.stringify(first))
      good = await directoryOf(engine.db, connectionId)
    })
    after(async () => {
      assert.deepEqual(sandbox.writes, [], 'a sync only reads')
      await sandbox.close()
    })

    /** Plans a fault on the list of accounts, syncs, and proves that it fired. */
    async function under(
      effect: Effect,
      when: Fault['when'] = (request, nth) => request.path === path && nth >= 1,
      times?: number,
    ): Promise<Ended> {
      const fault = sandbox.plan({ when, do: effect, ...(times === undefined ? {} : { times }) })
      try {
        return await syncNow(engine, connectionId)
      } finally {
        fault.cancel()
        assert.ok(fault.fired > 0, 'the fault fired')
      }
    }
    const nobodyChanged = async () =>
      assert.deepEqual(await directoryOf(engine.db, connectionId), good, 'nobody was changed')

    const LIES: [string, Effect][] = [
      ['an HTML sign-in page with 200', { kind: 'html' }],
      ['half a JSON', { kind: 'truncated json' }],
      ['an empty body', { kind: 'empty body' }],
      ['null', { kind: 'null' }],
      ['NaN', { kind: 'nan' }],
      ['UTF-16', { kind: 'utf-16' }],
      ['duplicate keys', { kind: 'duplicate keys' }],
      ['{"ok":false}', { kind: 'body', body: { ok: false, error: 'something_else' } }],
      ['an object without the list', { kind: 'body', body: { message: 'hello' } }],
      ['a gzip bomb', { kind: 'gzip bomb' }],
    ]
    for (const [what, effect] of LIES) {
      test(`V4: ${what} where the list should be fails the sync with a true reason and changes nobody`, async () => {
        const ended = await under(effect)
        assert.equal(ended.state, 'failed')
        assert.match(ended.errorCode!, /^vendor_(bad_response|too_large|bad_request|unavailable|forbidden)$/)
        await nobodyChanged()
      })
    }

    test('V10: 200 with nobody in it is held, and the last list stays', async () => {
      const ended = await under({ kind: 'empty list' })
      assert.deepEqual(
        { state: ended.state, rules: ended.hold?.map((hold) => hold.rule).includes('empty') },
        { state: 'held', rules: true },
      )
      await nobodyChanged()
    })

    test('V11: 60 % of the list is held, with the reason', async () => {
      const ended = await under({ kind: 'part of the list', share: 0.6 }, (request) => request.path.startsWith(path))
      assert.deepEqual(
        { state: ended.state, rules: ended.hold?.map((hold) => hold.rule).includes('missing') },
        { state: 'held', rules: true },
      )
      await nobodyChanged()
    })

    test('V2: an error that passes is tried again; one that stays fails the sync after five tries', async () => {
      const passing = await under(
        { kind: 'status', status: 503, headers: { 'retry-after': '0' } },
        (request, nth) => request.path === path && nth >= 1,
        2,
      )
      assert.equal(passing.state, 'done')
      const calls = sandbox.calls.length
      const staying = await under({ kind: 'status', status: 500 })
      assert.deepEqual(
        { state: staying.state, code: staying.errorCode },
        { state: 'failed', code: 'vendor_unavailable' },
      )
      assert.ok(sandbox.calls.slice(calls).filter((call) => call.path === path).length <= 6)
      await nobodyChanged()
    })

    test('V2: a connection that is cut is tried again', async () => {
      assert.equal(
        (await under({ kind: 'reset' }, (request, nth) => request.path === path && nth >= 1, 1)).state,
        'done',
      )
      await nobodyChanged()
    })

    test('V1: 429 waits as told and goes on', async () => {
      assert.equal(
        (
          await under(
            { kind: 'status', status: 429, headers: { 'retry-after': '0' } },
            (request) => request.path === path,
            2,
          )
        ).state,
        'done',
      )
      await nobodyChanged()
    })

    test('V1: 429 with a long wait parks the sync and frees the worker; it goes on later', async () => {
      const fault = sandbox.plan({
        when: (request) => request.path === path,
        times: 1,
        do: { kind: 'status', status: 429, headers: { 'retry-after': '3600' } },
      })
      const parked = await syncNow(engine, connectionId)
      assert.equal(fault.fired, 1)
      assert.equal(parked.end.state, 'parked')
      assert.ok((parked.end as { retryAfterMs: number }).retryAfterMs >= 3_600_000)
      const { runSync } = await import('#sync/run.ts')
      assert.equal((await runSync(engine.parts, parked.id, new AbortController().signal)).state, 'done')
      await nobodyChanged()
    })

    test('V17: a refused credential says "reconnect" after at most two calls, and changes nobody', async () => {
      const calls = sandbox.calls.length
      const ended = await under(
        { kind: 'status', status: 401, body: { ok: false, error: 'invalid_auth' } },
        (request) => !request.path.includes('token'),
      )
      assert.deepEqual({ state: ended.state, code: ended.errorCode }, { state: 'failed', code: 'vendor_unauthorized' })
      assert.ok(sandbox.calls.slice(calls).filter((call) => !call.path.includes('token')).length <= 2)
      await nobodyChanged()
    })

    test('V5: one record that cannot be read is set aside and counted; many fail the sync', async () => {
      const one = await under({ kind: 'wrong type' }, (request) => request.path === path && isList(request), 1)
      assert.equal(one.counts['failed'], 1, JSON.stringify(one))
      assert.equal(one.state, 'partial', 'it has no usable id, so nobody may be called missing')
      await nobodyChanged()
      const many = await under(
        {
          kind: 'edit',
          run: (body) => {
            for (const raw of listOf(body).slice(0, 30)) (raw as { id: unknown }).id = null
          },
        },
        (request) => request.path === path,
      )
      assert.deepEqual({ state: many.state, code: many.errorCode }, { state: 'failed', code: 'vendor_records_invalid' })
      await nobodyChanged()
    })

    test('V6: an id that comes twice is one account, and is shown', async () => {
      const ended = await under(
        {
          kind: 'edit',
          run: (body) => {
            const list = listOf(body)
            list.push(structuredClone(list[0]))
          },
        },
        (request) => request.path === path && isList(request),
        1,
      )
      assert.ok(ended.state === 'done' || ended.state === 'partial', JSON.stringify(ended))
      const repaired = await engine.db.query<{ reason: string }>(
        `select reason from sync_issues where sync_id = $1 and reason = 'duplicate_id'`,
        [ended.id],
      )
      assert.equal(repaired.length, 1)
      await nobodyChanged()
    })

    test('a good sync after all that finds everything as it was', async () => {
      const ended = await syncNow(engine, connectionId)
      assert.equal(ended.state, 'done', JSON.stringify(ended))
      assert.deepEqual(
        { created: ended.counts['created'], deactivated: ended.counts['deactivated'] },
        { created: 0, deactivated: 0 },
      )
      await nobodyChanged()
    })
  })
}

function listOf(body: unknown): unknown[] {
  const { Resources, members, data } = body as { Resources?: unknown[]; members?: unknown[]; data?: unknown[] }
  return Resources ?? members ?? data ?? (body as unknown[])
}

describe('vendors whose pages misbehave', () => {
  test('V7: a cursor that repeats, and cursors that never end, stop the sync and mark nobody missing', async () => {
    const sandbox = await startScim({ users: 600, paging: 'cursor', maxResults: 100 })
    const connectionId = await connect(engine, 'scim', sandbox)
    assert.equal((await syncNow(engine, connectionId)).state, 'done')
    const good = await directoryOf(engine.db, connectionId)
    for (const kind of ['repeat cursor', 'endless cursors', 'empty page with next'] as const) {
      const fault = sandbox.plan({
        when: (request) =>
          request.path === '/scim/v2/Users' && (kind !== 'repeat cursor' || Boolean(request.query.get('cursor'))),
        do: { kind },
      })
      const ended = await syncNow(engine, connectionId)
      fault.cancel()
      assert.ok(fault.fired > 0)
      assert.deepEqual(
        { kind, state: ended.state, code: ended.errorCode },
        { kind, state: 'failed', code: 'vendor_cursor_loop' },
      )
      assert.deepEqual(await directoryOf(engine.db, connectionId), good)
    }
    await sandbox.close()
  })

  test('V8: users who come and go between pages make nobody wrongly missing', async () => {
    const sandbox = await startScim({ users: 1_000, maxResults: 50 })
    const connectionId = await connect(engine, 'scim', sandbox)
    assert.equal((await syncNow(engine, connectionId)).state, 'done')
    const removed: string[] = []
    const fault = sandbox.plan({
      when: (request, nth) => request.path === '/scim/v2/Users' && nth > 2 && nth % 2 === 0,
      times: 10,
      do: {
        kind: 'before',
        run: (state) => {
          const first = state.view.users.find((user) => !removed.includes(user.id))!
          removed.push(first.id)
          state.remove(first.id)
          state.add()
        },
      },
    })
    const ended = await syncNow(engine, connectionId)
    assert.ok(fault.fired >= 5, 'rows moved')
    assert.equal(ended.state, 'done', JSON.stringify(ended))
    const missing = await engine.db.query<{ id: string }>(
      'select external_id as id from accounts where connection_id = $1 and missing_since is not null',
      [connectionId],
    )
    for (const { id } of missing) assert.ok(removed.includes(id), 'only who is really gone is missing')
    await sandbox.close()
  })

  test('V12: a total that does not fit the list seals nothing: changes are taken, nobody is missing', async () => {
    const sandbox = await startScim({ users: 300 })
    const connectionId = await connect(engine, 'scim', sandbox)
    assert.equal((await syncNow(engine, connectionId)).state, 'done')
    const [gone] = sandbox.state.view.users
    sandbox.state.remove(gone!.id)
    const fault = sandbox.plan({
      when: (request) => request.path === '/scim/v2/Users',
      do: { kind: 'total off', by: -40 },
    })
    const ended = await syncNow(engine, connectionId)
    fault.cancel()
    assert.ok(fault.fired > 0)
    assert.equal(ended.state, 'partial', JSON.stringify(ended))
    const missing = await engine.db.query(
      'select 1 from accounts where connection_id = $1 and missing_since is not null',
      [connectionId],
    )
    assert.deepEqual(missing, [])
    await sandbox.close()
  })

  test('a list of groups that fails makes the sync partial and leaves groups and members as they were', async () => {
    const sandbox = await startScim({ users: 60, groups: 4 })
    const connectionId = await connect(engine, 'scim', sandbox)
    assert.equal((await syncNow(engine, connectionId)).state, 'done')
    const good = await directoryOf(engine.db, connectionId)
    assert.ok(good.grants.length > 0)
    const fault = sandbox.plan({ when: (request) => request.path.startsWith('/scim/v2/Groups'), do: { kind: 'html' } })
    const ended = await syncNow(engine, connectionId)
    fault.cancel()
    assert.ok(fault.fired > 0)
    assert.equal(ended.state, 'partial')
    assert.deepEqual(await directoryOf(engine.db, connectionId), good)
    await sandbox.close()
  })
})
