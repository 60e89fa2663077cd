import { AppError } from '#base/errors.ts'
import type { Tx } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import type { LockedConnection } from './connection.ts'

/** What two connections of one vendor account are compared by. */
export type TenantReader = Pick<LockedConnection, 'id' | 'vendorTenantId' | 'selection' | 'settings'>

/**
 * Whether two connections of the same vendor account read different things, so that both may stand: one of them takes
 * people only and lists no account, or the connector's own settings differ (another part of the vendor account). Other
 * scopes, names or app records make no difference: every account and seat would be counted twice (reliability §3.7).
 */
export function readsOtherThings(
  a: Pick<TenantReader, 'selection' | 'settings'>,
  b: Pick<TenantReader, 'selection' | 'settings'>,
): boolean {
  return a.selection === 'people' || b.selection === 'people' || !sameSettings(a.settings, b.settings)
}

function sameSettings(a: TenantReader['settings'], b: TenantReader['settings']): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].every((name) => (a[name] ?? '') === (b[name] ?? ''))
}

/**
 * Refuses a vendor account that another connection reads already. A disconnected one counts too: its data stands, and
 * reconnecting it is what continues it. Two that ask at once are put one after the other.
 *
 * @param connection with the tenant that it is about to have. Throws `tenant_connected` with the other one's name.
 */
export async function requireFreeTenant(tx: Tx, connector: Connector, connection: TenantReader): Promise<void> {
  const { id, vendorTenantId } = connection
  if (vendorTenantId === null) return
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `rollcall tenant ${connector.id} ${vendorTenantId}`,
  ])
  const others = await tx.query<TenantReader & { name: string; state: string }>(
    `select id, name, state, vendor_tenant_id as "vendorTenantId", selection, settings from connections
     where connector = $1 and vendor_tenant_id = $2 and id <> $3 and state in ('active', 'paused', 'disconnected') order by created_at`,
    [connector.id, vendorTenantId, id],
  )
  const twin = others.find((other) => !readsOtherThings(connection, other))
  if (!twin) return
  const instead = twin.state === 'disconnected' ? 'Reconnect that one' : 'Use that one'
  throw new AppError('tenant_connected', {
    message: `This vendor account is connected already, as "${twin.name}". ${instead}: a second connection would count every account and seat twice. Only if one of them takes people only, or is set to read another part of it, can both stand.`,
    detail: { connection: twin.id },
  })
}
