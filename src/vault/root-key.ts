import { randomBytes, randomUUID } from 'node:crypto'
import { link, mkdir, open as openFile, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError, assert } from '#base/errors.ts'
import type { Secret } from '#base/redact.ts'
import type { Db, Tx } from '#db/pool.ts'
import { KEY_BYTES, open, rootKeyFrom, seal, type RootKey } from './seal.ts'

/** Holds the key as base64 on one line; in `ROLLCALL_HOME`, readable by its owner only. */
const FILE_NAME = 'root.key'

const SENTINEL = 'this key opens this vault'

function readKey(text: string, source: string): RootKey {
  const value = text.trim()
  const bytes = /^[0-9a-f]{64}$/i.test(value)
    ? Buffer.from(value, 'hex')
    : /^[\w+/-]{43}=?$/.test(value)
      ? Buffer.from(value, 'base64')
      : undefined
  if (bytes?.length !== KEY_BYTES) {
    throw new AppError('root_key_wrong', {
      message: `The root key in ${source} cannot be read. It is ${KEY_BYTES} bytes as base64 (44 characters) or hex (64).`,
    })
  }
  return rootKeyFrom(bytes)
}

async function readKeyFile(path: string): Promise<RootKey | undefined> {
  try {
    return readKey(await readFile(path, 'utf8'), FILE_NAME)
  } catch (error) {
    if (error instanceof AppError) throw error
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new AppError('home_unwritable', { cause: error })
  }
}

/**
 * Makes the key file, or leaves the one that another process made meanwhile. It appears whole and on disk: a crash that
 * left half a key would lose every credential sealed under it.
 */
async function createKeyFile(home: string): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 })
  const unfinished = join(home, `${FILE_NAME}.${randomUUID()}`)
  const file = await openFile(unfinished, 'wx', 0o600)
  try {
    await file.writeFile(`${randomBytes(KEY_BYTES).toString('base64')}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  try {
    // A link, unlike a rename, does not replace what is there.
    await link(unfinished, join(home, FILE_NAME))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await rm(unfinished)
  }
}

/** Ids of the keys that this database knows to have sealed something under. */
async function knownKeys(db: Db): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    'select key_id as id from vault_keys union select key_id from credentials',
  )
  return rows.map(({ id }) => id)
}

/** Proves that the key is this database's, or, in a database without any, makes it so. */
async function claimVault(tx: Tx, rootKey: RootKey): Promise<void> {
  // Two first starts at once must not both find no key and each bring its own.
  await tx.query('lock table vault_keys in share row exclusive mode')
  const known = await knownKeys(tx)
  if (known.length > 0 && !known.includes(rootKey.id)) {
    throw new AppError('root_key_wrong', { detail: { keyId: rootKey.id, known: known.join(' ') } })
  }
  const context = ['sentinel', rootKey.id]
  const row = await tx.one<{ sentinel: string }>('select sentinel from vault_keys where key_id = $1', [rootKey.id])
  if (!row) {
    const sentinel = await seal(rootKey, context, SENTINEL)
    await tx.query('insert into vault_keys (key_id, sentinel) values ($1, $2)', [rootKey.id, sentinel])
    return
  }
  try {
    await open(rootKey, context, row.sentinel)
  } catch (cause) {
    throw new AppError('root_key_wrong', { detail: { keyId: rootKey.id, why: 'sentinel' }, cause })
  }
}

/**
 * The root key: from the environment, else from `<home>/root.key`, which is made on the very first start.
 *
 * @param options.env the value of `ROLLCALL_ROOT_KEY`, if it is set: 32 bytes as base64 or hex.
 * @throws `root_key_wrong` when the key cannot be read, is missing although the database has sealed credentials, or is
 *   not the one they were sealed under. The caller must not start then (S19). `home_unwritable`.
 */
export async function loadRootKey(options: { home: string; env: Secret | undefined; db: Db }): Promise<RootKey> {
  const { home, env, db } = options
  const path = join(home, FILE_NAME)
  let rootKey = env ? readKey(env.reveal(), 'ROLLCALL_ROOT_KEY') : await readKeyFile(path)
  if (!rootKey) {
    const known = await knownKeys(db)
    // Looked for again, and after the database: another process may just have made its first start on this home.
    rootKey = await readKeyFile(path)
    if (!rootKey && known.length > 0) {
      throw new AppError('root_key_wrong', {
        message: `The root key is missing, but this database has credentials sealed under one. Set ROLLCALL_ROOT_KEY, or put ${FILE_NAME} back into ROLLCALL_HOME.`,
      })
    }
  }
  if (!rootKey) {
    try {
      await createKeyFile(home)
    } catch (cause) {
      throw new AppError('home_unwritable', { cause })
    }
    rootKey = await readKeyFile(path)
    assert(rootKey, 'the key file is there once it was made')
  }
  const found = rootKey
  await db.tx((tx) => claimVault(tx, found))
  return found
}
