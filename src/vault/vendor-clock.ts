import { readHttpDate, type Answer } from '#egress/retry-after.ts'

/** Clocks that differ by less are taken for equal: vendors allow for some minutes. */
const TOLERATED_MS = 60_000

/** By how many milliseconds the vendor's clock is ahead of ours, as its answer tells; 0 when it does not say. */
export function vendorAheadMs({ headers, receivedAt }: Answer): number {
  const { date } = headers
  const told = date === undefined ? undefined : readHttpDate(date, receivedAt)
  return told === undefined ? 0 : told - receivedAt.getTime()
}

/** Whether two readings of how far ahead the vendor is differ so much that a signed time could be refused for it (V13). */
export function isSkewed(ahead: number, assumed: number): boolean {
  return Math.abs(ahead - assumed) > TOLERATED_MS
}
