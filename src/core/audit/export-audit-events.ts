import type { Writable } from 'node:stream'
import type { Db } from '#db/pool.ts'
import { allOf, sql } from '#db/sql.ts'
import { exportRows, plain, type Column } from '../exports/export-rows.ts'
import {
  AUDIT_EVENT,
  AUDIT_FROM,
  auditConditions,
  readEvent,
  type AuditEvent,
  type AuditFilter,
  type SealedEvent,
} from './list-audit-events.ts'

const part = (name: string, of: (event: AuditEvent) => unknown): Column => ({
  name,
  value: (row) => of(row as unknown as AuditEvent),
})

const COLUMNS: readonly Column[] = [
  ...['id', 'at'].map(plain),
  part('source', ({ actor }) => actor.kind),
  part('actorId', ({ actor }) => actor.id),
  part('actorName', ({ actor }) => actor.name),
  ...['action', 'targetKind', 'targetId', 'detail', 'before', 'after', 'address', 'requestId'].map(plain),
]

/** The audit log, oldest first, as CSV or as JSON. Returns how many. */
export function exportAuditEvents(
  db: Db,
  { format, to, ...filter }: AuditFilter & { format: 'csv' | 'json'; to: Writable },
): Promise<number> {
  const query = sql`select ${AUDIT_EVENT} from ${AUDIT_FROM} where ${allOf(auditConditions(filter))} order by audit_events.id`
  return exportRows(db, query, COLUMNS, format, to, (row) => ({ ...readEvent(row as unknown as SealedEvent) }))
}
