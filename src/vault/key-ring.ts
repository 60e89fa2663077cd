import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import { keyIdOf, keyVersionFrom, open, type RootKey, type RootKeyVersion } from './seal.ts'

/** How soon a running process seals with the new key once a rotation began. Milliseconds. */
export const VIEW_MS = 2_000

/** The root key of one process: it follows a rotation that another process does, and stops following on `close`. */
export type KeyRing = RootKey & {
  /** Looks at once which keys there are. */
  refresh(): Promise<void>
  /** The name under which a retired key was put aside at this start, which ended a rotation that was killed. */
  putAside?: string
  close(): void
}

type Row = { id: string; state: 'current' | 'old' | 'retired'; handover: string | null }

/** A root key of one version. */
export function onlyVersion(version: RootKeyVersion): RootKey {
  return { current: async () => version, find: async (id) => (id === version.id ? version : undefined) }
}

/** A key that a rotation hands over is sealed under the other one, and bound to its own id. */
export function handoverContext(keyId: string): readonly string[] {
  return ['handover', keyId]
}

/**
 * Starts from the keys that the process has, and takes over the other one of a rotation from the database, where it is
 * sealed under the one at hand (docs/decisions/0018). A key once opened stays open until the process ends: a row that was
 * read a moment before its key was retired still opens.
 *
 * @param mine proven to be a key of this vault.
 * @param readKeys the keys that this process is given, read anew: by whoever slept through a whole rotation.
 */
export async function openKeyRing(
  db: Db,
  mine: RootKeyVersion,
  readKeys: () => Promise<readonly RootKeyVersion[]>,
): Promise<KeyRing> {
  const versions = new Map([mine, ...(await readKeys())].map((version) => [version.id, version]))
  let newest = mine
  let readAt = 0
  let reading: Promise<void> | undefined

  const read = async () => {
    const rows = await db.query<Row>(`select key_id as id, state, handover from vault_keys where state <> 'retired'`)
    for (const { id, handover } of rows) {
      const holder = handover === null ? undefined : versions.get(keyIdOf(handover) ?? '')
      if (versions.has(id) || handover === null || !holder) continue
      const version = keyVersionFrom(
        Buffer.from(await open(onlyVersion(holder), handoverContext(id), handover), 'base64'),
      )
      // What opened is what the other process sealed, and it must be what it was sealed as.
      if (version.id === id) versions.set(id, version)
    }
    readAt = Date.now()
    const current = versions.get(rows.find(({ state }) => state === 'current')?.id ?? '')
    if (current) newest = current
  }
  const refresh = () => (reading ??= read().finally(() => (reading = undefined)))

  await refresh()
  // Beforehand, because whoever seals holds a connection and should not have to wait for another one.
  const timer = setInterval(() => void refresh().catch(() => {}), VIEW_MS)
  timer.unref()
  return {
    async current() {
      // The process stood still, or the database was away: only then it is worth the wait.
      if (Date.now() - readAt > 2 * VIEW_MS) await refresh().catch(() => {})
      return newest
    },
    async find(id) {
      if (versions.has(id)) return versions.get(id)
      await refresh()
      if (!versions.has(id)) for (const version of await readKeys()) versions.set(version.id, version)
      if (!versions.has(id) && (await isInUse(db, id))) {
        throw new AppError('root_key_wrong', {
          message: `The root key was rotated to ${id} while this process stood still. Start it again with the new key.`,
        })
      }
      return versions.get(id)
    },
    refresh,
    close: () => clearInterval(timer),
  }
}

async function isInUse(db: Db, id: string): Promise<boolean> {
  return (await db.one(`select 1 from vault_keys where key_id = $1 and state <> 'retired'`, [id])) !== undefined
}

/** The key's bytes as they are handed over. For this folder only. */
export function bytesOf({ key }: RootKeyVersion): Buffer {
  if (key.symmetricKeySize === undefined) throw new AppError('internal', { detail: { invariant: 'a symmetric key' } })
  return key.export()
}
