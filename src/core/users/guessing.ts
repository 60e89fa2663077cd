import { createHash } from 'node:crypto'
import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'

/** So many tries are let through in a window, per account and per address (S5). */
const MAX_TRIES = 10
const WINDOW_MS = 15 * 60_000

/**
 * Counts a try at a password or code before it is judged, so that a hundred tries at once do not all pass a count that
 * none of them has raised yet. A refused try is not counted: whoever stops guessing is let in again after the window,
 * and nobody is locked out for good.
 *
 * @param guarded what is guarded: the account, and the address that it is tried from.
 * @returns the counted tries, for `forgetTries`. Throws `too_many_requests`.
 */
export async function countTry(db: Db, guarded: readonly string[], now: Date): Promise<number[]> {
  // Kept as digests: what is typed where an e-mail belongs may be a password (S21).
  const keys = guarded.map((key) => createHash('sha256').update(key).digest('base64url'))
  await db.query('delete from sign_in_tries where at < $1', [new Date(now.getTime() - WINDOW_MS)])
  const counted = await db.query<{ id: number }>(
    'insert into sign_in_tries (key, at) select unnest($1::text[]), $2 returning id',
    [keys, now],
  )
  const ids = counted.map(({ id }) => id)
  const [full] = await db.query<{ oldest: Date }>(
    `select min(at) as oldest from sign_in_tries where key = any($1) group by key having count(*) > $2 order by 1 desc`,
    [keys, MAX_TRIES],
  )
  if (!full) return ids
  await forgetTries(db, ids)
  throw new AppError('too_many_requests', {
    retryAfterMs: Math.max(1000, full.oldest.getTime() + WINDOW_MS - now.getTime()),
  })
}

/** Takes tries back: they were right, or they were refused. */
export async function forgetTries(db: Db, ids: readonly number[]): Promise<void> {
  await db.query('delete from sign_in_tries where id = any($1::bigint[])', [ids])
}
