import type { Tx } from '#db/pool.ts'
import type { Actor } from './actor.ts'

export type AuditEntry = {
  /** `connection.launch`, `person.edit` … */
  action: string
  target?: { kind: string; id: string }
  /** What else one needs to know; never a secret. */
  detail?: Record<string, unknown>
  /** What was and what is, only as far as it differs; never a secret. See `changes`. */
  before?: Record<string, unknown>
  after?: Record<string, unknown>
}

/**
 * Writes down who did what, in the transaction that does it: nothing happens unrecorded, and nothing is recorded that
 * did not happen. The database links the event to the ones before it when the transaction commits.
 */
export async function recordAudit(tx: Tx, actor: Actor, entry: AuditEntry): Promise<void> {
  const { action, target, detail, before, after } = entry
  await tx.query(
    `insert into audit_events (actor_kind, actor_id, actor_name, action, target_kind, target_id, detail, before, after,
       address, request_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      actor.kind,
      actor.id,
      actor.name,
      action,
      target?.kind ?? null,
      target?.id ?? null,
      JSON.stringify(detail ?? {}),
      before === undefined ? null : JSON.stringify(before),
      after === undefined ? null : JSON.stringify(after),
      actor.address ?? null,
      actor.requestId ?? null,
    ],
  )
}

/** The fields in which two states differ, as an entry's `before` and `after`. */
export function changes(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): { before: Record<string, unknown>; after: Record<string, unknown> } {
  const names = Object.keys(after).filter(
    (name) => JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null),
  )
  const only = (state: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(names.map((name) => [name, state[name] ?? null]))
  return { before: only(before), after: only(after) }
}
