import type { Clock } from '#base/clock.ts'
import { AppError } from '#base/errors.ts'
import type { Log } from '#base/log.ts'
import type { Db } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import type { Vault } from '#vault/vault.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { discardCredential } from '../credentials/discard-credential.ts'
import { closeNotice } from '../notices/open-notice.ts'
import { authorisedCause } from './request-notice.ts'
import type { ConnectionRequest } from './request.ts'
import { getRequest, lockRequest } from './requests.store.ts'

type Parts = { db: Db; vault: Vault; connectors: ReadonlyMap<string, Connector>; clock: Clock; log: Log }

/**
 * Takes a request back. From that moment its link, its pages and answers that are on their way are refused; what was
 * authorised for another vendor account than the requester wanted is given back at the vendor and deleted.
 *
 * Throws `not_found`, or `request_state` for one that is confirmed or revoked already.
 */
export async function revokeRequest(parts: Parts, actor: Actor, id: string): Promise<ConnectionRequest> {
  const { db, clock } = parts
  const { revoked, credentialId } = await db.tx(async (tx) => {
    const now = clock.now()
    const request = await lockRequest(tx, id, now)
    if (request.state === 'confirmed' || request.state === 'revoked') throw new AppError('request_state')
    await tx.query(
      `update connection_requests set state = 'revoked', decided_at = $2, claim = null, claimed_until = null, updated_at = $2
       where id = $1`,
      [id, now],
    )
    await closeNotice(tx, authorisedCause(id), now)
    await recordAudit(tx, actor, {
      action: 'connection_request.revoke',
      target: { kind: 'connection_request', id },
      detail: { connectionId: request.connectionId, email: request.email, was: request.state },
    })
    return { revoked: await getRequest(tx, id, now), credentialId: request.credentialId }
  })
  if (credentialId !== null) await discardCredential(parts, credentialId, { revoke: true })
  return revoked
}
