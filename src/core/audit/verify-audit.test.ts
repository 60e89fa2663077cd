import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { beforeEach, test } from 'node:test'
import type { Tx } from '#db/pool.ts'
import { testDatabase } from '#test/helpers/database.ts'
import { CLI_ACTOR } from './actor.ts'
import { listHeads, signHead, type AuditHead } from './audit-heads.ts'
import { changes, recordAudit } from './record-audit.ts'
import { verifyAudit } from './verify-audit.ts'

const { db } = await testDatabase({ sealedAudit: true })
const secret = randomBytes(32)
const TABLES = ['audit_events', 'audit_chain', 'audit_heads']

/** As the tables' owner can: without the triggers. */
function asOwner(...statements: string[]): Promise<void> {
  return db.tx(async (tx) => {
    for (const table of TABLES) await tx.query(`alter table ${table} disable trigger all`)
    for (const statement of statements) await tx.query(statement)
    for (const table of TABLES) await tx.query(`alter table ${table} enable trigger all`)
  })
}

const record = (action: string, detail: Record<string, unknown> = {}) =>
  db.tx((tx) =>
    recordAudit(
      tx,
      { ...CLI_ACTOR, address: '127.0.0.1' },
      { action, target: { kind: 'thing', id: 'é"\\\n\u0001 ' }, detail },
    ),
  )

const verify = (outside: readonly AuditHead[] = []) => verifyAudit(db, secret, outside)
const idAt = async (seq: number) =>
  (await db.one<{ id: string }>('select event_id::text as id from audit_chain where seq = $1', [seq]))!.id

beforeEach(async () => {
  await asOwner(`truncate ${TABLES.join(', ')}`)
  for (let n = 1; n <= 8; n++) await record(`thing.do_${n}`, { n, text: 'ü"\\', big: 1.5e30, list: [1, null] })
})

test('an untouched log is whole, whatever its texts are', async () => {
  const { events, seq, problem } = await verify()
  assert.deepEqual([events, seq, problem], [8, 8, undefined])
})

test('nobody changes, deletes or empties it by an ordinary statement', async () => {
  for (const table of TABLES) {
    for (const statement of [`delete from ${table}`, `truncate ${table}`, `truncate ${table} cascade`]) {
      await assert.rejects(db.query(statement), /append-only/, statement)
    }
  }
  await assert.rejects(db.query(`update audit_events set action = 'x'`), /append-only/)
  await assert.rejects(db.query(`update audit_chain set hash = '\\x00'`), /append-only/)
  assert.equal((await verify()).problem, undefined)
})

test('whatever is changed of an event, it is named', async () => {
  const changed = [
    `actor_name = 'someone else'`,
    `actor_kind = 'user'`,
    `actor_id = 'x'`,
    `action = 'thing.undo'`,
    `target_id = 'other'`,
    `target_kind = null`,
    `detail = detail || '{"n": 9}'`,
    `address = '10.0.0.1'`,
    `request_id = 'x'`,
    `before = '{}'`,
    `after = '{"a": 1}'`,
    `at = at + interval '1 microsecond'`,
  ]
  for (const change of changed) {
    const id = await idAt(5)
    const original = await db.one<{ row: string }>(
      'select row_to_json(e)::text as row from audit_events e where id = $1',
      [id],
    )
    await asOwner(`update audit_events set ${change} where id = ${id}`)
    const { problem } = await verify()
    assert.deepEqual([problem?.kind, problem?.seq, problem?.eventId], ['changed', 5, id], change)
    await asOwner(
      `delete from audit_events where id = ${id}`,
      `insert into audit_events overriding system value select * from json_populate_record(null::audit_events, '${original!.row.replaceAll("'", "''")}')`,
    )
    assert.equal((await verify()).problem, undefined, `${change}, put back`)
  }
})

test('a deleted event is named, with its link or without', async () => {
  const id = await idAt(3)
  await asOwner(`delete from audit_events where id = ${id}`)
  const { problem } = await verify()
  assert.deepEqual([problem?.kind, problem?.seq, problem?.eventId], ['deleted', 3, id])
  await asOwner('delete from audit_chain where seq in (3, 4)', `delete from audit_events where id = ${await idAt(4)}`)
  const gone = (await verify()).problem
  assert.deepEqual([gone?.kind, gone?.seq], ['deleted', 3])
  assert.match(gone!.text, /places 3 to 4/)
})

test('two events in each other’s place are named, however they were exchanged', async () => {
  await asOwner(
    'update audit_chain set seq = -seq where seq in (4, 6)',
    'update audit_chain set seq = case seq when -4 then 6 else 4 end where seq < 0',
  )
  const bySeq = (await verify()).problem
  assert.deepEqual([bySeq?.kind, bySeq?.seq], ['moved', 4])
  await asOwner(
    'update audit_chain set seq = -seq where seq in (4, 6)',
    'update audit_chain set seq = case seq when -4 then 6 else 4 end where seq < 0',
  )
  assert.equal((await verify()).problem, undefined)
  const [four, six] = [await idAt(4), await idAt(6)]
  await asOwner(
    `update audit_chain set event_id = -event_id where seq in (4, 6)`,
    `update audit_chain set event_id = case seq when 4 then ${six} else ${four} end where seq in (4, 6)`,
  )
  const byEvent = (await verify()).problem
  assert.deepEqual([byEvent?.kind, byEvent?.seq, byEvent?.eventId], ['moved', 4, six])
})

