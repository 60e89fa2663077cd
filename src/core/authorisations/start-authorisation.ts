import type { Clock } from '#base/clock.ts'
import { AppError, type FieldProblem } from '#base/errors.ts'
import { newId } from '#base/ids.ts'
import type { Tx } from '#db/pool.ts'
import { flowOf } from '#kit/auth.ts'
import type { Connector } from '#kit/define.ts'
import type { Vault } from '#vault/vault.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import type { LockedConnection } from '../connections/connection.ts'
import { authMethod } from '../credentials/check-credential.ts'
import { resolveHosts } from '../credentials/resolve-hosts.ts'
import { AUTHORISATION_MS, callbackUrl, hashSecret, newSecretText, type StartedAuthorisation } from './authorisation.ts'
import { insertAuthorisation, sweepAuthorisations } from './authorisations.store.ts'
import { chooseCredential } from './choose-credential.ts'

/** What starting needs; `publicUrl` is where people reach Rollcall, and the only source of our callback address (S34). */
export type StartParts = { vault: Vault; clock: Clock; publicUrl: string }

type Start = {
  connection: LockedConnection
  connector: Connector
  method: string
  scopes: readonly string[]
  credentialId?: string | undefined
  credential?: Record<string, string> | undefined
  requestId?: string
}

/**
 * Begins one round trip to the vendor's consent screen. It ends after ten minutes, and only the browser that gets the
 * returned secret as a cookie can finish it.
 *
 * Throws `invalid_input` for a method without a consent screen and for unknown scopes, and what `chooseCredential` does.
 */
export async function startAuthorisation(
  tx: Tx,
  { vault, clock, publicUrl }: StartParts,
  actor: Actor,
  { connection, connector, method: methodId, scopes: asked, credentialId, credential, requestId }: Start,
): Promise<StartedAuthorisation> {
  const method = authMethod(connector, methodId)
  if (flowOf(method) !== 'redirect') {
    throw new AppError('invalid_input', {
      fields: [{ path: 'method', message: `${method.label} needs no consent at the vendor: enter the credential.` }],
    })
  }
  const scopes = withRequiredScopes(connector, asked)
  const now = clock.now()
  await sweepAuthorisations(tx, now)
  const chosen = await chooseCredential(tx, vault, actor, connector, {
    connection,
    method: methodId,
    credentialId,
    credential,
    apart: requestId !== undefined,
  })
  const stored = await tx.one<{ publicFields: Record<string, string> }>(
    'select public_fields as "publicFields" from credentials where id = $1',
    [chosen.id],
  )
  const hosts = resolveHosts(connector, methodId, stored?.publicFields ?? {}, connection.hosts)
  const id = newId()
  const { url, stateHash, sealed } = await vault.beginAuthorisation(tx, {
    id,
    credentialId: chosen.id,
    connector: connector.id,
    method,
    hosts,
    scopes,
    redirectUri: callbackUrl(publicUrl, connector.id),
  })
  const browserSecret = newSecretText()
  const expiresAt = new Date(now.getTime() + AUTHORISATION_MS)
  await insertAuthorisation(tx, {
    id,
    connector: connector.id,
    connectionId: connection.id,
    method: methodId,
    hosts,
    scopes,
    credentialId: chosen.id,
    credentialIsNew: chosen.isNew,
    requestId: requestId ?? null,
    actor,
    sealed,
    stateHash,
    browserHash: hashSecret(browserSecret),
    expiresAt,
  })
  await recordAudit(tx, actor, {
    action: 'connection.authorise',
    target: { kind: 'connection', id: connection.id },
    detail: { name: connection.name, method: methodId, scopes, ...(requestId === undefined ? {} : { requestId }) },
  })
  return { id, url, expiresAt, browserSecret }
}

/** The asked-for scopes and those that cannot be left out (F29), each once. Throws `invalid_input` naming unknown ones. */
export function withRequiredScopes(connector: Connector, asked: readonly string[]): string[] {
  const known = new Set(connector.scopes.map(({ id }) => id))
  const problems = asked.flatMap((scope, index): FieldProblem[] =>
    known.has(scope) ? [] : [{ path: `scopes.${index}`, message: `${connector.name} has no scope ${scope}.` }],
  )
  if (problems.length > 0) throw new AppError('invalid_input', { fields: problems })
  const wanted = new Set(asked)
  return connector.scopes.filter(({ id, required }) => required || wanted.has(id)).map(({ id }) => id)
}
