import type { Tx } from '#db/pool.ts'
import type { Actor } from './actor.ts'
import { keyOf, sealFor, type Subject } from './audit-keys.ts'

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
 *
 * What is said of a person or a user, and the name of a user who acts, is sealed under a key of theirs, which goes when
 * they are erased; that it was done, when, by whose id and to whose stays.
 */
export async function recordAudit(tx: Tx, actor: Actor, entry: AuditEntry): Promise<void> {
  const { action, target } = entry
  const about = subjectOf(target)
  const key = about && (await keyOf(tx, about))
  const told = (what: Record<string, unknown> | undefined): string | null => {
    if (what === undefined) return null
    const text = JSON.stringify(what)
    return about && key && text !== '{}' ? JSON.stringify({ sealed: sealFor(about, key, text) }) : text
  }
  await tx.query(
    `insert into audit_events (actor_kind, actor_id, actor_name, action, target_kind, target_id, detail, before, after,
       address, request_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      actor.kind,
      actor.id,
      await nameOf(tx, actor),
      action,
      target?.kind ?? null,
      target?.id ?? null,
      told(entry.detail ?? {}),
      told(entry.before),
      told(entry.after),
      actor.address ?? null,
      actor.requestId ?? null,
    ],
  )
}

/** Under whose key stands what is said of a target. */
export function subjectOf(target: { kind: string; id: string } | undefined): Subject | undefined {
  return target?.kind === 'person' || target?.kind === 'user' ? `${target.kind}:${target.id}` : undefined
}

async function nameOf(tx: Tx, { kind, id, name }: Actor): Promise<string> {
  if (kind !== 'user' || id === null) return name
  return sealFor(`user:${id}`, await keyOf(tx, `user:${id}`, name), name)
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
