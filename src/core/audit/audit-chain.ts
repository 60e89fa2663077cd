import { createHash } from 'node:crypto'

/** An event as its link covers it: every column as PostgreSQL writes it as text, `at` in UTC to the microsecond. */
export type EventTexts = {
  id: string
  at: string
  actorKind: string
  actorId: string | null
  actorName: string | null
  action: string
  targetKind: string | null
  targetId: string | null
  detail: string
  address: string | null
  requestId: string | null
  before: string | null
  after: string | null
}

/** What the first link stands on. */
export const NO_LINK = Buffer.alloc(32)

/**
 * The link of the event at a place of the chain: SHA-256 of the link before and of the event's text. The text is what the
 * database's `audit_text` makes, put together here again: who can change the table can change that function, too.
 */
export function linkOf(previous: Uint8Array, seq: number, event: EventTexts): Buffer {
  const { id, at, actorKind: kind, actorId, actorName, action, targetKind, targetId, detail } = event
  const { address, requestId, before, after } = event
  const who = [kind, actorId, actorName]
  const what = [action, targetKind, targetId, detail]
  const parts = [String(seq), id, at, ...who, ...what, address, requestId, before, after]
  // PostgreSQL puts a blank behind each comma.
  const text = `[${parts.map((part) => JSON.stringify(part)).join(', ')}]`
  return createHash('sha256').update(previous).update(text).digest()
}
