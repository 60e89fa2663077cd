import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, test } from 'node:test'
import { isAppError } from '#base/errors.ts'
import { newId } from '#base/ids.ts'
import { Secret } from '#base/redact.ts'
import { testDatabase } from '#test/helpers/database.ts'
import { openCredential, storeCredential } from './credentials.ts'
import { makeKeyFile } from './key-file.ts'
import { ownSecret } from './own-secret.ts'
import { finishFiles, loadRootKey } from './root-key.ts'
import { readVaultStatus, rotateRootKey, type RotationKeys, type RotationReport } from './rotate.ts'
import { keyIdOf, keyVersionFrom, rootKeyFrom, seal, sealedPrefix, type RootKey, type RootKeyVersion } from './seal.ts'
import { listSealedColumns } from './sealed-columns.ts'
import { VIEW_MS, type KeyRing } from './key-ring.ts'

const { db } = await testDatabase()
const homes: string[] = []
const rings: KeyRing[] = []
after(async () => {
  for (const ring of rings) ring.close()
  await Promise.all(homes.map((home) => rm(home, { recursive: true })))
})

async function newHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'rollcall-rotate-'))
  homes.push(home)
  return home
}

beforeEach(() => db.query('truncate vault_keys, vault_secrets, credentials cascade'))

async function load(home: string, env?: Buffer, next?: Buffer): Promise<KeyRing> {
  const secret = (bytes: Buffer | undefined) => (bytes ? new Secret(bytes.toString('hex')) : undefined)
  const ring = await loadRootKey({ home, env: secret(env), next: secret(next), db })
  rings.push(ring)
  return ring
}

async function stored(rootKey: RootKey, token = 'canary'): Promise<string> {
  const id = newId()
  const credential = { connector: 'scim', method: 'bearer', publicFields: {}, hosts: ['https://x.example'] }
  await db.tx((tx) => storeCredential(tx, rootKey, { id, name: id, fields: { token }, ...credential }))
  return id
}

const tokenOf = async (rootKey: RootKey, id: string) =>
  (await openCredential(db, rootKey, id)).fields['token']?.reveal()

/** Only where a second process takes part one has to wait for it. */
function rotate(
  rootKey: KeyRing,
  next: RootKeyVersion | undefined,
  options: { signal?: AbortSignal; settleMs?: number } = {},
): Promise<RotationReport> {
  return rotateRootKey({
    db,
    rootKey,
    next,
    onBegin: async (_, keys: RotationKeys) => void begun.push(keys),
    onEnd: async (_, report) => void ended.push(report),
    settleMs: 0,
    ...options,
  })
}
const begun: RotationKeys[] = []
const ended: RotationReport[] = []

/** All rows of all tables as text, as a dump has them. */
async function dump(): Promise<string> {
  const tables = await db.query<{ name: string }>(
    `select oid::regclass::text as name from pg_class where relkind in ('r', 'p') and relnamespace::regnamespace::text not like 'pg\\_%'
       and relnamespace::regnamespace::text <> 'information_schema'`,
  )
  const texts = await Promise.all(
    tables.map(async ({ name }) =>
      (await db.query<{ row: string }>(`select t::text as row from ${name} t`)).map(({ row }) => row),
    ),
  )
  return texts.flat().join('\n')
}

