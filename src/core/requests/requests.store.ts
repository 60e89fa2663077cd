import { AppError } from '#base/errors.ts'
import type { Db, Tx } from '#db/pool.ts'
import { allOf, sql } from '#db/sql.ts'
import { readCursor, toPage, type Page, type PageRequest } from '../keyset.ts'
import type { ConnectionRequest, RequestState } from './request.ts'

/** Expired follows from the time, so that it holds also when nothing runs; a removed connection wants nobody's answer. */
const stateAt = (now: Date) =>
  sql`case when r.state = 'confirmed' then r.state when c.state = 'removed' then 'revoked'
    when r.state in ('sent', 'opened') and r.expires_at <= ${now} then 'expired' else r.state end`

const columnsAt = (
  now: Date,
) => sql`r.id, r.connection_id as "connectionId", c.name as "connectionName", c.app_id as "appId",
  app.name as "appName", c.connector, r.method, r.scopes, r.name, r.email, r.note, r.requester_name as "requesterName",
  ${stateAt(now)} as state, r.sent_at as "sentAt", r.expires_at as "expiresAt", r.opened_at as "openedAt",
  r.authorised_at as "authorisedAt", r.decided_at as "decidedAt", r.vendor_tenant_id as "vendorTenantId",
  r.vendor_tenant_name as "vendorTenantName", r.vendor_tenant_domain as "vendorTenantDomain",
  r.granted_scopes as "grantedScopes", r.created_at as "createdAt"`

const FROM = sql`connection_requests r join connections c on c.id = r.connection_id join apps app on app.id = c.app_id`

type Filter = PageRequest & {
  connectionId?: string | undefined
  state?: RequestState | undefined
  /** Whether somebody still has to do something: authorise, confirm, or send it again. */
  open?: boolean | undefined
}

/** Newest first. */
export async function listRequests(db: Db, filter: Filter, now: Date): Promise<Page<ConnectionRequest>> {
  const after = readCursor(filter.cursor, ['id'])
  const rows = await db.query<ConnectionRequest>(sql`select ${columnsAt(now)} from ${FROM}
    where c.state <> 'removed' and ${allOf([
      ...(filter.connectionId === undefined ? [] : [sql`r.connection_id = ${filter.connectionId}`]),
      ...(filter.state === undefined ? [] : [sql`${stateAt(now)} = ${filter.state}`]),
      ...(filter.open === undefined
        ? []
        : [sql`(${stateAt(now)} in ('sent', 'opened', 'authorised', 'expired')) = ${filter.open}`]),
      ...(after ? [sql`r.id < ${after[0]}::uuid`] : []),
    ])}
    order by r.id desc limit ${filter.limit + 1}`)
  return toPage(rows, filter.limit)
}

/** Throws `not_found`. */
export async function getRequest(db: Db, id: string, now: Date): Promise<ConnectionRequest> {
  const request = await db.one<ConnectionRequest>(sql`select ${columnsAt(now)} from ${FROM} where r.id = ${id}`)
  if (!request) throw new AppError('not_found')
  return request
}

export type LockedRequest = ConnectionRequest & {
  requesterId: string | null
  requesterKind: string
  credentialId: string | null
  integrationAccountId: string | null
}

/** Throws `not_found`. */
export async function lockRequest(tx: Tx, id: string, now: Date): Promise<LockedRequest> {
  const request = await tx.one<LockedRequest>(sql`select ${columnsAt(now)}, r.requester_id as "requesterId",
    r.requester_kind as "requesterKind", r.credential_id as "credentialId", r.integration_account_id as "integrationAccountId"
    from ${FROM} where r.id = ${id} for update of r`)
  if (!request) throw new AppError('not_found')
  return request
}

/** Ends every browser page and every vendor round trip that an earlier link has led to. */
export async function endPages(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.query('delete from connection_request_pages where request_id = $1', [id])
  await tx.query('update authorisations set expires_at = $2 where request_id = $1 and expires_at > $2', [id, now])
}
