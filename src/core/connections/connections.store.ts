import { AppError } from '#base/errors.ts'
import { isId } from '#base/ids.ts'
import type { Db, Tx } from '#db/pool.ts'
import { uniqueViolation } from '#db/errors.ts'
import { allOf, sql } from '#db/sql.ts'
import type { Connector } from '#kit/define.ts'
import { connectorBy } from '#kit/surface.ts'
import { bySortKey, containing, readCursor, toPage, type Page, type PageRequest } from '../keyset.ts'
import type { Sync } from '../syncs/sync.ts'
import { SYNC } from '../syncs/syncs.store.ts'
import type { Connection, DataAsOf, LockedConnection, PauseReason, Revocation } from './connection.ts'
import { judgeHealth, type FailedPart } from './connection-health.ts'
import { problemOf } from './connection-problem.ts'
import { undoableUntil } from './undo-window.ts'

type Derived = 'lastSync' | 'runningSync' | 'health' | 'problem' | 'paused' | 'disconnected' | 'removed' | 'dataAsOf'
type Row = Omit<Connection, Derived> & {
  pausedAt: Date | null
  pauseReason: PauseReason | null
  disconnectedAt: Date | null
  revocation: Revocation | null
  removedAt: Date | null
  credentialOwner: string | null
}

const CONNECTION = sql`c.id, c.app_id as "appId", app.name as "appName", c.connector, c.name, c.method,
  c.credential_id as "credentialId", c.hosts, c.settings, c.scopes, c.selection, c.preference, c.deactivate, c.schedule,
  c.contacts, c.guard, c.state,
  case when c.error_code is not null then jsonb_build_object('code', c.error_code, 'message', c.error_message) end as error,
  c.as_of as "asOf", case when c.lost_at is null then c.next_due_at end as "nextDueAt", c.lost_at as "lostAt",
  c.paused_at as "pausedAt", c.pause_reason as "pauseReason", c.disconnected_at as "disconnectedAt", c.revocation, c.removed_at as "removedAt", c.integration_user as "integrationUser",
  case when c.integration_account_id is not null then jsonb_build_object('externalId', c.integration_account_id,
    'accountId', own.id, 'name', coalesce(own.display_name, own.email, own.username)) end as "integrationAccount",
  case when c.error_code is not null then (select a.name from credentials k join audit_keys a on a.subject = 'user:' || k.owner_id
    where k.id = c.credential_id) end as "credentialOwner", c.vendor_tenant_id as "vendorTenantId",
  c.vendor_tenant_name as "vendorTenantName", c.vendor_tenant_domain as "vendorTenantDomain", c.is_primary_source as "isPrimarySource", c.precedence,
  c.account_count as "accountCount", c.active_account_count as "activeAccountCount", c.created_at as "createdAt",
  c.updated_at as "updatedAt"`

const CONNECTION_FROM = sql`connections c join apps app on app.id = c.app_id
  left join accounts own on own.connection_id = c.id and own.external_id = c.integration_account_id and own.listed`

/** A removed connection is nowhere to be found but in the list of removed ones. */
export const STANDS = `state <> 'removed'`

type Filter = PageRequest & { search?: string | undefined; appId?: string | undefined; state?: string | undefined }

/** By name; removed ones only when they are asked for by their state. */
export async function listConnections(db: Db, filter: Filter): Promise<Page<Connection>> {
  const after = readCursor(filter.cursor, ['text', 'id'])
  const rows = await db.query<Row>(sql`select ${CONNECTION}, lower(c.name) as "sortKey" from ${CONNECTION_FROM}
    where ${allOf([
      ...(filter.search ? [sql`(c.name || ' ' || app.name) ilike ${containing(filter.search)}`] : []),
      ...(filter.appId === undefined ? [] : [sql`c.app_id = ${filter.appId}`]),
      filter.state === undefined ? sql`c.state <> 'removed'` : sql`c.state = ${filter.state}`,
      ...(after ? [sql`(lower(c.name), c.id) > (${after[0]}, ${after[1]}::uuid)`] : []),
    ])}
    order by lower(c.name), c.id limit ${filter.limit + 1}`)
  const { items, nextCursor } = toPage(rows, filter.limit, bySortKey)
  return { items: await withSyncs(db, items), nextCursor }
}

/** Throws `not_found`. */
export async function getConnection(db: Db, id: string): Promise<Connection> {
  const row = await db.one<Row>(
    sql`select ${CONNECTION} from ${CONNECTION_FROM} where c.id = ${id} and c.state <> 'removed'`,
  )
  if (!row) throw new AppError('not_found')
  const [connection] = await withSyncs(db, [row])
  return connection as Connection
}

