import { AppError } from '#base/errors.ts'
import type { Log } from '#base/log.ts'
import type { Vault } from '#vault/vault.ts'
import { flowOf } from '#kit/auth.ts'
import { checkGrant } from '../authorisations/check-grant.ts'
import { startAuthorisation } from '../authorisations/start-authorisation.ts'
import type { StartedAuthorisation } from '../authorisations/authorisation.ts'
import { connectorOf, lockConnection } from '../connections/connections.store.ts'
import type { OpenClient } from '../connections/vendor-door.ts'
import { authMethod } from '../credentials/check-credential.ts'
import { storeCredential } from '../credentials/create-credential.ts'
import { discardCredential } from '../credentials/discard-credential.ts'
import { answerRequest, type AnswerParts } from './answer-request.ts'
import { coworkerActor } from './coworker.ts'
import { requireOpen } from './request.ts'
import { findByPage } from './request-page.ts'
import { lockRequest } from './requests.store.ts'

type Parts = AnswerParts & { vault: Vault; openClient: OpenClient; log: Log; publicUrl: string }

/**
 * What the co-worker's click does. A form's credential is tried at the vendor at once and fulfils the request; for OAuth
 * the browser is sent to the vendor, and its answer fulfils it. That is all that a link can do.
 *
 * Throws `request_page_ended`, `request_revoked`, `request_expired`, `request_used`, `request_busy`,
 * `credential_invalid` naming fields, `tenant_changed`, or what the vendor's answer means.
 *
 * @returns where to go for OAuth; undefined when it is done.
 */
export async function acceptRequest(
  parts: Parts,
  pageSecret: string | undefined,
  credential: Record<string, string> | undefined,
  signal: AbortSignal,
): Promise<StartedAuthorisation | undefined> {
  const { db, vault, connectors, clock } = parts
  const requestId = await findByPage(db, pageSecret, clock.now())
  const begun = await db.tx(async (tx) => {
    const request = await lockRequest(tx, requestId, clock.now())
    requireOpen(request)
    const actor = coworkerActor(request)
    const connection = { ...(await lockConnection(tx, request.connectionId)) }
    const connector = connectorOf(connectors, connection.connector)
    const { method, scopes } = request
    if (flowOf(authMethod(connector, method)) === 'redirect') {
      return {
        started: await startAuthorisation(tx, parts, actor, {
          connection,
          connector,
          method,
          scopes,
          credential,
          requestId,
        }),
      }
    }
    const { name, hosts } = connection
    if (!credential) {
      throw new AppError('credential_invalid', { fields: [{ path: 'credential', message: 'This is required.' }] })
    }
    const credentialId = await storeCredential(
      tx,
      vault,
      actor,
      connector,
      { name, method, fields: credential, hosts },
      'credential',
    )
    return { connection: { ...connection, method, credentialId }, credentialId }
  })
  if (begun.started) return begun.started
  try {
    await answerRequest(parts, requestId, begun.credentialId, () => checkGrant(parts, begun.connection, null, signal))
  } catch (error) {
    // It was stored so that the vendor could be asked with it; one that is refused leaves nothing behind.
    await discardCredential(parts, begun.credentialId, { revoke: false })
    throw error
  }
  return undefined
}
