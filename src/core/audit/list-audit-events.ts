import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import { allOf, sql, type Sql } from '#db/sql.ts'
import { containing, readCursor, toPage, type Page, type PageRequest } from '../keyset.ts'
import type { Actor } from './actor.ts'

export type AuditEvent = {
  id: string
  at: Date
  actor: { kind: Actor['kind']; id: string | null; name: string | null }
  action: string
  targetKind: string | null
  targetId: string | null
  detail: Record<string, unknown>
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
  address: string | null
  requestId: string | null
}

export type AuditFilter = {
  /** A part of the name, or the id. */
  actor?: string | undefined
  source?: Actor['kind'] | undefined
  /** `noun.verb`, or a noun for all that is done to it. */
  action?: string | undefined
  targetKind?: string | undefined
  targetId?: string | undefined
  since?: string | undefined
  until?: string | undefined
}

export const AUDIT_EVENT = sql`id::text, at,
  jsonb_build_object('kind', actor_kind, 'id', actor_id, 'name', actor_name) as actor, action,
  target_kind as "targetKind", target_id as "targetId", detail, before, after, address, request_id as "requestId"`

/** Throws `not_found`. */
export async function getAuditEvent(db: Db, id: string): Promise<AuditEvent> {
  const event = /^\d{1,18}$/.test(id)
    ? await db.one<AuditEvent>(sql`select ${AUDIT_EVENT} from audit_events where id = ${id}::bigint`)
    : undefined
  if (!event) throw new AppError('not_found')
  return event
}

/** Newest first. */
export async function listAuditEvents(db: Db, filter: AuditFilter & PageRequest): Promise<Page<AuditEvent>> {
  const after = readCursor(filter.cursor, ['number'])
  const conditions = [...(after ? [sql`id < ${after[0]}`] : []), ...auditConditions(filter)]
  const rows = await db.query<AuditEvent>(sql`
    select ${AUDIT_EVENT} from audit_events where ${allOf(conditions)}
    order by audit_events.id desc limit ${filter.limit + 1}`)
  return toPage(rows, filter.limit, (row) => [Number(row.id)])
}

export function auditConditions({ actor, source, action, targetKind, targetId, since, until }: AuditFilter): Sql[] {
  return [
    ...(actor ? [sql`actor_name ilike ${containing(actor)} or actor_id = ${actor}`] : []),
    ...(source === undefined ? [] : [sql`actor_kind = ${source}`]),
    ...(action === undefined
      ? []
      : [action.includes('.') ? sql`action = ${action}` : sql`starts_with(action, ${`${action}.`})`]),
    ...(targetId === undefined ? [] : [sql`target_id = ${targetId}`]),
    ...(targetKind === undefined ? [] : [sql`target_kind = ${targetKind}`]),
    ...(since === undefined ? [] : [sql`at >= ${since}::timestamptz`]),
    ...(until === undefined ? [] : [sql`at < ${until}::timestamptz`]),
  ]
}
