import { AppError } from '#base/errors.ts'
import type { Secret } from '#base/redact.ts'
import type { Db, Tx } from '#db/pool.ts'
import { makeKeyFile, promoteNextKey, readKey, readKeyFile } from './key-file.ts'
import { onlyVersion, openKeyRing, type KeyRing } from './key-ring.ts'
import { open, seal, type RootKeyVersion } from './seal.ts'

const SENTINEL = 'this key opens this vault'

type KeyRow = { id: string; state: 'current' | 'old' | 'retired' | 'unlisted'; retiredAt: Date | null }

/** Keys that this database knows to have sealed something under; `unlisted` ones have lost their row. */
function knownKeys(db: Db): Promise<KeyRow[]> {
  return db.query<KeyRow>(
    `select key_id as id, state, retired_at as "retiredAt" from vault_keys
     union all
     select distinct key_id, 'unlisted', null::timestamptz from credentials
       where key_id not in (select key_id from vault_keys)`,
  )
}

/** The sentinel of a key, sealed under itself. */
export function sealSentinel(version: RootKeyVersion): Promise<string> {
  return seal(onlyVersion(version), ['sentinel', version.id], SENTINEL)
}

/**
 * Which of the keys at hand is this database's; in a database without any, the first one becomes it.
 *
 * @throws `root_key_wrong`
 */
async function claimVault(tx: Tx, keys: readonly RootKeyVersion[]): Promise<RootKeyVersion> {
  // Two first starts at once must not both find no key and each bring its own.
  await tx.query('lock table vault_keys in share row exclusive mode')
  const known = await knownKeys(tx)
  const stateOf = ({ id }: RootKeyVersion) => known.find((row) => row.id === id)?.state
  const mine =
    keys.find((key) => stateOf(key) === 'current') ??
    keys.find((key) => stateOf(key) === 'old' || stateOf(key) === 'unlisted') ??
    (known.length === 0 ? keys[0] : undefined)
  if (!mine) throw wrongKey(keys, known)
  const row = await tx.one<{ sentinel: string }>('select sentinel from vault_keys where key_id = $1', [mine.id])
  if (!row) {
    await tx.query('insert into vault_keys (key_id, sentinel) values ($1, $2)', [mine.id, await sealSentinel(mine)])
    return mine
  }
  try {
    await open(onlyVersion(mine), ['sentinel', mine.id], row.sentinel)
  } catch (cause) {
    throw new AppError('root_key_wrong', { detail: { keyId: mine.id, why: 'sentinel' }, cause })
  }
  return mine
}

function wrongKey(keys: readonly RootKeyVersion[], known: readonly KeyRow[]): AppError {
  const retired = known.find(({ id, state }) => state === 'retired' && keys.some((key) => key.id === id))
  const current = known.find(({ state }) => state === 'current')
  return new AppError('root_key_wrong', {
    ...(retired && current
      ? {
          message: `This root key (${retired.id}) was replaced by rotate-keys on ${retired.retiredAt?.toISOString().slice(0, 10)}. Start with the new one (${current.id}).`,
        }
      : {}),
    detail: { keyIds: keys.map(({ id }) => id).join(' '), known: known.map(({ id }) => id).join(' ') },
  })
}

/**
 * The root key: from the environment, else from `<home>/root.key`, which is made on the very first start. While the key
 * is being rotated, either of the two will do.
 *
 * @param options.env the value of `ROLLCALL_ROOT_KEY`, if it is set: 32 bytes as base64 or hex.
 * @param options.next the value of `ROLLCALL_ROOT_KEY_NEXT`; used only beside the other, once a rotation to it began.
 * @throws `root_key_wrong` when the key cannot be read, is missing although the database has sealed credentials, or is
 *   not the one they were sealed under. The caller must not start then (S19). `home_unwritable`.
 */
export async function loadRootKey(options: {
  home: string
  env: Secret | undefined
  next?: Secret | undefined
  db: Db
}): Promise<KeyRing> {
  const { home, env, next, db } = options
  const keys = env
    ? [readKey(env.reveal(), 'ROLLCALL_ROOT_KEY'), ...(next ? [readKey(next.reveal(), 'ROLLCALL_ROOT_KEY_NEXT')] : [])]
    : await keysInFiles(home, db)
  const mine = await db.tx((tx) => claimVault(tx, keys))
  const putAside = env ? undefined : await finishFiles(home, db)
  const readKeys = async () => (env ? keys : keysThere(home))
  return { ...(await openKeyRing(db, mine, readKeys)), ...(putAside === undefined ? {} : { putAside }) }
}

async function keysInFiles(home: string, db: Db): Promise<RootKeyVersion[]> {
  let first = await readKeyFile(home, 'root.key')
  if (!first) {
    const known = await knownKeys(db)
    // Looked for again, and after the database: another process may just have made its first start on this home.
    first = await readKeyFile(home, 'root.key')
    if (!first && known.length > 0) {
      throw new AppError('root_key_wrong', {
        message:
          'The root key is missing, but this database has credentials sealed under one. Set ROLLCALL_ROOT_KEY, or put root.key back into ROLLCALL_HOME.',
      })
    }
    first ??= await makeKeyFile(home, 'root.key')
  }
  const next = await readKeyFile(home, 'root.key.next')
  return next ? [first, next] : [first]
}

async function keysThere(home: string): Promise<RootKeyVersion[]> {
  const keys = [await readKeyFile(home, 'root.key'), await readKeyFile(home, 'root.key.next')]
  return keys.filter((key) => key !== undefined)
}

/**
 * After a rotation's last transaction: puts its key in the place of the retired one. Does nothing at any other time.
 *
 * @returns the name under which the retired key is kept. Throws `home_unwritable`.
 */
export async function finishFiles(home: string, db: Db): Promise<string | undefined> {
  const [first, next] = [await readKeyFile(home, 'root.key'), await readKeyFile(home, 'root.key.next')]
  if (!first || !next) return undefined
  const states = new Map((await knownKeys(db)).map(({ id, state }) => [id, state]))
  const isOver = states.get(first.id) === 'retired' && states.get(next.id) === 'current'
  return isOver ? promoteNextKey(home, first.id) : undefined
}
