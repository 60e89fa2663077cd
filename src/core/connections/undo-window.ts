const DAY_MS = 24 * 60 * 60_000

/** For so many days a removal can be taken back (reliability §3.8). */
export const UNDO_DAYS = 7

/** Until when a removal can be taken back; from then on it is erased. */
export function undoableUntil(removedAt: Date): Date {
  return new Date(removedAt.getTime() + UNDO_DAYS * DAY_MS)
}

export function isErasable(removedAt: Date, now: Date): boolean {
  return now >= undoableUntil(removedAt)
}
