import type { Db } from '#db/pool.ts'
import type { Connector, Probe } from '#kit/define.ts'
import { resolveHosts } from '../credentials/resolve-hosts.ts'
import { findConnection } from './connections.store.ts'

/**
 * The domain by which a person knows the vendor account again: what the vendor says, else the host names that belong to
 * this customer alone, be they the admin's or filled from the credential (`acme.onelogin.com`). Null when all customers share one.
 */
export async function tenantDomain(
  db: Db,
  connector: Connector,
  connectionId: string,
  credentialId: string | null,
  probe: Probe,
): Promise<string | null> {
  if (probe.tenantDomain) return probe.tenantDomain
  const connection = await findConnection(db, connectionId)
  const credential = await db.one<{ method: string; publicFields: Record<string, string> }>(
    'select method, public_fields as "publicFields" from credentials where id = $1',
    [credentialId],
  )
  const hosts = resolveHosts(
    connector,
    credential?.method ?? connection.method,
    credential?.publicFields ?? {},
    connection.hosts,
  )
  const own = Object.entries(hosts).filter(
    ([name]) => connection.hosts[name] !== undefined || connector.hosts[name]?.url?.includes('{'),
  )
  return [...new Set(own.map(([, url]) => new URL(url).hostname))].join(', ') || null
}
