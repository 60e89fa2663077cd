import type { Db } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { checkScopes } from './check-scopes.ts'
import { connectorOf, lockConnection } from './connections.store.ts'
import { scopesOf, type ConnectionScopes } from './list-scopes.ts'

type Parts = { db: Db; connectors: ReadonlyMap<string, Connector> }

/**
 * Changes what a connection asks for (F32). Nothing changes at the vendor by that: the answer says whether somebody has
 * to authorise again, and how. Throws `not_found`, `connector_unknown`, or `invalid_input` naming scopes that the
 * connector does not know and required ones that were left out.
 */
export function setScopes(
  { db, connectors }: Parts,
  actor: Actor,
  id: string,
  scopes: readonly string[],
): Promise<ConnectionScopes> {
  return db.tx(async (tx) => {
    const connection = await lockConnection(tx, id)
    const connector = connectorOf(connectors, connection.connector, connection.method)
    const wanted = checkScopes(connector, scopes)
    await tx.query('update connections set scopes = $2, updated_at = now() where id = $1', [id, wanted])
    await recordAudit(tx, actor, {
      action: 'connection.scopes',
      target: { kind: 'connection', id },
      detail: { name: connection.name, before: { scopes: connection.scopes }, after: { scopes: wanted } },
    })
    return scopesOf(connector, { ...connection, scopes: wanted })
  })
}
