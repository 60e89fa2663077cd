import { createHmac } from 'node:crypto'
import type { Pool } from 'pg'

/** A code is taken one step of 30 s early and one late; with this much more for processes whose clocks differ. */
const KEPT = '2 minutes'

/**
 * Tries a code of an authenticator app that has not let its user in before: one that somebody has watched, or that is
 * sent twice at once, counts once, whichever process is asked (RFC 6238 §5.2). Only digests are stored, and a code that
 * was refused is forgotten: it may become right later.
 *
 * @param act checks the code, and is not called for one that was used.
 * @returns undefined for a used code, and when `act` does.
 */
export async function onlyOnce<T>(
  pool: Pool,
  key: Uint8Array,
  { userId, code }: { userId: string; code: string },
  act: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const row = [
    userId,
    createHmac('sha256', key)
      .update(JSON.stringify([userId, code]))
      .digest(),
  ]
  await pool.query(`delete from public.used_codes where used_at < now() - interval '${KEPT}'`)
  const { rowCount } = await pool.query(
    'insert into public.used_codes (user_id, code_hash, used_at) values ($1, $2, now()) on conflict do nothing',
    row,
  )
  if (rowCount === 0) return undefined
  let isUsed = false
  try {
    const result = await act()
    isUsed = result !== undefined
    return result
  } finally {
    if (!isUsed) await pool.query('delete from public.used_codes where user_id = $1 and code_hash = $2', row)
  }
}
