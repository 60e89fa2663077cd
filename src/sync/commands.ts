import { AppError, assert } from '#base/errors.ts'
import { newId } from '#base/ids.ts'
import type { Db, Tx } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import { connectorBy } from '#kit/surface.ts'
import type { PlanOwner, SyncConnection, SyncRow } from './context.ts'
import { mergeEntitlements, type ListOutcome } from './entitlements.ts'
import { applyChanges } from './merge.ts'
import { publish } from './run.ts'
import { cleanUp } from './settle.ts'
import { stagingOf } from './staging.ts'

/** Puts a queued sync's work into the durable queue, inside the caller's transaction. */
export type Enqueue = (tx: Tx, syncId: string) => Promise<void>

/**
 * Asks for a sync of a connection. The row and its job commit together. One sync of a connection runs at a time: throws
 * `sync_running` while one does, `connection_draft`, `connection_paused` or `connection_disconnected` where none may.
 *
 * @param trigger 'preview' makes the plan and changes nothing; a draft may be previewed too.
 */
export async function requestSync(
  tx: Tx,
  enqueue: Enqueue,
  input: { connectionId: string; trigger: SyncRow['trigger'] },
): Promise<{ syncId: string }> {
  const connection = await tx.one<{ state: string; generation: number; credentialId: string | null }>(
    `update connections set generation = generation + 1 where id = $1 returning state, generation, credential_id as "credentialId"`,
    [input.connectionId],
  )
  if (!connection || connection.state === 'removed') throw new AppError('not_found')
  if (connection.state === 'paused') throw new AppError('connection_paused')
  if (connection.state === 'disconnected' || connection.credentialId === null)
    throw new AppError('connection_disconnected')
  if (connection.state === 'draft' && input.trigger !== 'preview') throw new AppError('connection_draft')
  const syncId = newId()
  const created = await tx.one(
    `insert into syncs (id, connection_id, generation, trigger, state) values ($1, $2, $3, $4, 'queued')
     on conflict (connection_id) where state in ('queued', 'fetching', 'planning', 'applying') do nothing returning id`,
    [syncId, input.connectionId, connection.generation, input.trigger],
  )
  if (!created) throw new AppError('sync_running')
  await enqueue(tx, syncId)
  return { syncId }
}

/** Applies what a held sync had parked. Throws `sync_not_held` for any other, also for one that a newer sync replaced. */
export async function approveSync(
  tx: Tx,
  connectors: ReadonlyMap<string, Connector>,
  syncId: string,
  now: Date,
): Promise<void> {
  const run = await lockHeld(tx, connectors, syncId)
  const staging = stagingOf(syncId)
  await applyChanges(tx, run, staging, { held: true, missing: run.sealed })
  await mergeEntitlements(tx, run, staging, run.outcomes ?? [], { takeAway: run.outcomes !== null })
  await tx.query(`update sync_changes set state = 'applied' where sync_id = $1 and state = 'held'`, [syncId])
  await tx.query(
    `update syncs set state = $3, applied_at = $2, finished_at = $2,
       counts = counts || jsonb_build_object('deactivated', (select count(*) from sync_changes where sync_id = $1 and action = 'deactivate' and state = 'applied')) where id = $1`,
    [syncId, now, run.sealed ? 'done' : 'partial'],
  )
  if (!run.sealed) return
  const repaired = await tx.one(`select 1 from sync_issues where sync_id = $1 and reason = 'duplicate_id' limit 1`, [
    syncId,
  ])
  await publish(tx, run, repaired === undefined)
}

/** Drops what a held sync had parked. What it created or updated before stays; "as of" does not move. */
export async function discardSync(
  tx: Tx,
  connectors: ReadonlyMap<string, Connector>,
  syncId: string,
  now: Date,
): Promise<void> {
  await lockHeld(tx, connectors, syncId)
  await tx.query(`update sync_changes set state = 'discarded' where sync_id = $1 and state = 'held'`, [syncId])
  await tx.query(`update syncs set state = 'done', finished_at = $2 where id = $1`, [syncId, now])
}

/** Removes what an approved or discarded sync had kept for the decision. After the decision's commit; repeatable. */
export async function afterDecision(db: Db, syncId: string): Promise<void> {
  const sync = await db.one<{ connectionId: string }>(
    'select connection_id as "connectionId" from syncs where id = $1',
    [syncId],
  )
  if (sync) await cleanUp(db, syncId, sync.connectionId)
}

/** Stops a sync: one that waits ends at once, a running one before its next page or its merge. */
export async function cancelSync(tx: Tx, syncId: string, now: Date): Promise<void> {
  const sync = await tx.one<{ state: string }>('select state from syncs where id = $1 for update', [syncId])
  if (!sync) throw new AppError('not_found')
  if (sync.state === 'queued') {
    await tx.query(
      `update syncs set state = 'cancelled', finished_at = $2, error_code = 'sync_cancelled', error_message = $3 where id = $1`,
      [syncId, now, new AppError('sync_cancelled').message],
    )
    return
  }
  if (!['fetching', 'planning', 'applying'].includes(sync.state)) throw new AppError('sync_finished')
  await tx.query('update syncs set cancel_requested = true where id = $1', [syncId])
}

async function lockHeld(
  tx: Tx,
  connectors: ReadonlyMap<string, Connector>,
  syncId: string,
): Promise<PlanOwner & { sealed: boolean; outcomes: ListOutcome[] | null }> {
  const sync = await tx.one<SyncRow & { sealed: boolean; outcomes: ListOutcome[] | null }>(
    `select id, connection_id as "connectionId", generation, trigger, state, epoch, attempts, started_at as "startedAt", config_digest as "configDigest", facts, sealed_at is not null as sealed, outcomes
     from syncs where id = $1 for update`,
    [syncId],
  )
  if (!sync) throw new AppError('not_found')
  if (sync.state !== 'held') throw new AppError('sync_not_held')
  const connection = await tx.one<SyncConnection>(
    `select id, app_id as "appId", name, connector, method, credential_id as "credentialId", hosts, settings, selection, preference, deactivate, mapping, guard, state,
       vendor_tenant_id as "vendorTenantId", reference_sync_id as "referenceSyncId" from connections where id = $1`,
    [sync.connectionId],
  )
  const connector = connection && connectors.get(connection.connector)
  assert(connection && connector, 'a held sync has its connection and connector')
  return {
    sync,
    connection,
    connector: connectorBy(connector, connection.method),
    sealed: sync.sealed,
    outcomes: sync.outcomes,
  }
}
