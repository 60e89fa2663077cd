import type { Pool } from 'pg'
import type { Log } from '#base/log.ts'
import { startEmbedded } from './embedded.ts'
import { createDb, openPool, type Db } from './pool.ts'

export type Database = {
  /** For libraries that make connections of their own. Holds a password: never log it. */
  url: string
  db: Db
  /** Under `db`, for libraries that can share it. */
  pool: Pool
  embedded: boolean
  /** Ends the connections, and the embedded server if no other process uses it. */
  close(): Promise<void>
}

/**
 * Opens the database: the one at `databaseUrl`, or the embedded server of `home`. Nothing is migrated.
 *
 * Throws `database_unreachable`, and for the embedded one also `home_unwritable` or `disk_full`.
 */
export async function openDatabase(options: {
  home: string
  databaseUrl?: string | undefined
  log: Log
  max?: number
  applicationName?: string
}): Promise<Database> {
  const { home, databaseUrl, log, ...poolOptions } = options
  const server = databaseUrl ? undefined : await startEmbedded({ home, log })
  const url = server?.url ?? databaseUrl ?? ''
  const pool = openPool(url, { ...poolOptions, log })
  const close = async () => {
    await pool.end()
    await server?.close()
  }
  const db = createDb(pool)
  try {
    await db.query('select 1')
  } catch (thrown) {
    await close()
    throw thrown
  }
  return { url, db, pool, embedded: server !== undefined, close }
}
