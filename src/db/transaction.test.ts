import assert from 'node:assert/strict'
import { createServer, connect, type Socket } from 'node:net'
import { after, beforeEach, test } from 'node:test'
import { testDatabase } from '#test/helpers/database.ts'
import { createDb, openPool, type Tx } from './pool.ts'

const { db, url } = await testDatabase({ empty: true })
await db.query('create table counters (id int primary key, value int not null)')
beforeEach(() => db.query('truncate counters; insert into counters values (1, 0), (2, 0)'))

const value = async (id: number) =>
  (await db.one<{ value: number }>('select value from counters where id = $1', [id]))?.value
const add = (tx: Tx, id: number) => tx.query('update counters set value = value + 1 where id = $1', [id])

/** Resolves for all callers when as many as `count` have called. */
function meeting(count: number): () => Promise<void> {
  let arrive = () => {}
  const all = new Promise<void>((resolve) => (arrive = resolve))
  return () => {
    if (--count <= 0) arrive()
    return all
  }
}

test('two transactions that deadlock both commit', async () => {
  const bothLocked = meeting(2)
  let runs = 0
  const crossing = (first: number, second: number) =>
    db.tx(async (tx) => {
      runs++
      await add(tx, first)
      await bothLocked()
      await add(tx, second)
    })
  await Promise.all([crossing(1, 2), crossing(2, 1)])
  assert.equal(runs, 3, 'one of them ran twice')
  assert.deepEqual([await value(1), await value(2)], [2, 2])
})

test('two serializable transactions that contradict each other both commit, one after the other', async () => {
  const bothRead = meeting(2)
  const increment = () =>
    db.tx(
      async (tx) => {
        const row = await tx.one<{ value: number }>('select value from counters where id = 1')
        await bothRead()
        await tx.query('update counters set value = $1 where id = 1', [(row?.value ?? 0) + 1])
      },
      { isolation: 'serializable' },
    )
  await Promise.all([increment(), increment()])
  assert.equal(await value(1), 2)
})

test('a transaction that fails to serialise for ever is given up after three retries', async () => {
  let runs = 0
  const failing = db.tx(async (tx) => {
    runs++
    await tx.query(`do $$ begin raise exception using errcode = '40001'; end $$`)
  })
  await assert.rejects(failing, { code: '40001' })
  assert.equal(runs, 4)
})

test('an error of the work itself is not retried, and undoes everything', async () => {
  let runs = 0
  const failing = db.tx(async (tx) => {
    runs++
    await add(tx, 1)
    throw new Error('no')
  })
  await assert.rejects(failing, { message: 'no' })
  assert.equal(runs, 1)
  assert.equal(await value(1), 0)
})

test('a transaction whose connection is cut before the commit runs again, once effective', async () => {
  let runs = 0
  await db.tx(async (tx) => {
    await add(tx, 1)
    const own = await tx.one<{ pid: number }>('select pg_backend_pid() as pid')
    // Between two statements, when nobody waits for an answer of this connection.
    if (++runs === 1) await db.query('select pg_terminate_backend($1, 5000)', [own?.pid])
    await add(tx, 1)
  })
  assert.equal(runs, 2)
  assert.equal(await value(1), 2)
})

test('a commit whose answer is lost is reported as unknown and not repeated', async () => {
  await db.query(`
    create table cut (id int);
    create function cut_connection() returns trigger language plpgsql as
      $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$;
    create constraint trigger at_commit after insert on cut deferrable initially deferred
      for each row execute function cut_connection()`)
  let runs = 0
  const cut = db.tx(async (tx) => {
    runs++
    await tx.query('insert into cut values (1)')
  })
  await assert.rejects(cut, { code: 'database_unreachable', detail: { commit: 'unknown' } })
  assert.equal(runs, 1)
})

test('a failed statement whose error is swallowed cannot pass for a commit', async () => {
  const swallowing = db.tx(async (tx) => {
    await add(tx, 1)
    await tx.query('select 1 / 0').catch(() => {})
  })
  await assert.rejects(swallowing, { code: 'internal' })
  assert.equal(await value(1), 0)
})

test('a transaction inside a transaction can fail alone, also after a failed statement', async () => {
  await db.tx(async (tx) => {
    await add(tx, 1)
    const inner = tx.tx(async (nested) => {
      await add(nested, 2)
      await nested.query('select 1 / 0')
    })
    await assert.rejects(inner, { code: '22012' })
    await tx.tx((nested) => add(nested, 1))
  })
  assert.deepEqual([await value(1), await value(2)], [2, 0])
})

test('a transaction is of no use after its end', async () => {
  let kept: Tx | undefined
  await db.tx(async (tx) => {
    kept = tx
    await add(tx, 1)
  })
  await assert.rejects(async () => kept && (await add(kept, 1)), { code: 'internal' })
  assert.equal(await value(1), 1)
})

test('a transaction may take its own time per statement, and commit without waiting for the disk', async () => {
  await db.tx(
    async (tx) => {
      const settings = `select current_setting('statement_timeout') as limit, current_setting('synchronous_commit') as commit`
      assert.deepEqual(await tx.query(settings), [{ limit: '50ms', commit: 'off' }])
      await assert.rejects(
        tx.tx((nested) => nested.query('select pg_sleep(10)')),
        { code: '57014' },
      )
    },
    { statementTimeoutMs: 50, synchronousCommit: 'off' },
  )
  assert.deepEqual(await db.query(`select current_setting('statement_timeout') as limit`), [{ limit: '25s' }])
})

/** A TCP server before the database that can stop passing anything on, without closing: a half-open connection. */
async function proxy(): Promise<{ url: string; freeze(): void; close(): void }> {
  const target = new URL(url)
  const folder = target.searchParams.get('host')
  const sockets: Socket[] = []
  let frozen = false
  const server = createServer((client) => {
    const upstream = folder ? connect(`${folder}/.s.PGSQL.5432`) : connect(Number(target.port), target.hostname)
    sockets.push(client, upstream)
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.on('error', () => {})
      from.on('data', (bytes) => frozen || to.write(bytes))
      from.on('close', () => to.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    // Where the database asks for a password, it is in the user part.
    url: `postgresql://${target.username}:${target.password}@127.0.0.1:${port}${target.pathname}?sslmode=disable`,
    freeze: () => (frozen = true),
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

test('a half-open connection is noticed soon after the time that a statement may take', async (t) => {
  // The proxy speaks TCP while the test server asks no password over its socket only; both reach it through the socket.
  const between = await proxy()
  const pool = openPool(between.url, { statementTimeoutMs: 100, max: 1 })
  t.after(async () => {
    between.close()
    await pool.end()
  })
  const cut = createDb(pool)
  await cut.query('select 1')
  between.freeze()
  const began = Date.now()
  await assert.rejects(cut.query('select 2'), { code: 'database_unreachable' })
  assert.ok(Date.now() - began < 10_000)
})

const closed = openPool('postgresql://nobody@127.0.0.1:1/nothing')
after(() => closed.end())

test('a database that is not there is reported as unreachable, by statements and transactions alike', async () => {
  const nowhere = createDb(closed)
  await assert.rejects(nowhere.query('select 1'), { code: 'database_unreachable' })
  await assert.rejects(
    nowhere.tx((tx) => tx.query('select 1')),
    { code: 'database_unreachable' },
  )
})
