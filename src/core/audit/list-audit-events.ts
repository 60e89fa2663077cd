import type { Db } from '#db/pool.ts'
import { allOf, sql } from '#db/sql.ts'
import { readCursor, toPage, type Page, type PageRequest } from '../keyset.ts'
import type { Actor } from './actor.ts'

export type AuditEvent = {
  id: string
  at: Date
  actor: { kind: Actor['kind']; id: string | null; name: string | null }
  action: string
  targetKind: string | null
  targetId: string | null
  detail: Record<string, unknown>
}

type Filter = PageRequest & { targetId?: string | undefined; targetKind?: string | undefined }

/** Newest first. */
export async function listAuditEvents(db: Db, filter: Filter): Promise<Page<AuditEvent>> {
  const after = readCursor(filter.cursor, ['number'])
  const conditions = [
    ...(after ? [sql`id < ${after[0]}`] : []),
    ...(filter.targetId === undefined ? [] : [sql`target_id = ${filter.targetId}`]),
    ...(filter.targetKind === undefined ? [] : [sql`target_kind = ${filter.targetKind}`]),
  ]
  const rows = await db.query<AuditEvent>(sql`
    select id::text, at, jsonb_build_object('kind', actor_kind, 'id', actor_id, 'name', actor_name) as actor, action,
      target_kind as "targetKind", target_id as "targetId", detail
    from audit_events where ${allOf(conditions)} order by audit_events.id desc limit ${filter.limit + 1}`)
  return toPage(rows, filter.limit, (row) => [Number(row.id)])
}
