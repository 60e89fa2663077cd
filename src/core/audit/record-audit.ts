import type { Tx } from '#db/pool.ts'
import type { Actor } from './actor.ts'

export type AuditEntry = {
  /** `connection.launch`, `person.edit` … */
  action: string
  target?: { kind: string; id: string }
  /** What else one needs to know; never a secret. */
  detail?: Record<string, unknown>
}

/**
 * Writes down who did what, in the transaction that does it: nothing happens unrecorded, and nothing is recorded that
 * did not happen.
 */
export async function recordAudit(tx: Tx, actor: Actor, entry: AuditEntry): Promise<void> {
  await tx.query(
    `insert into audit_events (actor_kind, actor_id, actor_name, action, target_kind, target_id, detail)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      actor.kind,
      actor.id,
      actor.name,
      entry.action,
      entry.target?.kind ?? null,
      entry.target?.id ?? null,
      JSON.stringify(entry.detail ?? {}),
    ],
  )
}
