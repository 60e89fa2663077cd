import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import { openReader } from '#kit/reader.ts'
import { connectorOf, findConnection } from './connections.store.ts'
import type { OpenClient } from './vendor-door.ts'

const MOST = 5

type Parts = { db: Db; connectors: ReadonlyMap<string, Connector>; openClient: OpenClient }

/**
 * The first accounts as the vendor sends them, asked for now and stored nowhere (F53): what one maps should be seen
 * before the first sync. Throws `connection_disconnected`, or what the vendor's answer means.
 */
export async function readSample(
  { db, connectors, openClient }: Parts,
  id: string,
  signal: AbortSignal,
): Promise<unknown[]> {
  const connection = await findConnection(db, id)
  if (connection.credentialId === null) throw new AppError('connection_disconnected')
  const connector = connectorOf(connectors, connection.connector, connection.method)
  const stream = Object.entries(connector.streams).find(
    ([, { kind, forEach }]) => kind === 'accounts' && forEach === undefined,
  )
  if (!stream) return []
  const { client } = await openClient(connection, connector, signal)
  const learnt = await connector.prepare?.(client, { settings: connection.settings })
  const reader = openReader(connector, stream[0], {
    client,
    context: { settings: { ...connection.settings, ...learnt } },
    pageSize: MOST,
    mostDetails: MOST,
  })
  return reader.parse(await reader.fetch(reader.first(), signal)).raws.slice(0, MOST)
}
