import { newId } from '#base/ids.ts'
import { testApi, type Json } from '#test/helpers/api.ts'
import { seedConnection } from '#test/helpers/directory.ts'
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { request } from 'undici'

const { ask, db, tokens, url } = await testApi()
beforeEach(() => db.query('truncate connections, syncs, audit_events cascade'))

let generation = 0
async function seedSync(connectionId: string, over: Record<string, unknown> = {}): Promise<string> {
  const row = {
    id: newId(),
    connection_id: connectionId,
    generation: ++generation,
    trigger: 'manual',
    state: 'done',
    ...over,
  }
  const names = Object.keys(row)
  await db.query(
    `insert into syncs (${names.join(', ')}) values (${names.map((_, at) => `$${at + 1}`).join(', ')})`,
    Object.values(row),
  )
  return row.id
}

test('a sync shows its figures, why it is held, and how far it is', async () => {
  const connection = await seedConnection(db)
  const id = await seedSync(connection, {
    state: 'held',
    read_count: 120,
    page_count: 3,
    expected_count: 200,
    counts: { created: 5, deactivated: 60 },
    hold: JSON.stringify([{ rule: 'missing', text: '60 of 100 accounts are missing.', figures: { missing: 60 } }]),
  })
  const { body } = await ask('GET', `/api/v1/syncs/${id}`)
  assert.deepEqual(body.counts, {
    read: 120,
    created: 5,
    updated: 0,
    unchanged: 0,
    deactivated: 60,
    reactivated: 0,
    skipped: 0,
    failed: 0,
  })
  assert.deepEqual(body.hold, [{ rule: 'missing', text: '60 of 100 accounts are missing.' }])
  assert.deepEqual(body.progress, { stream: null, read: 120, expected: 200, pages: 3 })
  assert.equal(body.error, null)
})

test('syncs are listed newest first, by connection and state; a connection names its last and its running one', async () => {
  const [one, two] = [await seedConnection(db), await seedConnection(db)]
  const first = await seedSync(one, { state: 'failed', error_code: 'vendor_unauthorized', error_message: 'Refused.' })
  const preview = await seedSync(one, { trigger: 'preview' })
  const running = await seedSync(one, { state: 'fetching' })
  await seedSync(two)
  const ids = async (path: string) => (await ask('GET', path)).body.items.map(({ id }: Json) => id)
  assert.deepEqual(await ids(`/api/v1/connections/${one}/syncs`), [running, preview, first])
  assert.deepEqual(await ids(`/api/v1/syncs?connection_id=${one}&state=failed`), [first])
  const page = (await ask('GET', '/api/v1/syncs?limit=3')).body
  assert.equal((await ids(`/api/v1/syncs?limit=3&cursor=${page.nextCursor}`)).length, 1)
  const connection = (await ask('GET', `/api/v1/connections/${one}`)).body
  assert.deepEqual([connection.lastSync.id, connection.runningSync.id], [first, running])
  assert.deepEqual(connection.lastSync.error, { code: 'vendor_unauthorized', message: 'Refused.' })
  assert.equal((await ask('GET', `/api/v1/connections/${newId()}/syncs`)).status, 404)
})

test('what was skipped is listed with reasons and counts, and for the newest sync of every connection', async () => {
  const connection = await seedConnection(db)
  const old = await seedSync(connection)
  const id = await seedSync(connection)
  const issue = (syncId: string, kind: string, reason: string, name: string) =>
    db.query(
      `insert into sync_issues (sync_id, stream, kind, reason, name, message) values ($1, 'users', $2, $3, $4, 'm')`,
      [syncId, kind, reason, name],
    )
  await issue(old, 'failed', 'invalid_record', 'old')
  for (const name of ['a', 'b']) await issue(id, 'skipped', 'no_match', name)
  await issue(id, 'repaired', 'field_dropped', 'c')
  const { body } = await ask('GET', `/api/v1/syncs/${id}/issues?limit=2`)
  assert.deepEqual(
    body.items.map(({ name }: Json) => name),
    ['a', 'b'],
  )
  assert.deepEqual(body.reasons, [
    { kind: 'skipped', reason: 'no_match', count: 2 },
    { kind: 'repaired', reason: 'field_dropped', count: 1 },
  ])
  assert.deepEqual(
    (await ask('GET', `/api/v1/syncs/${id}/issues?limit=2&cursor=${body.nextCursor}`)).body.items[0].name,
    'c',
  )
  assert.equal((await ask('GET', `/api/v1/syncs/${id}/issues?kind=repaired&reason=field_dropped`)).body.items.length, 1)
  assert.deepEqual(
    (await ask('GET', '/api/v1/sync-issues')).body.items.map(({ name }: Json) => name),
    ['a', 'b', 'c'],
  )
  assert.equal((await ask('GET', `/api/v1/syncs/${newId()}/issues`)).status, 404)
})

