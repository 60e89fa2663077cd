import { AppError } from '#base/errors.ts'
import type { Tx } from '#db/pool.ts'

/**
 * Stops whatever a connection has under way: a sync that waits ends at once, a running one before its next page or its
 * merge. Waits for a merge that is being committed.
 */
export async function stopSyncs(tx: Tx, connectionId: string, now: Date): Promise<void> {
  await tx.query(
    `update syncs set cancel_requested = true,
       state = case state when 'queued' then 'cancelled' else state end,
       finished_at = case state when 'queued' then $2 else finished_at end,
       error_code = case state when 'queued' then 'sync_cancelled' else error_code end,
       error_message = case state when 'queued' then $3 else error_message end
     where connection_id = $1 and state in ('queued', 'fetching', 'planning', 'applying')`,
    [connectionId, now, new AppError('sync_cancelled').message],
  )
}
