import { AppError } from '#base/errors.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { sendLink, type RequestParts } from './create-request.ts'
import type { ConnectionRequest } from './request.ts'
import { endPages, getRequest, lockRequest } from './requests.store.ts'

/**
 * Sends a request again: with a new link for another 72 hours; the old link, and every page that it led to, is dead. One
 * that was revoked may be sent again too. Throws `not_found`, or `request_state` once it is authorised.
 */
export function resendRequest(
  parts: Pick<RequestParts, 'db' | 'clock' | 'mail'>,
  actor: Actor,
  id: string,
): Promise<ConnectionRequest> {
  const { db, clock } = parts
  return db.tx(async (tx) => {
    const now = clock.now()
    const request = await lockRequest(tx, id, now)
    if (request.state === 'authorised' || request.state === 'confirmed') throw new AppError('request_state')
    await endPages(tx, id, now)
    await sendLink(parts, tx, id, request)
    await recordAudit(tx, actor, {
      action: 'connection_request.resend',
      target: { kind: 'connection_request', id },
      detail: { connectionId: request.connectionId, email: request.email },
    })
    return getRequest(tx, id, now)
  })
}