test('the plan names what would change; changes are found by action and state', async () => {
  const id = await seedSync(await seedConnection(db), { trigger: 'preview' })
  const change = (action: string, name: string, state = 'planned') =>
    db.query(
      `insert into sync_changes (sync_id, external_id, name, action, reason, before, after, state) values ($1, $2, $2, $3, 'new', '{"status": "active"}', '{"status": "inactive"}', $4)`,
      [id, name, action, state],
    )
  await change('create', 'a')
  await change('create', 'b')
  await change('deactivate', 'c', 'held')
  const plan = (await ask('GET', `/api/v1/syncs/${id}/plan?limit=2`)).body
  assert.deepEqual(plan.summary, [
    { action: 'create', reason: 'new', count: 2 },
    { action: 'deactivate', reason: 'new', count: 1 },
  ])
  assert.deepEqual(
    plan.items.map(({ name }: Json) => name),
    ['a', 'b'],
  )
  const held = (await ask('GET', `/api/v1/syncs/${id}/changes?state=held`)).body.items
  assert.deepEqual([held.length, held[0].before, held[0].after], [1, { status: 'active' }, { status: 'inactive' }])
  assert.equal((await ask('GET', `/api/v1/syncs/${id}/changes?action=update`)).body.items.length, 0)
  assert.equal((await ask('GET', `/api/v1/syncs/${newId()}/plan`)).status, 404)
})

test('a sync that has ended cannot be cancelled, approved or discarded, and only the newest applied one undone', async () => {
  const connection = await seedConnection(db)
  const applied = { applied_at: new Date(), finished_at: new Date() }
  const older = await seedSync(connection, applied)
  const newest = await seedSync(connection, applied)
  const code = async (id: string, verb: string) => (await ask('POST', `/api/v1/syncs/${id}/${verb}`)).body?.code
  assert.equal(await code(newest, 'cancel'), 'sync_finished')
  assert.equal(await code(newest, 'approve'), 'sync_not_held')
  assert.equal(await code(newest, 'discard'), 'sync_not_held')
  assert.equal(await code(newId(), 'undo'), 'not_found')
  assert.deepEqual(await db.query('select action from audit_events'), [], 'what was refused did not happen')
  const running = await seedSync(connection, { state: 'queued' })
  const cancelled = await ask('POST', `/api/v1/syncs/${running}/cancel`)
  assert.deepEqual([cancelled.status, cancelled.body.state], [200, 'cancelled'])
  assert.deepEqual(await db.query('select action, target_id from audit_events'), [
    { action: 'sync.cancel', target_id: running },
  ])
  assert.ok(older)
})

test('a follower sees each change of a sync and the stream ends with it', async () => {
  const id = await seedSync(await seedConnection(db), { state: 'fetching' })
  const events = await follow(id)
  assert.equal((await events.next()).state, 'fetching')
  await db.query('update syncs set read_count = 50 where id = $1', [id])
  assert.equal((await events.next()).progress.read, 50)
  await db.query(`update syncs set state = 'held' where id = $1`, [id])
  assert.equal((await events.next()).state, 'held')
  assert.equal(await events.next(), undefined)
})

test('an ended sync is told once; an unknown one is a problem, not a stream', async () => {
  const events = await follow(await seedSync(await seedConnection(db)))
  assert.equal((await events.next()).state, 'done')
  assert.equal(await events.next(), undefined)
  assert.equal((await ask('GET', `/api/v1/syncs/${newId()}/events`)).status, 404)
})

test('a stream dies with its token, and the others go on to the end', async () => {
  const id = await seedSync(await seedConnection(db), { state: 'fetching' })
  const made = (await ask('POST', '/api/v1/api-tokens', { body: { name: 't', rights: 'read' } })).body
  const mine = await follow(id, made.token)
  const others = await Promise.all(Array.from({ length: 5 }, () => follow(id)))
  for (const events of [mine, ...others]) await events.next()
  await ask('DELETE', `/api/v1/api-tokens/${made.id}`)
  // The check is made again with the first change that is a second later.
  const ended = (async () => {
    for (;;) if ((await mine.next()) === undefined) return true
  })()
  for (let read = 1; ; read++) {
    await db.query('update syncs set read_count = $2 where id = $1', [id, read])
    if (await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 50, false))])) break
  }
  await db.query(`update syncs set state = 'done' where id = $1`, [id])
  for (const events of others) {
    let last: Json
    for (let next = await events.next(); next !== undefined; next = await events.next()) last = next
    assert.equal(last.state, 'done')
  }
})

/** Reads a sync's events one by one; undefined once the stream has ended. */
async function follow(id: string, token = tokens.owner): Promise<{ next(): Promise<Json> }> {
  const { statusCode, headers, body } = await request(`${url}/api/v1/syncs/${id}/events`, {
    headers: { authorization: `Bearer ${token}` },
  })
  assert.equal(statusCode, 200)
  assert.match(String(headers['content-type']), /^text\/event-stream/)
  assert.match(String(headers['content-security-policy']), /script-src 'self'/)
  const chunks = body.setEncoding('utf8')[Symbol.asyncIterator]()
  let buffer = ''
  return {
    async next() {
      for (;;) {
        const end = buffer.indexOf('\n\n')
        if (end >= 0) {
          const event = buffer.slice(0, end)
          buffer = buffer.slice(end + 2)
          if (event.startsWith('event: progress\ndata: '))
            return JSON.parse(event.slice('event: progress\ndata: '.length))
          continue
        }
        const { done, value } = await chunks.next()
        if (done) return undefined
        buffer += value
      }
    },
  }
}
