import { isAppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import { smartMapping, type SmartMapping } from '#mapping/smart-mapping.ts'
import { connectorOf, findConnection } from './connections.store.ts'
import { readSample } from './read-sample.ts'
import type { OpenClient } from './vendor-door.ts'

type Parts = { db: Db; connectors: ReadonlyMap<string, Connector>; openClient: OpenClient }

/**
 * Recognises what can be mapped (F42), from what the connector declares and, if the vendor can be asked just now, from
 * its first records. Nothing is saved. Throws `not_found` or `connector_unknown`.
 */
export async function proposeMapping(parts: Parts, id: string, signal: AbortSignal): Promise<SmartMapping> {
  const connection = await findConnection(parts.db, id)
  const { sourceFields } = connectorOf(parts.connectors, connection.connector, connection.method)
  try {
    return smartMapping(sourceFields, await readSample(parts, id, signal))
  } catch (error) {
    if (!isAppError(error)) throw error
    // A proposal is worth having without a sample too; why the vendor could not be asked, a test of the connection tells.
    return smartMapping(sourceFields)
  }
}
