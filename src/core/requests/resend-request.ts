import { AppError } from '#base/errors.ts'
import { oneLine } from '#mail/safe-text.ts'
import type { Actor } from '../audit/actor.ts'
import { changes, recordAudit } from '../audit/record-audit.ts'
import { sendLink, type RequestParts } from './create-request.ts'
import type { ConnectionRequest } from './request.ts'
import { endPages, getRequest, lockRequest } from './requests.store.ts'

/** Whom it goes to now, and what they are told; as before where nothing is given. */
export type Resend = { name?: string | undefined; email?: string | undefined; note?: string | undefined }

/**
 * Sends a request again, to the same person or another: with a new link for another 72 hours; the old link, and every page
 * that it led to, is dead. One that was revoked may be sent again too. Throws `not_found`, or `request_state` once it is
 * authorised.
 */
export function resendRequest(
  parts: Pick<RequestParts, 'db' | 'clock' | 'mail'>,
  actor: Actor,
  id: string,
  to: Resend = {},
): Promise<ConnectionRequest> {
  const { db, clock } = parts
  return db.tx(async (tx) => {
    const now = clock.now()
    const request = await lockRequest(tx, id, now)
    if (request.state === 'authorised' || request.state === 'confirmed') throw new AppError('request_state')
    const before = { name: request.name, email: request.email }
    const after = { name: to.name === undefined ? before.name : oneLine(to.name), email: to.email ?? before.email }
    const note = to.note?.trim() ?? request.note
    await tx.query('update connection_requests set name = $2, email = $3, note = $4 where id = $1', [
      id,
      after.name,
      after.email,
      note,
    ])
    await endPages(tx, id, now)
    await sendLink(parts, tx, id, { ...request, ...after, note })
    await recordAudit(tx, actor, {
      action: 'connection_request.resend',
      target: { kind: 'connection_request', id },
      detail: { connectionId: request.connectionId, email: after.email },
      ...changes(before, after),
    })
    return getRequest(tx, id, now)
  })
}
