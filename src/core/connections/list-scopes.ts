import type { Db } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import { connectorOf, findConnection } from './connections.store.ts'

type GrantedScope = {
  id: string
  label: string
  serves: 'discovery' | 'provisioning' | 'workflows'
  required: boolean
  /** Null when the vendor does not tell, or has not been asked. */
  granted: boolean | null
}

/** What the connector can use, and what of it the vendor has granted. Throws `not_found` or `connector_unknown`. */
export async function listScopes(
  { db, connectors }: { db: Db; connectors: ReadonlyMap<string, Connector> },
  id: string,
): Promise<GrantedScope[]> {
  const { connector, grantedScopes } = await findConnection(db, id)
  return connectorOf(connectors, connector).scopes.map(({ id: scope, label, serves, required }) => ({
    id: scope,
    label,
    serves,
    required,
    granted: grantedScopes === null ? null : grantedScopes.includes(scope),
  }))
}
