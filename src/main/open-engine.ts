import { createDb, openPool } from '#db/pool.ts'
import { relaxedUrl, type EngineParts } from '#sync/context.ts'
import type { Rollcall } from './open-rollcall.ts'

/** What the engine needs beside the rest: sessions for pages, which are read again after a crash anyway. */
export function openEngine(rollcall: Rollcall): { parts: EngineParts; close(): Promise<void> } {
  const { db, clock, log, connectors, refreshConnectors, openClient, mail, database } = rollcall
  const pool = openPool(relaxedUrl(database.url), { applicationName: 'rollcall pages', log })
  return {
    parts: { db, pagesDb: createDb(pool), clock, log, connectors, refreshConnectors, openClient, mail },
    close: () => pool.end(),
  }
}
