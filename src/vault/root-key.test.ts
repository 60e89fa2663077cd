import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, test } from 'node:test'
import { newId } from '#base/ids.ts'
import { isAppError } from '#base/errors.ts'
import { Secret } from '#base/redact.ts'
import { testDatabase } from '#test/helpers/database.ts'
import { storeCredential } from './credentials.ts'
import { loadRootKey } from './root-key.ts'
import { rootKeyFrom } from './seal.ts'

const { db } = await testDatabase()
const homes: string[] = []
after(() => Promise.all(homes.map((home) => rm(home, { recursive: true }))))

async function newHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'rollcall-root-key-'))
  homes.push(home)
  return home
}

beforeEach(() => db.query('truncate vault_keys, credentials cascade'))

const load = async (home: string, env?: string) => {
  const ring = await loadRootKey({ home, env: env === undefined ? undefined : new Secret(env), db })
  return { ...ring, id: (await ring.current()).id }
}
const isWrongKey = (error: unknown) => isAppError(error, 'root_key_wrong')

test('the first start makes a key that only its owner can read, and later starts use it', async () => {
  const home = await newHome()
  const first = await load(join(home, 'not', 'there', 'yet'))
  const file = join(home, 'not', 'there', 'yet', 'root.key')
  assert.equal((await stat(file)).mode & 0o777, 0o600)
  assert.equal(Buffer.from(await readFile(file, 'utf8'), 'base64').length, 32)
  assert.deepEqual(await readdir(join(home, 'not', 'there', 'yet')), ['root.key'])
  assert.equal((await load(join(home, 'not', 'there', 'yet'))).id, first.id)
})

test('a key in the environment is taken as base64 or hex, before a file, and is written nowhere', async () => {
  const home = await newHome()
  const bytes = randomBytes(32)
  const { id } = rootKeyFrom(bytes)
  for (const text of [
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    ` ${bytes.toString('hex').toUpperCase()}\n`,
  ]) {
    assert.equal((await load(home, text)).id, id)
  }
  assert.deepEqual(await readdir(home), [])
})

test('a key that cannot be read stops the start and is not quoted', async () => {
  const home = await newHome()
  for (const text of ['canary', randomBytes(31).toString('hex'), randomBytes(33).toString('base64'), 'g'.repeat(64)]) {
    await assert.rejects(load(home, text), (error) => isWrongKey(error) && !String(error).includes(text))
  }
  await writeFile(join(home, 'root.key'), '')
  await assert.rejects(load(home), isWrongKey)
  assert.equal(await readFile(join(home, 'root.key'), 'utf8'), '')
})

test('with another key, or none, a vault that holds something does not open, and no new key is made', async () => {
  const home = await newHome()
  await load(home)
  await assert.rejects(load(home, randomBytes(32).toString('hex')), isWrongKey)
  const empty = await newHome()
  await assert.rejects(load(empty), isWrongKey)
  assert.deepEqual(await readdir(empty), [])
  await assert.doesNotReject(load(home))
})

test('credentials without a sentinel still tell which key they need', async () => {
  const home = await newHome()
  const rootKey = await load(home)
  await db.tx((tx) =>
    storeCredential(tx, rootKey, {
      id: newId(),
      name: 'n',
      connector: 'scim',
      method: 'bearer',
      fields: { token: 'x' },
      publicFields: {},
      hosts: ['https://x.example'],
    }),
  )
  await db.query('truncate vault_keys')
  await assert.rejects(load(await newHome()), isWrongKey)
  await assert.rejects(load(home, randomBytes(32).toString('hex')), isWrongKey)
  assert.equal((await load(home)).id, rootKey.id)
  assert.equal((await db.query('select 1 as one from vault_keys')).length, 1)
})

test('a sentinel that does not open stops the start', async () => {
  const home = await newHome()
  await load(home)
  await db.query(`update vault_keys set sentinel = overlay(sentinel placing 'AAAA' from length(sentinel) - 5)`)
  await assert.rejects(load(home), isWrongKey)
})

test('of two first starts at once on two machines one wins and the other refuses', async () => {
  for (let round = 0; round < 5; round++) {
    await db.query('truncate vault_keys')
    const results = await Promise.allSettled([load(await newHome()), load(await newHome())])
    assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    assert.equal((await db.query('select 1 as one from vault_keys')).length, 1)
  }
})

test('two first starts at once on one machine share the key', async () => {
  const home = await newHome()
  const keys = await Promise.all([load(home), load(home), load(home)])
  assert.equal(new Set(keys.map(({ id }) => id)).size, 1)
  assert.deepEqual(await readdir(home), ['root.key'])
})
