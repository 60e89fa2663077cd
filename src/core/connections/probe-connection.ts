import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { Connector, Probe } from '#kit/define.ts'
import type { LockedConnection } from './connection.ts'
import { connectorOf, findConnection } from './connections.store.ts'
import type { OpenClient } from './vendor-door.ts'
import { tenantDomain } from './tenant-domain.ts'
import { requireFreeTenant } from './vendor-tenant.ts'

type Parts = { db: Db; connectors: ReadonlyMap<string, Connector>; openClient: OpenClient }

/**
 * Asks the vendor who the credential is, and keeps what it tells: the vendor account's id and name, and the scopes that
 * were granted. Nothing is read beyond that.
 *
 * Throws `not_found`, `connection_disconnected`, `tenant_changed`, `tenant_connected` for a draft whose vendor account
 * another connection reads already, or what the vendor's answer means.
 */
export async function probeConnection(parts: Parts, id: string, signal: AbortSignal): Promise<Probe> {
  const connection = await findConnection(parts.db, id)
  const probe = await askVendor(parts, connection, signal)
  await parts.db.tx(async (tx) => {
    const connector = connectorOf(parts.connectors, connection.connector)
    if (connection.state === 'draft') {
      await requireFreeTenant(tx, connector, { ...connection, vendorTenantId: probe.tenantId })
    }
    // One that the vendor had locked out goes on by itself again.
    await tx.query(
      `update connections set vendor_tenant_id = $2, vendor_tenant_name = $3, integration_account_id = $4, granted_scopes = $5,
         vendor_tenant_domain = $7,
         error_code = case when lost_at is null then error_code end, error_message = case when lost_at is null then error_message end,
         lost_at = null
       where id = $1 and state = $6`,
      [
        id,
        probe.tenantId,
        probe.tenantName,
        probe.integrationAccountId,
        probe.grantedScopes,
        connection.state,
        await tenantDomain(tx, connector, id, connection.credentialId, probe),
      ],
    )
  })
  return probe
}

/**
 * The probe alone. A connection that has been launched belongs to one vendor account: a credential of another one
 * would make everybody seem to have left, so it throws `tenant_changed`.
 */
export async function askVendor(
  { connectors, openClient }: Omit<Parts, 'db'>,
  connection: LockedConnection,
  signal: AbortSignal,
): Promise<Probe> {
  if (connection.credentialId === null) throw new AppError('connection_disconnected')
  const connector = connectorOf(connectors, connection.connector, connection.method)
  const { client } = await openClient(connection, connector, signal)
  const probe = await connector.probe(client, { settings: connection.settings })
  requireSameTenant(connection, probe)
  return probe
}

/**
 * Throws `tenant_changed`, naming both, when a connection that has been launched would read another vendor account than
 * before.
 */
export function requireSameTenant(
  { id, state, vendorTenantId: pinned, vendorTenantName }: PinnedConnection,
  { tenantId, tenantName }: Probe,
): void {
  if (state === 'draft' || pinned === null || tenantId === null || tenantId === pinned) return
  throw new AppError('tenant_changed', {
    message: `The credential opens ${shown(tenantName, tenantId)}, but this connection belongs to ${shown(vendorTenantName, pinned)}. Nothing was read. Use a credential of that vendor account, or add a connection for the other one.`,
    detail: { connection: id },
  })
}

type PinnedConnection = Pick<LockedConnection, 'id' | 'state' | 'vendorTenantId' | 'vendorTenantName'>

const MOST = 80

/** A tenant as the vendor names it, on one line and with its id, so that no name can pass for another (reliability §3.15). */
function shown(name: string | null, id: string): string {
  const plain = (text: string) =>
    Array.from(text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim())
      .slice(0, MOST)
      .join('')
  return name === null ? plain(id) : `"${plain(name)}" (${plain(id)})`
}
