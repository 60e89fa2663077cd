import type { Log } from '#base/log.ts'
import type { Db } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import { compileDefinition } from './compile-definition.ts'
import { readRevision } from './custom-connectors.store.ts'
import { Definition } from './definition.ts'

/** Every connector that there is: those that came with this release, and those that were made here. */
export type LiveConnectors = {
  /** As of the last `refresh`. */
  connectors: ReadonlyMap<string, Connector>
  /**
   * Brings custom connectors to what the database holds. Asked before every request and every sync: what one process
   * saved, all others use at once, and it costs one small query while nothing changed.
   */
  refresh: () => Promise<void>
}

type Row = { id: string; version: number; definition: unknown; updatedAt: Date }

export function openConnectors(db: Db, builtIn: ReadonlyMap<string, Connector>, log: Log): LiveConnectors {
  const connectors = new Map(builtIn)
  let known = ''
  return {
    connectors,
    async refresh() {
      const revision = await readRevision(db)
      if (revision === known) return
      const rows = await db.query<Row>(
        'select id, version, definition, updated_at as "updatedAt" from custom_connectors',
      )
      const standing = new Set(rows.map(({ id }) => id))
      for (const id of connectors.keys()) if (!builtIn.has(id) && !standing.has(id)) connectors.delete(id)
      for (const row of rows) {
        const { id } = row
        try {
          const definition = Definition.parse(row.definition)
          connectors.set(id, compileDefinition({ id, version: row.version, definition, savedAt: row.updatedAt }))
        } catch (error) {
          // One that an older or newer release wrote must not stop all others.
          connectors.delete(id)
          log.error(
            { connector: id, error },
            'a custom connector cannot be read by this release; its connections stand still',
          )
        }
      }
      known = revision
    },
  }
}
