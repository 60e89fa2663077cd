import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { newId } from '#base/ids.ts'
import { createDb, openPool, type Db } from '#db/pool.ts'
import { openCredential, replaceCredential, storeCredential } from '#vault/credentials.ts'
import type { KeyRing } from '#vault/key-ring.ts'
import { loadRootKey } from '#vault/root-key.ts'
import { readVaultStatus } from '#vault/rotate.ts'
import { sealedPrefix } from '#vault/seal.ts'
import { testDatabase } from '../helpers/database.ts'

/** For the figures in docs/decisions/0018: `SECRETS=100000 KILLS=50`. */
const SECRETS = Number(process.env['SECRETS'] ?? 3_000)
const KILLS = Number(process.env['KILLS'] ?? 15)

const { url } = await testDatabase()
const home = await mkdtemp(join(tmpdir(), 'rollcall-rotate-'))
const closers: (() => unknown)[] = [() => rm(home, { recursive: true })]
after(async () => {
  for (const close of closers.toReversed()) await close()
})

/** A process's view of the vault; each has its own pool and its own memory of the keys. */
async function openSide(): Promise<{ db: Db; rootKey: KeyRing }> {
  const pool = openPool(url, { max: 5 })
  const db = createDb(pool)
  const rootKey = await loadRootKey({ home, env: undefined, db })
  closers.push(
    () => pool.end(),
    () => rootKey.close(),
  )
  return { db, rootKey }
}

const place = { publicFields: {}, hosts: ['https://x.example'] }

/** Stores texts in one transaction, and returns their ids. */
async function store({ db, rootKey }: { db: Db; rootKey: KeyRing }, texts: readonly string[]): Promise<string[]> {
  const ids = texts.map(() => newId())
  await db.tx(async (tx) => {
    for (const [index, id] of ids.entries()) {
      const fields = { token: texts[index]! }
      await storeCredential(tx, rootKey, { id, name: id, connector: 'scim', method: 'bearer', fields, ...place })
    }
  })
  return ids
}

/** Runs a rotation and kills it after a while; true when it ended by itself. */
async function rotateUntil(killAfterMs: number): Promise<boolean> {
  const script = join(import.meta.dirname, 'run-rotation.ts')
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, url, home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)))
  const begun = new Promise<void>((done) => child.stdout.once('data', () => done()))
  await Promise.race([begun, ended])
  if (killAfterMs < Infinity) {
    await Promise.race([pause(killAfterMs), ended])
    child.kill('SIGKILL')
  }
  return (await ended) === 0
}

test(`${SECRETS} secrets, rotated under load, kill -9 ${KILLS} times: none is unreadable, no call fails, nothing is left under the old key`, async () => {
  const sides = await Promise.all([openSide(), openSide(), openSide()])
  const { db, rootKey } = sides[0]
  const old = await rootKey.current()
  const texts = new Map<string, string>()
  for (let n = 0; n < SECRETS; n += 100) {
    const batch = Array.from({ length: Math.min(100, SECRETS - n) }, (_, index) => `secret ${n + index}`)
    const ids = await store(sides[0], batch)
    ids.forEach((id, index) => texts.set(id, batch[index]!))
  }

  const load = new AbortController()
  const calls = { read: 0, stored: 0, replaced: 0 }
  const failed: unknown[] = []
  const ids = [...texts.keys()]
  const lanes = sides.slice(1).flatMap((side, which) =>
    Array.from({ length: 2 }, async (_, lane) => {
      for (let turn = 0; !load.signal.aborted; turn++) {
        try {
          // Each lane replaces its own, so that what it reads is known.
          const id = ids[(turn * 4 + which * 2 + lane) % ids.length]!
          const opened = await openCredential(side.db, side.rootKey, id)
          assert.equal(opened.fields['token']!.reveal(), texts.get(id))
          calls.read++
          if (turn % 3 === 0) {
            const text = `replaced ${turn}`
            await side.db.tx((tx) => replaceCredential(tx, side.rootKey, id, { ...place, fields: { token: text } }))
            texts.set(id, text)
            calls.replaced++
          }
          if (turn % 10 === 0) {
            const [added] = await store(side, [`new ${turn}`])
            texts.set(added!, `new ${turn}`)
            calls.stored++
          }
        } catch (error) {
          failed.push(error)
        }
        await pause(2)
      }
    }),
  )

  const started = performance.now()
  let kills = 0
  // Short ones first, so that its first transaction is hit as well; then anywhere.
  for (; kills < KILLS; kills++) {
    const over = await rotateUntil(kills < 3 ? kills * 5 : Math.random() * 40 * (SECRETS / 1000))
    if (over) break
  }
  await rotateUntil(Infinity)
  const seconds = (performance.now() - started) / 1000
  // One that was killed after its last transaction only left the files.
  if ((await readdir(home)).includes('root.key.next')) await rotateUntil(Infinity)
  load.abort()
  await Promise.all(lanes)

  assert.deepEqual(failed, [])
  const status = await readVaultStatus(db)
  assert.equal(status.old, null)
  assert.equal(status.retired[0]?.id, old.id)
  for (const { name, old: left, other } of status.columns) assert.deepEqual([left, other], [0, 0], name)
  const fresh = await openSide()
  let readable = 0
  for (const [id, text] of texts) {
    assert.equal((await openCredential(fresh.db, fresh.rootKey, id)).fields['token']!.reveal(), text)
    readable++
  }
  assert.equal(readable, texts.size)
  const rows = await db.one<{ count: number }>(
    `select count(*) as count from credentials c where strpos(c::text, $1) > 0 or strpos(c::text, $2) > 0`,
    [sealedPrefix(old.id), old.id],
  )
  assert.equal(rows?.count, 0)
  process.stdout.write(
    `# ${texts.size} secrets readable after ${kills} kills in ${seconds.toFixed(1)} s; ${JSON.stringify(calls)} calls, 0 failed\n`,
  )
  assert.deepEqual(
    (await readdir(home)).filter((name) => !name.includes('retired')),
    ['root.key'],
  )
})
