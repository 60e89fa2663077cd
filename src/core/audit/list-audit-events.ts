import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import { allOf, sql, type Sql } from '#db/sql.ts'
import { containing, readCursor, toPage, type Page, type PageRequest } from '../keyset.ts'
import type { Actor } from './actor.ts'
import { ERASED, openFor } from './audit-keys.ts'
import { subjectOf } from './record-audit.ts'

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

/** With the keys by which `readEvent` opens it. */
export const AUDIT_EVENT = sql`audit_events.id::text, at,
  jsonb_build_object('kind', actor_kind, 'id', actor_id, 'name', actor_name) as actor, action,
  target_kind as "targetKind", target_id as "targetId", detail, before, after, address, request_id as "requestId",
  actor_key.key as "actorKey", target_key.key as "targetKey"`

export const AUDIT_FROM = sql`audit_events
  left join audit_keys actor_key on actor_kind = 'user' and actor_key.subject = 'user:' || actor_id
  left join audit_keys target_key on target_kind in ('person', 'user') and target_key.subject = target_kind || ':' || target_id`

export type SealedEvent = AuditEvent & { actorKey: Buffer | null; targetKey: Buffer | null }

/** An event as people may read it: what was said of somebody who is erased is gone. */
export function readEvent({ actorKey, targetKey, ...event }: SealedEvent): AuditEvent {
  const { actor, targetKind, targetId } = event
  const about = targetKind !== null && targetId !== null ? subjectOf({ kind: targetKind, id: targetId }) : undefined
  const opened = (what: Record<string, unknown>): Record<string, unknown> => {
    const sealed = what['sealed']
    if (about === undefined || typeof sealed !== 'string') return what
    const text = openFor(about, targetKey, sealed)
    return text === undefined
      ? { erased: ERASED }
      : text === sealed
        ? what
        : (JSON.parse(text) as Record<string, unknown>)
  }
  const isUser = actor.kind === 'user' && actor.id !== null && actor.name !== null
  return {
    ...event,
    actor: isUser ? { ...actor, name: openFor(`user:${actor.id}`, actorKey, actor.name!) ?? ERASED } : actor,
    detail: opened(event.detail),
    before: event.before && opened(event.before),
    after: event.after && opened(event.after),
  }
}

/** Throws `not_found`. */
export async function getAuditEvent(db: Db, id: string): Promise<AuditEvent> {
  const event = /^\d{1,18}$/.test(id)
    ? await db.one<SealedEvent>(sql`select ${AUDIT_EVENT} from ${AUDIT_FROM} where audit_events.id = ${id}::bigint`)
    : undefined
  if (!event) throw new AppError('not_found')
  return readEvent(event)
}

/** Newest first. */
export async function listAuditEvents(db: Db, filter: AuditFilter & PageRequest): Promise<Page<AuditEvent>> {
  const after = readCursor(filter.cursor, ['number'])
  const conditions = [...(after ? [sql`audit_events.id < ${after[0]}`] : []), ...auditConditions(filter)]
  const rows = await db.query<SealedEvent>(sql`
    select ${AUDIT_EVENT} from ${AUDIT_FROM} where ${allOf(conditions)}
    order by audit_events.id desc limit ${filter.limit + 1}`)
  return toPage(rows.map(readEvent), filter.limit, (row) => [Number(row.id)])
}

export function auditConditions({ actor, source, action, targetKind, targetId, since, until }: AuditFilter): Sql[] {
  return [
    ...(actor
      ? [
          sql`actor_name ilike ${containing(actor)} or actor_id = ${actor} or (actor_kind = 'user' and actor_key.name ilike ${containing(actor)})`,
        ]
      : []),
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
