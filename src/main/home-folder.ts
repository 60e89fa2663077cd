import { mkdir, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError, isAppError } from '#base/errors.ts'
import { lockFile, type FileLock } from '#db/file-lock.ts'

/** Makes ROLLCALL_HOME, readable for its owner only. Throws `home_unwritable` or `disk_full`. */
export async function makeHome(home: string): Promise<void> {
  try {
    await mkdir(home, { recursive: true, mode: 0o700 })
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    throw new AppError(code === 'ENOSPC' || code === 'EDQUOT' ? 'disk_full' : 'home_unwritable', {
      detail: { code },
      cause,
    })
  }
}

/**
 * Keeps a second Rollcall off the same home until this process ends, however it ends. Throws `home_in_use`.
 *
 * @returns undefined where files cannot be locked: then two starts are only told apart by their port.
 */
export async function lockHome(home: string): Promise<FileLock | undefined> {
  try {
    const lock = await lockFile(join(home, 'start.lock'), 'exclusive', 0)
    if (!lock) throw new AppError('home_in_use')
    return lock
  } catch (thrown) {
    if (isAppError(thrown, 'database_unreachable')) return undefined
    if (thrown instanceof AppError) throw thrown
    throw new AppError('home_unwritable', { cause: thrown })
  }
}

/** Free bytes on the disk that holds the home; undefined when it cannot be told. */
export async function freeBytes(home: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(home)
    return bavail * bsize
  } catch {
    return undefined
  }
}

/** Below this a sync of a large company could fill the disk within the hour. */
export const LEAST_FREE_BYTES = 200 * 1024 * 1024
