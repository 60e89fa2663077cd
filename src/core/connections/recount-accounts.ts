import type { Tx } from '#db/pool.ts'

/**
 * Counts a connection's accounts anew. Lists of apps and connections show these two figures, and counting a million
 * rows for each page would be too slow, so whoever adds, removes or changes the status of accounts calls this in the
 * same transaction. Nothing is written when the figures stand.
 */
export async function recountAccounts(tx: Tx, connectionId: string): Promise<void> {
  await tx.query(
    `update connections c set account_count = n.total, active_account_count = n.active
     from (select count(*)::int as total, (count(*) filter (where status = 'active'))::int as active
           from accounts where connection_id = $1 and listed) n
     where c.id = $1 and (c.account_count, c.active_account_count) is distinct from (n.total, n.active)`,
    [connectionId],
  )
}