/** Adds to each connection the sync that runs, and the newest that does not; previews change nothing and do not count. */
async function withSyncs(db: Db, rows: readonly Row[]): Promise<Connection[]> {
  const syncs = await db.query<Sync & { running: boolean }>(sql`
    select ${SYNC}, s.running from unnest(${rows.map(({ id }) => id)}::uuid[]) as wanted(id) cross join lateral (
      (select *, true as running from syncs where connection_id = wanted.id
        and state in ('queued', 'fetching', 'planning', 'applying') order by generation desc limit 1)
      union all
      (select *, false from syncs where connection_id = wanted.id and trigger <> 'preview'
        and state not in ('queued', 'fetching', 'planning', 'applying') order by generation desc limit 1)) s`)
  const states = await db.query<DataAsOf & { connectionId: string }>(
    `select connection_id as "connectionId", kind, min(as_of) as "asOf", max(since) as since from stream_states
     where connection_id = any($1::uuid[]) group by connection_id, kind order by kind`,
    [rows.map(({ id }) => id)],
  )
  const find = (id: string, wanted: boolean): Sync | null => {
    const found = syncs.find(({ connectionId, running }) => connectionId === id && running === wanted)
    if (!found) return null
    const { running: _, ...sync } = found
    return sync
  }
  const partial = syncs.filter(({ running, state }) => !running && state === 'partial')
  const failed = await failedParts(db, partial)
  return rows.map(({ pausedAt, pauseReason, disconnectedAt, revocation, removedAt, credentialOwner, ...row }) => {
    const lastSync = find(row.id, false)
    const health = judgeHealth({
      ...row,
      pauseReason,
      lastSync,
      failed: failed.filter(({ connectionId }) => connectionId === row.id),
    })
    return {
      ...row,
      lastSync,
      runningSync: find(row.id, true),
      health,
      dataAsOf: states.flatMap(({ connectionId, ...state }) => (connectionId === row.id ? [state] : [])),
      problem: problemOf(row, credentialOwner),
      paused: row.state === 'paused' ? { at: pausedAt, reason: pauseReason } : null,
      disconnected: disconnectedAt === null ? null : { at: disconnectedAt, revocation },
      removed: removedAt === null ? null : { at: removedAt, until: undoableUntil(removedAt) },
    }
  })
}

/** Which lists some partial syncs could not read, and when each was last read whole. */
function failedParts(db: Db, syncs: readonly Sync[]): Promise<(FailedPart & { connectionId: string })[]> {
  if (syncs.length === 0) return Promise.resolve([])
  return db.query(
    `select s.connection_id as "connectionId", r.stream, (
         select max(before.started_at) from syncs before join sync_streams q on q.sync_id = before.id
         where before.connection_id = s.connection_id and q.stream = r.stream and q.state = 'complete' and q.parent = '') as "lastReadAt"
     from syncs s join sync_streams r on r.sync_id = s.id
     where s.id = any($1::uuid[]) and r.state = 'failed' group by s.connection_id, r.stream order by r.stream`,
    [syncs.map(({ id }) => id)],
  )
}

/** Throws `not_found`. */
export async function requireConnection(db: Db, id: string): Promise<void> {
  if (!(await db.one(`select 1 as found from connections where id = $1 and ${STANDS}`, [id])))
    throw new AppError('not_found')
}

const LOCKED = `id, connector, name, method, state, credential_id as "credentialId", hosts, settings, mapping, schedule,
  selection, scopes, vendor_tenant_id as "vendorTenantId", vendor_tenant_name as "vendorTenantName", is_primary_source as "isPrimarySource", granted_scopes as "grantedScopes"`

/** Takes a `Tx`, so that it cannot be called where the lock would end at once. Throws `not_found`. */
export async function lockConnection(tx: Tx, id: string): Promise<LockedConnection> {
  return found(
    await tx.one<LockedConnection>(`select ${LOCKED} from connections where id = $1 and ${STANDS} for update`, [id]),
  )
}

/** The same without a lock, for what only reads. Throws `not_found`. */
export async function findConnection(db: Db, id: string): Promise<LockedConnection> {
  return found(await db.one<LockedConnection>(`select ${LOCKED} from connections where id = $1 and ${STANDS}`, [id]))
}

/** A removed one, to bring it back. Throws `not_found` for one that stands, or is gone for good. */
export async function lockRemoved(tx: Tx, id: string): Promise<LockedConnection & { removedAt: Date }> {
  const row = await tx.one<LockedConnection & { removedAt: Date }>(
    `select ${LOCKED}, removed_at as "removedAt" from connections where id = $1 and state = 'removed' for update`,
    [id],
  )
  if (!row) throw new AppError('not_found')
  return row
}

function found(connection: LockedConnection | undefined): LockedConnection {
  if (!connection) throw new AppError('not_found')
  return connection
}

/**
 * Throws `connector_unknown`: by a typo, or because this Rollcall no longer has the connector of a stored connection.
 *
 * @param method the auth method by which the vendor is reached, where it matters what is read.
 */
export function connectorOf(connectors: ReadonlyMap<string, Connector>, id: string, method?: string): Connector {
  const connector = connectors.get(id)
  if (!connector) throw new AppError('connector_unknown', { detail: { connector: id } })
  return method === undefined ? connector : connectorBy(connector, method)
}

/** Runs what writes a connection's name; a name that is taken becomes `name_taken` (F41). */
export async function refusingTakenName<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (thrown) {
    if (uniqueViolation(thrown) !== 'connections_name') throw thrown
    throw new AppError('name_taken', {
      fields: [{ path: 'name', message: 'Another connection has this name.' }],
      cause: thrown,
    })
  }
}

/** By name, without regard to case, or by id. Throws `not_found`. */
export async function findConnectionByName(db: Db, nameOrId: string): Promise<LockedConnection> {
  const byName = await db.one<LockedConnection>(
    `select ${LOCKED} from connections where lower(name) = lower($1) and ${STANDS}`,
    [nameOrId],
  )
  if (!byName && !isId(nameOrId)) {
    throw new AppError('not_found', { message: `There is no connection "${nameOrId}".` })
  }
  return byName ?? findConnection(db, nameOrId)
}
