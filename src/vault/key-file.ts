import { randomBytes, randomUUID } from 'node:crypto'
import { link, mkdir, open as openFile, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError, assert } from '#base/errors.ts'
import { KEY_BYTES, keyVersionFrom, type RootKeyVersion } from './seal.ts'

/** Each holds a key as base64 on one line; in `ROLLCALL_HOME`, readable by its owner only. */
const FILE_NAME = 'root.key'
const NEXT_FILE_NAME = 'root.key.next'
/** What a key file is called until it is whole. */
const UNFINISHED = /^root\.key\.[0-9a-f]{8}-[0-9a-f-]{27}$/

export type KeyFile = typeof FILE_NAME | typeof NEXT_FILE_NAME

/** @param source where the text is from, for the sentence. Throws `root_key_wrong`, which does not quote it. */
export function readKey(text: string, source: string): RootKeyVersion {
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
  return keyVersionFrom(bytes)
}

/** Undefined when there is none. Throws `root_key_wrong`, `home_unwritable`. */
export async function readKeyFile(home: string, name: KeyFile): Promise<RootKeyVersion | undefined> {
  try {
    return readKey(await readFile(join(home, name), 'utf8'), name)
  } catch (error) {
    if (error instanceof AppError) throw error
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new AppError('home_unwritable', { cause: error })
  }
}

/**
 * Makes a key file, or leaves the one that another process made meanwhile. It appears whole and on disk: a crash that
 * left half a key would lose every credential sealed under it.
 *
 * @param bytes the key; random by default. Throws `home_unwritable`.
 */
export async function makeKeyFile(
  home: string,
  name: KeyFile,
  bytes: Uint8Array = randomBytes(KEY_BYTES),
): Promise<RootKeyVersion> {
  try {
    await mkdir(home, { recursive: true, mode: 0o700 })
    const unfinished = join(home, `${FILE_NAME}.${randomUUID()}`)
    const file = await openFile(unfinished, 'wx', 0o600)
    try {
      await file.writeFile(`${Buffer.from(bytes).toString('base64')}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    try {
      // A link, unlike a rename, does not replace what is there.
      await link(unfinished, join(home, name))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    } finally {
      await rm(unfinished)
    }
    await syncFolder(home)
  } catch (cause) {
    throw new AppError('home_unwritable', { cause })
  }
  const made = await readKeyFile(home, name)
  assert(made, 'the key file is there once it was made')
  return made
}

/**
 * Puts the next key in the place of the one that was retired, which is kept beside it: it opens the backups of before.
 * There is a whole `root.key` at every moment, and whoever is killed in between can call this again.
 *
 * @returns the name under which the retired one is kept. Throws `home_unwritable`.
 */
export async function promoteNextKey(home: string, retired: string): Promise<string> {
  const kept = `${FILE_NAME}.retired-${retired}`
  try {
    const current = await readKeyFile(home, FILE_NAME)
    if (current?.id === retired) {
      await link(join(home, FILE_NAME), join(home, kept)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error
      })
    }
    await rename(join(home, NEXT_FILE_NAME), join(home, FILE_NAME))
    await removeUnfinished(home)
    await syncFolder(home)
    return kept
  } catch (cause) {
    throw new AppError('home_unwritable', { cause })
  }
}

/** A process that was killed while it made a key file has left a second name of it. */
async function removeUnfinished(home: string): Promise<void> {
  const names = (await readdir(home)).filter((name) => UNFINISHED.test(name))
  await Promise.all(names.map((name) => rm(join(home, name), { force: true })))
}

/** So that a crash of the machine does not forget a name that was given or taken. */
async function syncFolder(path: string): Promise<void> {
  const folder = await openFile(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
