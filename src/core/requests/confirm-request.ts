import type { Clock } from '#base/clock.ts'
import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { attachCredential } from '../connections/attach-credential.ts'
import { connectorOf } from '../connections/connections.store.ts'
import { closeNotice } from '../notices/open-notice.ts'
import { authorisedCause } from './request-notice.ts'
import type { ConnectionRequest } from './request.ts'
import { getRequest, lockRequest } from './requests.store.ts'

/** The vendor account as the requester saw it. */
export type SeenTenant = { tenantId: string | null; tenantName: string | null; tenantDomain: string | null }

type Parts = { db: Db; connectors: ReadonlyMap<string, Connector>; clock: Clock }

/**
 * Takes what a co-worker authorised into use, once the requester has seen which vendor account it opens (S13).
 *
 * Throws `not_found`, `request_state` when nothing waits, `conflict` when the account is not the one that was shown, or
 * `tenant_changed` or `surface_changed`.
 */
export function confirmRequest(
  { db, connectors, clock }: Parts,
  actor: Actor,
  id: string,
  seen: SeenTenant,
): Promise<ConnectionRequest> {
  return db.tx(async (tx) => {
    const now = clock.now()
    const request = await lockRequest(tx, id, now)
    const { state, credentialId, vendorTenantId: tenantId, vendorTenantName: tenantName } = request
    if (state !== 'authorised' || credentialId === null) throw new AppError('request_state')
    if (
      seen.tenantId !== tenantId ||
      seen.tenantName !== tenantName ||
      seen.tenantDomain !== request.vendorTenantDomain
    ) {
      throw new AppError('conflict', {
        message: 'The vendor account is another one than the page showed. Reload, and look again.',
      })
    }
    const { integrationAccountId, grantedScopes, method, scopes } = request
    await attachCredential(
      tx,
      clock,
      actor,
      connectorOf(connectors, request.connector),
      request.connectionId,
      {
        credentialId,
        method,
        scopes,
        probe: { tenantId, tenantName, tenantDomain: request.vendorTenantDomain, integrationAccountId, grantedScopes },
      },
      'connection.authorised',
    )
    await tx.query(
      `update connection_requests set state = 'confirmed', decided_at = $2, updated_at = $2 where id = $1`,
      [id, now],
    )
    await closeNotice(tx, authorisedCause(id), now)
    await recordAudit(tx, actor, {
      action: 'connection_request.confirm',
      target: { kind: 'connection_request', id },
      detail: { connectionId: request.connectionId, ...seen },
    })
    return getRequest(tx, id, now)
  })
}