test('everything sealed is under the new key, opens as before, and the database has nothing of the old one', async () => {
  const home = await newHome()
  const here = await load(home)
  const elsewhere = await load(home)
  const ids = await Promise.all(Array.from({ length: 450 }, (_, n) => stored(here, `canary ${n}`)))
  const own = await ownSecret(db, here, 'audit heads')
  const before = await db.query<{ sealed: string }>('select sealed from credentials')
  const old = await here.current()
  const next = await makeKeyFile(home, 'root.key.next')

  const report = await rotate(here, next)
  assert.deepEqual([report.from, report.to, report.left, report.resumed], [old.id, next.id, 0, false])
  assert.deepEqual([report.sealed['credentials.sealed'], report.sealed['vault_secrets.sealed']], [450, 1])
  assert.deepEqual([begun.at(-1), ended.at(-1)], [{ from: old.id, to: next.id }, report])

  for (const ring of [here, elsewhere]) {
    for (const [n, id] of ids.entries()) assert.equal(await tokenOf(ring, id), `canary ${n}`)
    assert.deepEqual(await ownSecret(db, ring, 'audit heads'), own)
  }
  const rows = await db.query<{ sealed: string; keyId: string }>('select sealed, key_id as "keyId" from credentials')
  assert.ok(rows.every(({ sealed, keyId }) => keyId === next.id && keyIdOf(sealed) === next.id))
  // New data keys as well: the wrapped key and the text are other bytes.
  const parts = new Set(before.flatMap(({ sealed }) => [sealed.split('.')[1], sealed.split('.')[3]]))
  assert.ok(rows.every(({ sealed }) => !parts.has(sealed.split('.')[1]) && !parts.has(sealed.split('.')[3])))
  // Of the old key there is its name, so that whoever starts with it is told; nothing under it, and not the key.
  const text = (await dump())
    .split('\n')
    .filter((row) => !row.includes('retired'))
    .join('\n')
  for (const trace of [sealedPrefix(old.id), old.id, old.key.export().toString('base64')])
    assert.ok(!text.includes(trace))
  assert.equal((await db.query('select 1 as one from vault_keys where handover is not null')).length, 0)

  const kept = await finishFiles(home, db)
  assert.equal(kept, `root.key.retired-${old.id}`)
  assert.deepEqual((await readdir(home)).sort(), ['root.key', kept])
  assert.equal((await (await load(home)).current()).id, next.id)
  assert.equal(
    Buffer.from(await readFile(join(home, kept), 'utf8'), 'base64').toString('hex'),
    old.key.export().toString('hex'),
  )
})

test('a process that knows only the old key reads and writes on while the key is rotated', async () => {
  const env = randomBytes(32)
  const here = await load(await newHome(), env)
  const elsewhere = await load(await newHome(), env)
  const next = keyVersionFrom(randomBytes(32))
  const over = new AbortController()
  let calls = 0
  const traffic = Array.from({ length: 4 }, async () => {
    while (!over.signal.aborted) {
      const id = await stored(elsewhere, 'on the way')
      assert.equal(await tokenOf(elsewhere, id), 'on the way')
      calls++
    }
  })
  await rotate(here, next, { settleMs: 3 * VIEW_MS })
  over.abort()
  await Promise.all(traffic)
  assert.ok(calls > 50, `${calls} calls`)
  assert.equal((await elsewhere.current()).id, next.id)
  const { old, columns } = await readVaultStatus(db)
  assert.deepEqual([old, columns.map((place) => place.other + place.old)], [null, columns.map(() => 0)])
})

test('a start with either key works while the rotation is under way; afterwards only with the new one, in its own words', async () => {
  const [oldBytes, newBytes] = [randomBytes(32), randomBytes(32)]
  const home = await newHome()
  const here = await load(home, oldBytes)
  const id = await stored(here)
  const stopped = new AbortController()
  stopped.abort()
  await assert.rejects(rotate(here, keyVersionFrom(newBytes), { signal: stopped.signal }))
  const { old } = await readVaultStatus(db)
  assert.equal(old, rootKeyFrom(oldBytes).id)
  await stored(await load(home, oldBytes), 'written with the new key, by a process started with the old one')
  for (const ring of [await load(home, oldBytes), await load(home, newBytes), await load(home, oldBytes, newBytes)]) {
    assert.equal(await tokenOf(ring, id), 'canary')
    assert.equal((await ring.current()).id, rootKeyFrom(newBytes).id)
  }
  await assert.rejects(rotate(await load(home, oldBytes), keyVersionFrom(randomBytes(32))), /Finish it before/)
  const report = await rotate(await load(home, newBytes), undefined)
  assert.deepEqual([report.resumed, report.left], [true, 0])
  await assert.rejects(
    load(home, oldBytes),
    (error) =>
      isAppError(error, 'root_key_wrong') &&
      error.message.includes('was replaced by rotate-keys') &&
      error.message.includes(rootKeyFrom(newBytes).id),
  )
  assert.equal(await tokenOf(await load(home, newBytes), id), 'canary')
  assert.equal(
    await tokenOf(await load(home, oldBytes, newBytes), id),
    'canary',
    'both are set until the next is taken away',
  )
  await assert.rejects(rotate(await load(home, newBytes), keyVersionFrom(oldBytes)), /was retired/)
  await assert.rejects(rotate(await load(home, newBytes), keyVersionFrom(newBytes)), /the one in use/)
  await assert.rejects(rotate(await load(home, newBytes), undefined), (error) => isAppError(error, 'invalid_input'))
})

