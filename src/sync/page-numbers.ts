/** Pages of one partition of a stream; more than any vendor has, and 200 partitions still fit an int. */
const PAGES_PER_PART = 10_000_000

/** The number by which staged rows name their page, and by which the later of two rows with one id wins (V6). */
export function pageNumber(part: number, seq: number): number {
  return part * PAGES_PER_PART + seq
}

/** Rows that were read again one by one come after all pages. */
export const REREAD_PAGE = 2_000_000_000

/** Standing accounts that still wait for a person are planned again, before all pages. */
export const STANDING_PAGE = -1
