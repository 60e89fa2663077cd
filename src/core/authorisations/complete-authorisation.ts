import type { Clock } from '#base/clock.ts'
import { AppError, isAppError, toAppError, type ErrorCode } from '#base/errors.ts'
import type { Log } from '#base/log.ts'
import type { Db } from '#db/pool.ts'
import type { Connector, Probe } from '#kit/define.ts'
import type { Mail } from '#mail/outbox.ts'
import type { Vault } from '#vault/vault.ts'
import { SYSTEM_ACTOR, type Actor } from '../audit/actor.ts'
import { attachCredential } from '../connections/attach-credential.ts'
import type { LockedConnection } from '../connections/connection.ts'
import { connectorOf, findConnection } from '../connections/connections.store.ts'
import type { OpenClient } from '../connections/vendor-door.ts'
import { authMethod } from '../credentials/check-credential.ts'
import { discardCredential } from '../credentials/discard-credential.ts'
import { answerRequest } from '../requests/answer-request.ts'
import { callbackUrl, hashSecret } from './authorisation.ts'
import { consumeAuthorisation, findAuthorisation, type Authorisation } from './authorisations.store.ts'
import { checkGrant } from './check-grant.ts'

export type CompleteParts = {
  db: Db
  vault: Vault
  connectors: ReadonlyMap<string, Connector>
  clock: Clock
  openClient: OpenClient
  log: Log
  mail: Mail
  publicUrl: string
}

/** How an authorisation ended, and which of our pages should say so. */
export type EndedAuthorisation = {
  code: 'ok' | ErrorCode
  /** Null when the answer belongs to nothing that this browser began. */
  connectionId: string | null
  requestId: string | null
}

/**
 * Takes the answer that a vendor sent a browser back with. State, browser, age, single use and vendor are checked before
 * anything is sent to the vendor (S12); then the code becomes a grant, and the vendor is asked whom it belongs to. Never
 * throws: whatever happened, the person gets to one of our pages.
 *
 * @param connectorId which vendor's callback address was called.
 * @param browserSecrets the authorisation cookies of the browser, one for each tab that began.
 */
export async function completeAuthorisation(
  parts: CompleteParts,
  connectorId: string,
  answer: URLSearchParams,
  browserSecrets: readonly string[],
  signal: AbortSignal,
): Promise<EndedAuthorisation> {
  const { db, clock, log } = parts
  const state = answer.get('state')
  const nowhere = { connectionId: null, requestId: null }
  if (!state) return { code: 'authorisation_state_missing', ...nowhere }
  const stateHash = hashSecret(state)
  const browsers = browserSecrets.map(hashSecret)
  let place: Omit<EndedAuthorisation, 'code'> = nowhere
  try {
    place = (await findAuthorisation(db, stateHash, browsers)) ?? nowhere
    const authorisation = await consumeAuthorisation(db, stateHash, browsers, clock.now())
    await finish(parts, authorisation, connectorId, answer, signal)
    return { code: 'ok', ...place }
  } catch (thrown) {
    const error = toAppError(thrown)
    if (error.code === 'internal') log.error({ error, ...place }, 'An authorisation could not be completed.')
    return { code: error.code, ...place }
  }
}

async function finish(
  parts: CompleteParts,
  authorisation: Authorisation,
  connectorId: string,
  answer: URLSearchParams,
  signal: AbortSignal,
): Promise<void> {
  const { credentialId } = authorisation
  if (credentialId === null) throw new AppError('authorisation_unknown')
  try {
    if (authorisation.connector !== connectorId) throw new AppError('authorisation_provider_mismatch')
    const connection = {
      ...(await findConnection(parts.db, authorisation.connectionId)),
      method: authorisation.method,
      credentialId,
    }
    const grant = () => exchange(parts, { ...authorisation, credentialId }, connection, answer, signal)
    if (authorisation.requestId !== null) await answerRequest(parts, authorisation.requestId, credentialId, grant)
    else await attach(parts, authorisation, connection, await grant())
  } catch (error) {
    if (authorisation.credentialIsNew) {
      // A grant for a stranger's account is given back. Any other may be one with the grant that works (see attachCredential).
      await discardCredential(parts, credentialId, { revoke: isAppError(error, 'tenant_changed') })
    }
    throw error
  }
}

/** The code for a grant, and the grant for what the vendor says of it. */
async function exchange(
  parts: CompleteParts,
  { id, sealed, credentialId, hosts }: Authorisation & { credentialId: string },
  connection: LockedConnection,
  answer: URLSearchParams,
  signal: AbortSignal,
): Promise<Probe> {
  const connector = connectorOf(parts.connectors, connection.connector)
  const { grantedScopes } = await parts.vault.completeAuthorisation({
    id,
    sealed,
    credentialId,
    connector: connector.id,
    method: authMethod(connector, connection.method),
    hosts,
    redirectUri: callbackUrl(parts.publicUrl, connector.id),
    answer,
  })
  return checkGrant(parts, connection, grantedScopes, signal)
}

async function attach(
  { db, clock, connectors }: CompleteParts,
  { actorKind, actorId, actorName, scopes }: Authorisation,
  { id, connector, method, credentialId }: LockedConnection & { credentialId: string },
  probe: Probe,
): Promise<void> {
  // Whoever began; the answer comes without a session that would have to be asked.
  const actor: Actor = { ...SYSTEM_ACTOR, kind: actorKind, id: actorId, name: actorName }
  await db.tx((tx) =>
    attachCredential(
      tx,
      clock,
      actor,
      connectorOf(connectors, connector),
      id,
      { credentialId, method, probe, scopes },
      'connection.authorised',
    ),
  )
}