test('who slept through a whole rotation takes the new key from the home, or says that it must be started again', async () => {
  const home = await newHome()
  const [here, sleeper] = [await load(home), await load(home)]
  const id = await stored(here)
  await rotate(here, await makeKeyFile(home, 'root.key.next'))
  await finishFiles(home, db)
  assert.equal(await tokenOf(sleeper, id), 'canary')

  await db.query('truncate vault_keys, credentials cascade')
  const env = randomBytes(32)
  const [other, lost] = [await load(home, env), await load(home, env)]
  const second = await stored(other)
  await rotate(other, keyVersionFrom(randomBytes(32)))
  await assert.rejects(
    tokenOf(lost, second),
    (error) => isAppError(error, 'root_key_wrong') && /Start it again/.test(error.message),
  )
})

test('what a sleeper sealed with the retired key is refused, and its transaction runs again with the new one', async () => {
  const here = await load(await newHome(), randomBytes(32))
  const old = await here.current()
  await rotate(here, keyVersionFrom(randomBytes(32)))
  const sleeper = rootKeyFrom(old.key.export())
  let runs = 0
  const id = newId()
  await db.tx(async (tx) => {
    const credential = { connector: 'scim', method: 'bearer', publicFields: {}, hosts: [], fields: { token: 'late' } }
    await storeCredential(tx, ++runs === 1 ? sleeper : here, { id, name: 'late', ...credential })
  })
  assert.deepEqual([runs, await tokenOf(here, id)], [2, 'late'])
  const sealed = await seal(sleeper, ['x'], 'x')
  for (const { table, column } of await listSealedColumns(db)) {
    const rows = await db.query(`select 1 as one from ${table}`)
    if (rows.length === 0) continue
    await assert.rejects(db.query(`update ${table} set ${column} = $1`, [sealed]), (error) =>
      String((error as Error).cause ?? error).includes('retired root key'),
    )
  }
})

test('a text that was damaged before is named and left; the rotation ends once it is gone', async () => {
  const here = await load(await newHome(), randomBytes(32))
  const [good, bad] = [await stored(here), await stored(here)]
  await db.query(
    `update credentials set sealed = overlay(sealed placing 'AAAA' from length(sealed) - 5) where id = $1`,
    [bad],
  )
  await assert.rejects(
    rotate(here, keyVersionFrom(randomBytes(32))),
    (error) => isAppError(error, 'secret_unreadable') && error.message.includes(bad) && !error.message.includes(good),
  )
  assert.equal(await tokenOf(here, good), 'canary')
  await db.query('delete from credentials where id = $1', [bad])
  assert.equal((await rotate(here, undefined)).left, 0)
})

test('moving a text to another row is no way around the rotation: it stays as unreadable as it was', async () => {
  const here = await load(await newHome(), randomBytes(32))
  const [one, other] = [await stored(here, 'one'), await stored(here, 'other')]
  await db.query('update credentials set sealed = (select sealed from credentials where id = $2) where id = $1', [
    one,
    other,
  ])
  await rotate(here, keyVersionFrom(randomBytes(32)))
  await assert.rejects(tokenOf(here, one), (error) => isAppError(error, 'secret_unreadable'))
  assert.equal(await tokenOf(here, other), 'other')
})

test('killed between its last transaction and its files, the next start puts the files right', async () => {
  const home = await newHome()
  const here = await load(home)
  const old = await here.current()
  const next = await makeKeyFile(home, 'root.key.next')
  await writeFile(join(home, 'root.key.93131fa2-a1fc-46e0-b6fc-495426b7c3b7'), 'left by a process that was killed')
  await rotate(here, next)
  const again = await load(home)
  assert.deepEqual([(await again.current()).id, again.putAside], [next.id, `root.key.retired-${old.id}`])
  assert.deepEqual((await readdir(home)).sort(), ['root.key', `root.key.retired-${old.id}`])
  await writeFile(join(home, 'root.key.next'), 'half a ke')
  await assert.rejects(load(home), /root\.key\.next cannot be read/)
})

test('every column that is called sealed is rotated', async () => {
  const registered = new Set((await listSealedColumns(db)).map(({ table, column }) => `${table}.${column}`))
  const named = await db.query<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns
     where table_schema not in ('pg_catalog', 'information_schema') and column_name ~ 'sealed' and column_name <> 'sealed_at'`,
  )
  assert.deepEqual(
    named.map(({ name }) => name).filter((name) => !registered.has(name)),
    [],
  )
  assert.ok(registered.has('credentials.sealed'))
})
