import type { Clock } from '#base/clock.ts'
import type { Tx } from '#db/pool.ts'
import type { Connector, Probe } from '#kit/define.ts'
import { connectorBy } from '#kit/surface.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { deleteCredentialIfUnused } from '../credentials/is-needed.ts'
import { mappingProblems } from './check-connection-mapping.ts'
import { requireSameSurface } from './check-surface.ts'
import type { Connection } from './connection.ts'
import { getConnection, lockConnection } from './connections.store.ts'
import { requireSameTenant } from './probe-connection.ts'
import { nextDue } from './schedule.ts'
import { tenantDomain } from './tenant-domain.ts'
import { requireFreeTenant } from './vendor-tenant.ts'

type Attached = {
  credentialId: string
  method: string
  probe: Probe
  /** What was asked for; left as it is when nothing was. */
  scopes?: readonly string[]
}

/**
 * Puts a credential that the vendor has taken in the place of a connection's old one, with what the vendor told of it.
 * Everything that was read stays and goes on; a disconnected connection is active again. Throws `tenant_changed`, `surface_changed`, or
 * `tenant_connected` when another connection reads the same vendor account already.
 *
 * The old one is deleted here and not revoked at the vendor: many vendors keep one grant per person and client, so that
 * revoking the old would end the new.
 *
 * @param action what the audit log calls it.
 */
export async function attachCredential(
  tx: Tx,
  clock: Clock,
  actor: Actor,
  connector: Connector,
  id: string,
  { credentialId, method, probe, scopes }: Attached,
  action: string,
): Promise<Connection> {
  const connection = await lockConnection(tx, id)
  requireSameSurface(connector, connection, method)
  // Asked for before too, but another credential may have been attached since.
  requireSameTenant(connection, probe)
  if (connection.state === 'draft' || connection.vendorTenantId === null)
    await requireFreeTenant(tx, connector, { ...connection, vendorTenantId: probe.tenantId })
  // One that was disconnected as a draft has not become complete meanwhile.
  const isComplete = (await mappingProblems(tx, connectorBy(connector, method), connection.mapping)).length === 0
  const state = connection.state === 'disconnected' ? (isComplete ? 'active' : 'draft') : connection.state
  await tx.query(
    `update connections set credential_id = $2, method = $3, state = $4, next_due_at = $5, vendor_tenant_id = $6,
       vendor_tenant_name = $7, integration_account_id = $8, granted_scopes = $9, scopes = coalesce($10, scopes),
       vendor_tenant_domain = $11,
       error_code = null, error_message = null, lost_at = null, disconnected_at = null, revocation = null, updated_at = now()
     where id = $1`,
    [
      id,
      credentialId,
      method,
      state,
      state === 'active' ? nextDue(connection.schedule, clock.now()) : null,
      probe.tenantId ?? connection.vendorTenantId,
      probe.tenantName,
      probe.integrationAccountId,
      probe.grantedScopes,
      scopes ?? null,
      await tenantDomain(tx, connector, id, credentialId, probe),
    ],
  )
  if (connection.credentialId !== credentialId) await deleteCredentialIfUnused(tx, connection.credentialId)
  await recordAudit(tx, actor, {
    action,
    target: { kind: 'connection', id },
    detail: {
      name: connection.name,
      method,
      tenantId: probe.tenantId,
      ...(scopes ? { ...comparedScopes(scopes, connection.grantedScopes, probe.grantedScopes) } : {}),
    },
  })
  return getConnection(tx, id)
}

/** What was asked for and what came of it, so that a scope that crept in or fell away is on record (S14). */
function comparedScopes(asked: readonly string[], before: readonly string[] | null, granted: readonly string[] | null) {
  if (granted === null) return { asked, granted: null }
  const without = (all: readonly string[], some: readonly string[]) => all.filter((scope) => !some.includes(scope))
  return {
    asked,
    granted,
    missing: without(asked, granted),
    beyond: without(granted, asked),
    lost: without(before ?? [], granted),
  }
}