test('an event that was put in without a link is named', async () => {
  await asOwner(`insert into audit_events (actor_kind, action) values ('user', 'thing.invented')`)
  const { problem } = await verify()
  assert.equal(problem?.kind, 'added')
})

test('an end that was cut off shows in the signed head, and outside when that was cut off as well', async () => {
  const head = await signHead(db, secret, new Date())
  assert.equal(head?.seq, 8)
  const [seven, eight] = [await idAt(7), await idAt(8)]
  const cut = [`delete from audit_events where id in (${seven}, ${eight})`, 'delete from audit_chain where seq >= 7']
  await asOwner(...cut)
  const { problem } = await verify()
  assert.deepEqual([problem?.kind, problem?.seq], ['cut', 7])
  await asOwner('delete from audit_heads')
  assert.equal((await verify()).problem, undefined, 'the database alone cannot tell')
  const outside = (await verify([head])).problem
  assert.deepEqual([outside?.kind, outside?.seq], ['cut', 7])
})

test('a chain that was made anew with the right arithmetic does not fit the signed heads', async () => {
  const first = await signHead(db, secret, new Date())
  await record('thing.later')
  const second = await signHead(db, secret, new Date(Date.now() + 1000))
  assert.deepEqual([first?.seq, second?.seq], [8, 9])
  await asOwner(
    `update audit_events set actor_name = 'someone else' where id = ${await idAt(9)}`,
    'truncate audit_chain',
    `do $$ declare e audit_events; begin for e in select * from audit_events order by id loop perform append_audit_link(e); end loop; end $$`,
  )
  const { problem } = await verify()
  assert.deepEqual([problem?.kind, problem?.seq], ['rewritten', 9])
  // With heads of the forger's own making it is no better.
  await asOwner(
    'delete from audit_heads',
    `insert into audit_heads (seq, hash, signature) select seq, hash, sha256(hash) from audit_chain where seq = 9`,
  )
  assert.equal((await verify()).problem?.kind, 'forged')
  assert.equal((await verify([second!])).problem?.kind, 'forged')
})

test('a head is signed when something happened, and at least every day; many askers sign one', async () => {
  const now = new Date()
  const heads = await Promise.all([1, 2, 3].map(() => signHead(db, secret, now)))
  assert.equal(new Set(heads.map((head) => head?.signature)).size, 1)
  await signHead(db, secret, new Date(now.getTime() + 3_600_000))
  assert.equal((await listHeads(db)).length, 1)
  await signHead(db, secret, new Date(now.getTime() + 21 * 3_600_000))
  assert.equal((await listHeads(db)).length, 2)
  await record('thing.more')
  await signHead(db, secret, new Date(now.getTime() + 21 * 3_600_000))
  assert.equal((await listHeads(db)).length, 3)
  assert.equal((await verify()).problem, undefined)
})

test('writers at once leave a whole chain in the order of their commits, and one that is long keeps nobody waiting', async () => {
  const { promise: hold, resolve: letGo } = Promise.withResolvers<void>()
  const slow = db.tx(async (tx: Tx) => {
    await recordAudit(tx, CLI_ACTOR, { action: 'thing.slow' })
    await hold
  })
  await Promise.all(Array.from({ length: 60 }, (_, n) => record('thing.many', { n })))
  letGo()
  await slow
  const { seq, problem } = await verify()
  assert.deepEqual([seq, problem], [69, undefined])
  assert.equal(
    (await db.one<{ action: string }>('select action from audit_events where id = $1', [await idAt(69)]))?.action,
    'thing.slow',
  )
})

test('what is rolled back leaves neither an event nor a gap', async () => {
  await assert.rejects(
    db.tx(async (tx) => {
      await recordAudit(tx, CLI_ACTOR, { action: 'thing.undone' })
      throw new Error('no')
    }),
  )
  await record('thing.after')
  const { seq, problem } = await verify()
  assert.deepEqual([seq, problem], [9, undefined])
})

test('a transaction that sees the past is run again instead of forking the chain', async () => {
  let runs = 0
  await db.tx(
    async (tx) => {
      runs++
      await tx.query('select 1 from audit_chain')
      if (runs === 1) await record('thing.between')
      await recordAudit(tx, CLI_ACTOR, { action: 'thing.old_view' })
    },
    { isolation: 'repeatable read' },
  )
  const { seq, problem } = await verify()
  assert.deepEqual([runs, seq, problem], [2, 10, undefined])
})

test('before and after name only what differs', () => {
  assert.deepEqual(changes({ a: 1, b: [1], c: 'x' }, { a: 1, b: [2], d: null }), {
    before: { b: [1] },
    after: { b: [2] },
  })
})
