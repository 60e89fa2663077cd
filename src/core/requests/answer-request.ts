import type { Clock } from '#base/clock.ts'
import { AppError, assert } from '#base/errors.ts'
import { newId } from '#base/ids.ts'
import type { Db, Tx } from '#db/pool.ts'
import type { Connector, Probe } from '#kit/define.ts'
import type { Mail } from '#mail/outbox.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { tenantDomain } from '../connections/tenant-domain.ts'
import { openNotice } from '../notices/open-notice.ts'
import { authorisedNotice } from './request-notice.ts'
import { CLAIM_MS, requireOpen } from './request.ts'
import { coworkerActor } from './coworker.ts'
import { getRequest, lockRequest } from './requests.store.ts'

export type AnswerParts = { db: Db; connectors: ReadonlyMap<string, Connector>; clock: Clock; mail: Mail }

/**
 * Fulfils a request, once. One statement claims it, so that of two answers at the same moment one goes on (S10); another
 * one fulfils it only while it is still this answer's, so that a request that was revoked meanwhile stays revoked. An
 * answer that the vendor refuses gives the claim back.
 *
 * The credential is kept apart and opens nothing until the requester has confirmed the vendor account (S13).
 *
 * Throws `request_revoked`, `request_expired`, `request_used`, `request_busy`, or what `grant` throws.
 *
 * @param grant asks the vendor; called at most once, and only with the claim in hand.
 */
export async function answerRequest(
  parts: AnswerParts,
  requestId: string,
  credentialId: string,
  grant: () => Promise<Probe>,
): Promise<void> {
  const claim = await claimRequest(parts, requestId)
  try {
    const probe = await grant()
    await parts.db.tx((tx) => fulfil(parts, tx, { requestId, claim, credentialId, probe }))
  } catch (error) {
    await parts.db.query(
      'update connection_requests set claim = null, claimed_until = null where id = $1 and claim = $2',
      [requestId, claim],
    )
    throw error
  }
}

async function claimRequest({ db, clock }: AnswerParts, id: string): Promise<string> {
  const now = clock.now()
  const claim = newId()
  const claimed = await db.one(
    `update connection_requests set claim = $2, claimed_until = $4 where id = $1 and state in ('sent', 'opened')
       and expires_at > $3 and (claimed_until is null or claimed_until <= $3) returning id`,
    [id, claim, now, new Date(now.getTime() + CLAIM_MS)],
  )
  if (claimed) return claim
  requireOpen(await getRequest(db, id, now))
  throw new AppError('request_busy')
}

async function fulfil(
  { clock, connectors, mail }: AnswerParts,
  tx: Tx,
  answer: { requestId: string; claim: string; credentialId: string; probe: Probe },
): Promise<void> {
  const { requestId, claim, credentialId, probe } = answer
  const now = clock.now()
  const request = await lockRequest(tx, requestId, now)
  const connector = connectors.get(request.connector)
  assert(connector, 'the connector of a claimed request is there')
  const domain = await tenantDomain(tx, connector, request.connectionId, credentialId, probe)
  const done = await tx.one(
    `update connection_requests set state = 'authorised', authorised_at = $3, credential_id = $4, vendor_tenant_id = $5,
       vendor_tenant_name = $6, vendor_tenant_domain = $7, integration_account_id = $8, granted_scopes = $9, claim = null,
       claimed_until = null, updated_at = $3 where id = $1 and claim = $2 and state in ('sent', 'opened') returning id`,
    [
      requestId,
      claim,
      now,
      credentialId,
      probe.tenantId,
      probe.tenantName,
      domain,
      probe.integrationAccountId,
      probe.grantedScopes,
    ],
  )
  if (!done) {
    requireOpen(request)
    throw new AppError('request_busy')
  }
  await recordAudit(tx, coworkerActor(request), {
    action: 'connection_request.authorised',
    target: { kind: 'connection_request', id: requestId },
    detail: { connectionId: request.connectionId, tenantId: probe.tenantId, tenantName: probe.tenantName, domain },
  })
  await openNotice(tx, mail, authorisedNotice(request, probe, domain), now)
}
