import type { Clock } from '#base/clock.ts'
import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import { flowOf, type AuthMethod } from '#kit/auth.ts'
import type { Connector, Scope } from '#kit/define.ts'
import { hashSecret } from '../authorisations/authorisation.ts'
import { connectorOf, findConnection } from '../connections/connections.store.ts'
import { authMethod } from '../credentials/check-credential.ts'
import { findPresetClient } from '../credentials/preset-clients.store.ts'
import { requireOpen, type ConnectionRequest } from './request.ts'
import { getRequest } from './requests.store.ts'

/** All that a co-worker gets to see: who asks, for what, and where it goes (S13, reliability §3.14). */
export type RequestPage = {
  requesterName: string
  name: string
  note: string
  connectionName: string
  appName: string
  connector: string
  connectorName: string
  dataPoints: readonly string[]
  prerequisites: readonly string[]
  /** Where the credential will be sent. */
  servers: { label: string; url: string }[]
  scopes: Scope[]
  method: AuthMethod
  flow: 'form' | 'redirect'
  /** Whether the method's fields are to be filled in: always for a form, for OAuth only without a client. */
  needsFields: boolean
  expiresAt: Date
}

/**
 * The page of a browser that has opened the link. Throws `request_page_ended`, or why the request can no longer be
 * fulfilled.
 */
export async function readRequestPage(
  { db, connectors, clock }: { db: Db; connectors: ReadonlyMap<string, Connector>; clock: Clock },
  pageSecret: string | undefined,
): Promise<RequestPage> {
  const id = await findByPage(db, pageSecret, clock.now())
  const request = await getRequest(db, id, clock.now())
  requireOpen(request)
  return requestPage(db, connectors, request)
}

/** The request that a browser may answer: its id. Throws `request_page_ended`. */
export async function findByPage(db: Db, pageSecret: string | undefined, now: Date): Promise<string> {
  const found =
    pageSecret === undefined
      ? undefined
      : await db.one<{ id: string }>(
          'select request_id as id from connection_request_pages where page_hash = $1 and expires_at > $2',
          [hashSecret(pageSecret), now],
        )
  if (!found) throw new AppError('request_page_ended')
  return found.id
}

export async function requestPage(
  db: Db,
  connectors: ReadonlyMap<string, Connector>,
  request: ConnectionRequest,
): Promise<RequestPage> {
  const connector = connectorOf(connectors, request.connector)
  const connection = await findConnection(db, request.connectionId)
  const method = authMethod(connector, request.method)
  const flow = flowOf(method)
  const hasOwnClient = connection.method === request.method && connection.credentialId !== null
  const hasClient = flow === 'redirect' && (hasOwnClient || (await findPresetClient(db, connector.id, method.id)))
  return {
    requesterName: request.requesterName,
    name: request.name,
    note: request.note,
    connectionName: request.connectionName,
    appName: request.appName,
    connector: connector.id,
    connectorName: connector.name,
    dataPoints: connector.dataPoints,
    prerequisites: connector.prerequisites,
    servers: Object.entries(connector.hosts).flatMap(([name, { label, url }]) => {
      const shown = connection.hosts[name] ?? url
      return shown === undefined ? [] : [{ label, url: shown }]
    }),
    scopes: connector.scopes.filter(({ id }) => request.scopes.includes(id)),
    method,
    flow,
    needsFields: !hasClient,
    expiresAt: request.expiresAt,
  }
}
