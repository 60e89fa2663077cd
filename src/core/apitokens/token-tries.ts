import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import { hashToken } from './api-token.ts'

/** So many different wrong tokens from one address in a quarter of an hour are guesses (S5). */
const MAX_WRONG = 10
const WINDOW_MS = 15 * 60_000

/** Whether so many wrong ones came from here that even a right one has to wait. Throws `too_many_requests`. */
export async function refuseGuesser(db: Db, address: string, now: Date): Promise<void> {
  const row = await db.one<{ count: number; oldest: Date | null }>(
    'select count(*)::int as count, min(at) as oldest from api_token_tries where address = $1 and at > $2',
    [address, new Date(now.getTime() - WINDOW_MS)],
  )
  if (!row?.oldest || row.count < MAX_WRONG) return
  throw new AppError('too_many_requests', {
    retryAfterMs: Math.max(1000, row.oldest.getTime() + WINDOW_MS - now.getTime()),
  })
}

/** Remembers a wrong token. The same one again is a script that was forgotten and counts once, so it locks nobody out. */
export async function countWrongToken(db: Db, address: string, text: string, now: Date): Promise<void> {
  await db.query('delete from api_token_tries where at < $1', [new Date(now.getTime() - WINDOW_MS)])
  await db.query(
    'insert into api_token_tries (address, token_hash, at) values ($1, $2, $3) on conflict (address, token_hash) do nothing',
    [address, hashToken(text), now],
  )
}
