import { ERRORS, type AppError, type ErrorCode } from '#base/errors.ts'
import type { Tx } from '#db/pool.ts'

/**
 * What the connection says of its newest sync. A trouble that only a person can mend stops it: nothing of it runs by
 * itself any more, until it is reconnected, a test finds that the vendor lets us in again, or a sync by hand works (V17).
 * One that was disconnected or removed meanwhile has nothing to say.
 */
export async function noteTrouble(tx: Tx, connectionId: string, why: AppError | undefined, now: Date): Promise<void> {
  const isLost = why !== undefined && needsPerson(why.code)
  await tx.query(
    `update connections set error_code = $2, error_message = $3, lost_at = case when $4 then coalesce(lost_at, $5) end, updated_at = now()
     where id = $1 and state in ('draft', 'active', 'paused')`,
    [connectionId, why?.code ?? null, why?.message ?? null, isLost, now],
  )
}

function needsPerson(code: ErrorCode): boolean {
  return ERRORS[code].recovery === 'reconnect'
}
