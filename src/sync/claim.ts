import { AppError } from '#base/errors.ts'
import type { Db, Tx } from '#db/pool.ts'
import type { SyncConnection, SyncRow } from './context.ts'

/**
 * Takes a sync over: from here on only writes under the new epoch succeed, so a worker that was stopped and wakes up
 * later can change nothing (C1, J5). The start time is set once: it is what "as of" will say (F81).
 *
 * @returns undefined when the sync has ended, or is held: there is nothing to run.
 */
export async function claimSync(
  db: Db,
  syncId: string,
  now: Date,
): Promise<{ sync: SyncRow; connection: SyncConnection } | undefined> {
  return db.tx(async (tx) => {
    const sync = await tx.one<SyncRow>(
      `update syncs set epoch = epoch + 1, attempts = attempts + 1, started_at = coalesce(started_at, $2),
         state = case state when 'queued' then 'fetching' else state end
       where id = $1 and state in ('queued', 'fetching', 'planning', 'applying')
       returning id, connection_id as "connectionId", generation, trigger, state, epoch, attempts, started_at as "startedAt",
         config_digest as "configDigest", facts`,
      [syncId, now],
    )
    if (!sync) return undefined
    const connection = await tx.one<SyncConnection>(
      `select id, app_id as "appId", name, connector, method, credential_id as "credentialId", hosts, settings, selection, preference, deactivate,
         mapping, guard, state, vendor_tenant_id as "vendorTenantId", reference_sync_id as "referenceSyncId"
       from connections where id = $1`,
      [sync.connectionId],
    )
    return connection && { sync, connection }
  })
}

/**
 * Proves inside a transaction that this worker still owns the sync, and keeps it so until the transaction ends.
 * Throws `sync_fenced` when another worker has it, `sync_cancelled` when a person stopped it.
 */
export async function holdClaim(tx: Tx, sync: Pick<SyncRow, 'id' | 'epoch'>): Promise<void> {
  const row = await tx.one<{ cancelled: boolean }>(
    'select cancel_requested as cancelled from syncs where id = $1 and epoch = $2 for update',
    [sync.id, sync.epoch],
  )
  if (!row) throw new AppError('sync_fenced', { detail: { syncId: sync.id, epoch: sync.epoch } })
  if (row.cancelled) throw new AppError('sync_cancelled', { detail: { syncId: sync.id } })
}

/** Moves a claimed sync to another state. */
export async function setState(
  tx: Tx,
  sync: Pick<SyncRow, 'id' | 'epoch'>,
  state: string,
  now?: { fetchedAt?: Date; sealedAt?: Date },
): Promise<void> {
  await holdClaim(tx, sync)
  await tx.query(
    'update syncs set state = $2, fetched_at = coalesce($3, fetched_at), sealed_at = coalesce($4, sealed_at) where id = $1',
    [sync.id, state, now?.fetchedAt ?? null, now?.sealedAt ?? null],
  )
}
