import type { Clock } from '#base/clock.ts'
import { AppError } from '#base/errors.ts'
import { newId } from '#base/ids.ts'
import type { Db, Tx } from '#db/pool.ts'
import { flowOf } from '#kit/auth.ts'
import type { Connector } from '#kit/define.ts'
import type { Mail } from '#mail/outbox.ts'
import { oneLine } from '#mail/safe-text.ts'
import type { Vault } from '#vault/vault.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { hashSecret, newSecretText } from '../authorisations/authorisation.ts'
import { withRequiredScopes } from '../authorisations/start-authorisation.ts'
import { connectorOf, getConnection } from '../connections/connections.store.ts'
import { createDraft, type NewConnection } from '../connections/create-connection.ts'
import { authMethod } from '../credentials/check-credential.ts'
import { resolveHosts } from '../credentials/resolve-hosts.ts'
import { REQUEST_MS, type ConnectionRequest } from './request.ts'
import { requestMail } from './request-mail.ts'
import { getRequest } from './requests.store.ts'

export type NewRequest = {
  /** A connection that is there already, to be authorised anew or with further scopes. */
  connectionId?: string | undefined
  /** Else one to be made. It has no credential; for OAuth it may bring the client. */
  connection?: NewConnection | undefined
  /** What to ask for on a connection that is there already; what it asked for before unless said otherwise. */
  scopes?: string[] | undefined
  name: string
  email: string
  note?: string | undefined
}

export type RequestParts = {
  db: Db
  vault: Vault
  connectors: ReadonlyMap<string, Connector>
  clock: Clock
  mail: Mail
}

/**
 * Asks a co-worker by mail to authorise a connection (F14). Connection, request and mail come to be together or not at
 * all. The link's token is in the mail only.
 *
 * Throws what `createConnection` does, `not_found`, or `invalid_input`.
 */
export function createRequest(parts: RequestParts, actor: Actor, input: NewRequest): Promise<ConnectionRequest> {
  const { db, clock } = parts
  if ((input.connectionId === undefined) === (input.connection === undefined)) {
    throw new AppError('invalid_input', {
      fields: [{ path: 'connection', message: 'Send either connection or connectionId.' }],
    })
  }
  return db.tx(async (tx) => {
    const connectionId = input.connectionId ?? (await draftOf(parts, tx, actor, input.connection!))
    const connection = await getConnection(tx, connectionId)
    const connector = connectorOf(parts.connectors, connection.connector)
    const now = clock.now()
    const id = newId()
    const request = {
      name: oneLine(input.name),
      email: input.email,
      note: (input.note ?? '').trim(),
      requesterName: oneLine(actor.name),
    }
    const known = new Set(connector.scopes.map((scope) => scope.id))
    const scopes = withRequiredScopes(connector, input.scopes ?? connection.scopes.filter((scope) => known.has(scope)))
    await tx.query(
      `insert into connection_requests (id, connection_id, method, scopes, name, email, note, requester_kind, requester_id,
         requester_name, expires_at, sent_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)`,
      [
        id,
        connectionId,
        connection.method,
        scopes,
        request.name,
        request.email,
        request.note,
        actor.kind,
        actor.id,
        request.requesterName,
        now,
      ],
    )
    const { name: connectionName, appName } = connection
    await sendLink(parts, tx, id, { ...request, connectionId, connectionName, appName })
    await recordAudit(tx, actor, {
      action: 'connection_request.create',
      target: { kind: 'connection_request', id },
      detail: { connectionId, name: request.name, email: request.email, scopes },
    })
    return getRequest(tx, id, now)
  })
}

/** Makes a link in the place of an earlier one, and mails it. The earlier one is dead from here on. */
export async function sendLink(
  { clock, mail }: Pick<RequestParts, 'clock' | 'mail'>,
  tx: Tx,
  id: string,
  facts: Omit<Parameters<typeof requestMail>[1], 'token'>,
): Promise<void> {
  const token = newSecretText()
  const now = clock.now()
  await tx.query(
    `update connection_requests set token_hash = $2, state = 'sent', sent_at = $3, expires_at = $4, opened_at = null,
       decided_at = null, claim = null, claimed_until = null, updated_at = $3 where id = $1`,
    [id, hashSecret(token), now, new Date(now.getTime() + REQUEST_MS)],
  )
  await mail.send(tx, requestMail(mail, { ...facts, token }))
}

/**
 * The connection that is asked for, as a draft. A form's credential is the co-worker's to enter; an OAuth client may be
 * the requester's. Where the secret goes is the requester's to say, so an address that only an admin knows must be there.
 */
async function draftOf(parts: RequestParts, tx: Tx, actor: Actor, input: NewConnection): Promise<string> {
  const connector = connectorOf(parts.connectors, input.connector)
  const isForm = flowOf(authMethod(connector, input.method)) === 'form'
  if (isForm && (input.credential !== undefined || input.credentialId !== undefined)) {
    throw new AppError('invalid_input', {
      fields: [{ path: 'connection.credential', message: 'The co-worker enters the credential. Leave it out.' }],
    })
  }
  try {
    requireAddresses(connector, input)
    return await createDraft(tx, parts, actor, input, { credentialLater: true })
  } catch (thrown) {
    // The connection stands one level deeper in this body than where it is usually created.
    if (!(thrown instanceof AppError) || thrown.fields === undefined) throw thrown
    const fields = thrown.fields.map(({ path, message }) => ({ path: `connection.${path}`, message }))
    throw new AppError(thrown.code, { fields, message: thrown.message, cause: thrown })
  }
}

/** Throws `invalid_input` naming the addresses that are missing or wrong; those that a credential field fills may wait. */
function requireAddresses(connector: Connector, { method, hosts = {} }: NewConnection): void {
  const fillsLater = Object.entries(connector.hosts).filter(
    ([name, { url }]) => hosts[name] === undefined && url?.includes('{'),
  )
  resolveHosts(
    connector,
    method,
    {},
    {
      ...Object.fromEntries(fillsLater.map(([name]) => [name, 'https://filled.invalid'])),
      ...hosts,
    },
  )
}
