import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { Sandbox } from '#kit/sandbox.ts'
import { startSandbox } from '#connectors/scim/sandbox.ts'
import { testDatabase } from '../helpers/database.ts'
import { connect, directoryOf, openTestEngine, queueSync, syncNow, type TestEngine } from '../helpers/engine.ts'

const USERS = 20_000
const KILLS = 30
const PAGE = 200
const LIST = '/scim/v2/Users'

const engines: TestEngine[] = []
const sandboxes: Sandbox[] = []
after(async () => {
  for (const engine of engines) await engine.close()
  for (const sandbox of sandboxes) await sandbox.close()
})

/** A fixed sequence in [0, 1): the same kills every time. */
function draws(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

async function company(): Promise<Sandbox> {
  const sandbox = await startSandbox({ users: USERS, groups: 2, paging: 'cursor', maxResults: PAGE, seed: 11 })
  sandboxes.push(sandbox)
  return sandbox
}

test(`kill -9 of the worker ${KILLS} times in one sync: the end is that of an uninterrupted one, and at most one page is asked for again per kill`, async () => {
  const rootKey = randomBytes(32).toString('base64')
  const { url } = await testDatabase()
  const engine = await openTestEngine(url, { rootKey })
  engines.push(engine)
  const sandbox = await company()
  const connectionId = await connect(engine, 'scim', sandbox)
  const syncId = await queueSync(engine, connectionId)

  const draw = draws(2_026)
  let kills = 0
  const killedIn: Record<string, number> = {}
  let finished: string | undefined
  while (finished === undefined) {
    const listed = sandbox.calls.length
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'run-sync.ts'), url, rootKey, syncId],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    let output = ''
    child.stdout.on('data', (text: Buffer) => (output += text.toString()))
    const gone = new Promise<number | null>((done) => child.once('exit', done))
    if (kills < KILLS) {
      const pages = 3 + Math.floor(draw() * 5)
      const state = async () =>
        (await engine.db.one<{ state: string }>('select state from syncs where id = $1', [syncId]))!.state
      // After some pages of this attempt; where no pages are left, at some moment of plan and merge.
      while (child.exitCode === null) {
        const asked = sandbox.calls.slice(listed).filter((call) => call.path === LIST).length
        if (asked >= pages) break
        if ((await state()) === 'planning') {
          await pause(draw() * 700)
          break
        }
        await pause(2)
      }
      await pause(draw() * 12)
      const at = await state()
      if (child.kill('SIGKILL')) {
        kills++
        killedIn[at] = (killedIn[at] ?? 0) + 1
      }
    }
    const code = await gone
    if (code === 0) finished = output
  }

  assert.equal(kills, KILLS, 'every kill hit a running worker')
  assert.ok(
    (killedIn['fetching'] ?? 0) >= 15 && (killedIn['planning'] ?? 0) >= 3,
    `kills landed in both phases: ${JSON.stringify(killedIn)}`,
  )
  assert.match(finished, /"done"/)
  const perPage = new Map<string, number>()
  for (const call of sandbox.calls.filter((one) => one.path === LIST && one.query['count'] !== '1'))
    perPage.set(call.query['cursor'] ?? '', (perPage.get(call.query['cursor'] ?? '') ?? 0) + 1)
  assert.equal(perPage.size, USERS / PAGE)
  const again = [...perPage.values()].reduce((sum, times) => sum + times - 1, 0)
  assert.ok(again <= KILLS, `${again} pages were asked for again in ${KILLS} kills`)
  assert.ok(again > 0, 'some kills hit a page under way')
  assert.deepEqual(sandbox.writes, [])

  const calm = await testDatabase()
  const other = await openTestEngine(calm.url)
  engines.push(other)
  const calmConnection = await connect(other, 'scim', await company())
  const uninterrupted = await syncNow(other, calmConnection)
  assert.equal(uninterrupted.state, 'done')
  const [interruptedEnd, calmEnd] = [
    await directoryOf(engine.db, connectionId),
    await directoryOf(other.db, calmConnection),
  ]
  assert.equal(interruptedEnd.accounts.length, USERS)
  // As text first: a deep comparison of twenty thousand accounts takes a minute, and is only wanted for what differs.
  if (JSON.stringify(interruptedEnd) !== JSON.stringify(calmEnd)) assert.deepEqual(interruptedEnd, calmEnd)
  const counts = (await engine.db.one<{ counts: object }>('select counts from syncs where id = $1', [syncId]))!.counts
  assert.deepEqual(counts, uninterrupted.counts)
  const left = await engine.db.query(
    `select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'staging'`,
  )
  assert.deepEqual(left, [], 'no staging table is left behind')
})

test('a worker that was frozen and wakes up after another took over writes nothing more', async () => {
  const { url } = await testDatabase()
  const engine = await openTestEngine(url)
  engines.push(engine)
  const sandbox = await startSandbox({ users: 1_000, groups: 2, paging: 'cursor', maxResults: 100 })
  sandboxes.push(sandbox)
  const connectionId = await connect(engine, 'scim', sandbox)
  const { runSync } = await import('#sync/run.ts')
  const syncId = await queueSync(engine, connectionId)
  // The first worker's third page hangs at the vendor, as if its process had stopped there; it wakes up while its successor
  // waits for that same page, so that a write of its own would be the first one.
  const list = (request: { path: string; query: URLSearchParams }) =>
    request.path === LIST && request.query.get('count') !== '1'
  const frozen = sandbox.plan({
    when: (request, nth) => list(request) && nth >= 3,
    times: 1,
    do: { kind: 'delay', ms: 700 },
  })
  const zombie = runSync(engine.parts, syncId, new AbortController().signal)
  while (frozen.fired === 0) await pause(5)
  const slow = sandbox.plan({ when: list, times: 1, do: { kind: 'delay', ms: 1_500 } })
  const second = await runSync(engine.parts, syncId, new AbortController().signal)
  assert.equal(slow.fired, 1)
  assert.deepEqual(second, { state: 'done' })
  const end = await directoryOf(engine.db, connectionId)
  const pages = await engine.db.query('select sync_id, seq, page_id from sync_pages order by 1, 2')
  assert.deepEqual(await zombie, { state: 'not_mine' })
  assert.deepEqual(await directoryOf(engine.db, connectionId), end)
  assert.deepEqual(await engine.db.query('select sync_id, seq, page_id from sync_pages order by 1, 2'), pages)
  assert.equal(end.accounts.length, 1_000)
})

test('a sync that is cancelled stops before its next page, says so, and changes nobody', async () => {
  const { url } = await testDatabase()
  const engine = await openTestEngine(url)
  engines.push(engine)
  const sandbox = await startSandbox({ users: 1_000, groups: 0, paging: 'cursor', maxResults: 50, latencyMs: 20 })
  sandboxes.push(sandbox)
  const connectionId = await connect(engine, 'scim', sandbox)
  const { runSync } = await import('#sync/run.ts')
  const { cancelSync } = await import('#sync/commands.ts')
  const syncId = await queueSync(engine, connectionId)
  const running = runSync(engine.parts, syncId, new AbortController().signal)
  while (sandbox.calls.filter((call) => call.path === LIST).length < 4) await pause(5)
  await engine.db.tx((tx) => cancelSync(tx, syncId, new Date()))
  const asked = sandbox.calls.length
  assert.deepEqual(await running, { state: 'cancelled' })
  assert.ok(sandbox.calls.length - asked <= 2)
  assert.deepEqual((await directoryOf(engine.db, connectionId)).accounts, [])
})
