import { createHash } from 'node:crypto'
import { AppError, toAppError } from '#base/errors.ts'
import type { Tx } from '#db/pool.ts'
import { openReader } from '#kit/reader.ts'
import { connectorBy } from '#kit/surface.ts'
import { compileMapping } from '#mapping/compile-mapping.ts'
import { Mapping } from '#mapping/mapping.ts'
import { claimSync, holdClaim, setState } from './claim.ts'
import type { EngineParts, PlanOwner, SyncRun } from './context.ts'
import { countPlan } from './counts.ts'
import { mergeEntitlements } from './entitlements.ts'
import { fetchStreams, type Reading, type StreamOutcome } from './fetch.ts'
import { fetchFacts, type FactOutcome } from './fetch-facts.ts'
import { judge, type HoldReason } from './guard.ts'
import { applyChanges, recordChanges } from './merge.ts'
import { mergeFacts, prepareMonths } from './merge-facts.ts'
import { confirmMissing, findMissing } from './missing.ts'
import { requireFreeTenant } from '#core/connections/vendor-tenant.ts'
import { drainStaleSearch } from '#core/people/search-people.ts'
import { noteTrouble } from './note-trouble.ts'
import { accountStreams, makePlan } from './plan.ts'
import type { RowMapping } from './rows.ts'
import { seal, type Seal } from './seal.ts'
import { cleanUp, settlePages } from './settle.ts'
import { moveStates } from './stream-states.ts'
import { watchVendorClock } from './watch-clock.ts'
import { createStaging, stagingOf, type Staging } from './staging.ts'

/** A merge of half a million first accounts takes longer than an ordinary statement may. */
const MERGE_TIMEOUT_MS = 15 * 60_000

/** So many new rows change what the planner should think of a table. */
const MANY_NEW_ROWS = 1_000

/** A sync that dies this often without committing a page in between would die for ever (J1). */
const MAX_ATTEMPTS = 10

const CANCELLED = new AppError('sync_cancelled')

export type SyncEnd =
  | { state: 'done' | 'partial' | 'held' | 'failed' | 'cancelled' }
  | { state: 'parked'; retryAfterMs: number }
  | { state: 'not_mine' }

/**
 * Runs one sync from wherever it stands to its end: fetch, parse, map, stage, seal, plan, (hold), merge, publish
 * (design §4). May be called again after any crash, by any worker. It only ever reads from the vendor.
 *
 * @returns how it ended; 'parked' when the vendor asked for a longer wait: call again after it. 'not_mine': nothing to do.
 *   Throws only when the database cannot be reached or the process is stopping; the sync then stays resumable.
 */
export async function runSync(parts: EngineParts, syncId: string, signal: AbortSignal): Promise<SyncEnd> {
  const claimed = await claimSync(parts.db, syncId, parts.clock.now())
  if (!claimed) return { state: 'not_mine' }
  const log = parts.log.with({ sync: syncId, connection: claimed.connection.id })
  await parts.refreshConnectors()
  const connector = parts.connectors.get(claimed.connection.connector)
  const stop = new AbortController()
  const both = AbortSignal.any([signal, stop.signal])
  const watch = watchCancel(parts, syncId, claimed.sync.epoch, stop)
  try {
    if (!connector) throw new AppError('connector_unknown', { detail: { connector: claimed.connection.connector } })
    if (claimed.sync.attempts > MAX_ATTEMPTS)
      throw new AppError('internal', {
        message: 'This sync stopped its worker again and again, so it was given up.',
        detail: { attempts: claimed.sync.attempts },
      })
    return await perform({
      ...parts,
      log,
      ...claimed,
      connector: connectorBy(connector, claimed.connection.method),
      signal: both,
    })
  } catch (thrown) {
    if (signal.aborted) throw thrown
    const error = toAppError(stop.signal.aborted ? stop.signal.reason : thrown)
    if (error.code === 'sync_fenced') return { state: 'not_mine' }
    // The database's troubles say nothing about the vendor: the sync goes on once it is back.
    if (error.code === 'database_unreachable' || error.code === 'disk_full') throw error
    if (error.code === 'vendor_rate_limited' && error.retryAfterMs !== undefined) {
      log.info({ retryAfterMs: error.retryAfterMs }, 'the vendor asked for a longer wait; the sync is parked')
      await parts.db.query('update syncs set attempts = 0 where id = $1', [syncId])
      return { state: 'parked', retryAfterMs: error.retryAfterMs }
    }
    return fail(parts, syncId, claimed.sync.epoch, claimed.connection.id, error, log)
  } finally {
    clearInterval(watch)
  }
}

/** A cancel must reach a worker that waits for a slow vendor, so it is looked for while nothing is written. */
function watchCancel(parts: EngineParts, syncId: string, epoch: number, stop: AbortController): NodeJS.Timeout {
  const lookForStop = async () => {
    const row = await parts.db.one<{ mine: boolean; cancelled: boolean }>(
      'select epoch = $2 as mine, cancel_requested as cancelled from syncs where id = $1',
      [syncId, epoch],
    )
    if (!row?.mine) stop.abort(new AppError('sync_fenced'))
    else if (row.cancelled) stop.abort(new AppError('sync_cancelled'))
  }
  const timer = setInterval(() => {
    void lookForStop().catch(() => undefined)
  }, 2_000)
  timer.unref()
  return timer
}

async function perform(run: SyncRun): Promise<SyncEnd> {
  const { db, sync, connection, connector } = run
  const staging = stagingOf(sync.id)
  const { client: door, credentialName } = await run.openClient(connection, connector, run.signal)
  const mapping = await rowMapping(run, credentialName)
  const { client, aheadMs } = watchVendorClock(door, run.clock)

  const facts = await begin(run, client, staging)
  const reading: Reading = { client, staging, mapping: mapping.rows }
  const outcomes = await fetchStreams(run, reading, facts)
  const happened = await fetchFacts(run, reading, facts, async () => {
    // A sync that goes on right here has asked the vendor nothing yet.
    if (aheadMs() === undefined) await connector.probe(client, { settings: facts })
    return aheadMs() ?? 0
  })
  await prepareMonths(run, staging, happened)
  await db.tx((tx) => setState(tx, sync, 'planning', { fetchedAt: run.clock.now() }))

  const sealed = await seal(run, staging, outcomes)
  const unconfirmed = sealed.sealed ? await checkMissing(run, client, facts, staging, mapping.rows) : undefined
  const judged: Seal = unconfirmed === undefined ? sealed : { sealed: false, why: unconfirmed }

  const end = await db.tx((tx) => planAndMerge(tx, run, staging, mapping, outcomes, happened, judged), {
    statementTimeoutMs: MERGE_TIMEOUT_MS,
  })
  if (end !== 'held')
    await cleanUp(db, sync.id, connection.id).catch((error: unknown) =>
      run.log.warn({ error }, 'staging was not cleaned up; the janitor will'),
    )
  const grown = await db.one<{ created: number }>(
    `select coalesce((counts ->> 'created')::int, 0) as created from syncs where id = $1`,
    [sync.id],
  )
  // The planner should not wait a minute for autovacuum to learn that a table has grown from nothing.
  if ((grown?.created ?? 0) > MANY_NEW_ROWS) await db.query('analyze accounts, people, grants')
  await drainStaleSearch(db).catch((error: unknown) =>
    run.log.warn({ error }, 'search was not brought up to date; the next tick will'),
  )
  return { state: end }
}

/** Proves the credential, pins or checks the vendor account, and lays the staging tables. */
async function begin(
  run: SyncRun,
  client: Awaited<ReturnType<EngineParts['openClient']>>['client'],
  staging: Staging,
): Promise<SyncRun['sync']['facts']> {
  const { db, sync, connection, connector } = run
  const digest = createHash('sha256')
    .update(
      JSON.stringify([
        connector.id,
        connector.version,
        connection.mapping,
        connection.selection,
        connection.preference,
        connection.deactivate,
        connection.settings,
        connection.hosts,
        connection.credentialId,
      ]),
    )
    .digest('hex')
  if (sync.configDigest === digest) {
    run.connection.referenceSyncId = await referenceOf(run, digest, sync.facts)
    return sync.facts
  }
  // A sync whose settings were changed while its worker was away begins anew.
  if (sync.configDigest !== null) await forgetAll(run, staging)
  const settings = { ...connection.settings }
  const probe = await connector.probe(client, { settings })
  if (connection.vendorTenantId !== null && probe.tenantId !== null && probe.tenantId !== connection.vendorTenantId) {
    throw new AppError('tenant_changed', { detail: { expected: connection.vendorTenantId, found: probe.tenantId } })
  }
  const facts = { ...settings, ...(await connector.prepare?.(client, { settings })) }
  await db.tx(async (tx) => {
    await holdClaim(tx, sync)
    if (connection.vendorTenantId === null && probe.tenantId !== null && sync.trigger !== 'preview')
      await requireFreeTenant(tx, connector, { ...connection, vendorTenantId: probe.tenantId })
    await createStaging(tx, staging, new Set(Object.values(connector.streams).map(({ kind }) => kind)))
    await tx.query('update syncs set config_digest = $2, facts = $3 where id = $1', [sync.id, digest, facts])
    await tx.query(
      `update connections set vendor_tenant_id = coalesce(vendor_tenant_id, $2), vendor_tenant_name = coalesce($3, vendor_tenant_name),
         vendor_tenant_domain = coalesce($6, vendor_tenant_domain),
         integration_account_id = coalesce($4, integration_account_id), granted_scopes = coalesce($5, granted_scopes) where id = $1`,
      [connection.id, probe.tenantId, probe.tenantName, probe.integrationAccountId, probe.grantedScopes, probe.tenantDomain],
    ) // prettier-ignore
  })
  run.connection.referenceSyncId = await referenceOf(run, digest, facts)
  return facts
}

/** The sync whose pages may be compared with, if it was read under the same settings and knew the same of the vendor account. */
async function referenceOf(
  run: SyncRun,
  digest: string,
  facts: NonNullable<SyncRun['sync']['facts']>,
): Promise<string | null> {
  const row = await run.db.one<{ id: string }>(
    'select s.id from connections c join syncs s on s.id = c.reference_sync_id where c.id = $1 and s.config_digest = $2 and s.facts = $3',
    [run.connection.id, digest, facts],
  )
  return row?.id ?? null
}

async function forgetAll(run: SyncRun, staging: Staging): Promise<void> {
  await run.db.tx(async (tx) => {
    await holdClaim(tx, run.sync)
    await tx.query('delete from sync_pages where sync_id = $1', [run.sync.id])
    await tx.query('delete from sync_streams where sync_id = $1', [run.sync.id])
    await tx.query('delete from sync_issues where sync_id = $1', [run.sync.id])
    await tx.query('delete from sync_facts where sync_id = $1', [run.sync.id])
    await tx.query(`drop table if exists ${Object.values(staging).join(', ')}`)
    await tx.query('update syncs set read_count = 0, page_count = 0 where id = $1', [run.sync.id])
  })
}

type SyncMapping = { rows: RowMapping; uniqueFields: string[] }

async function rowMapping(run: SyncRun, credentialName: string): Promise<SyncMapping> {
  const mapping = Mapping.parse(run.connection.mapping)
  const compiled = compileMapping(mapping, { credentialName })
  const unique = await run.db.query<{ name: string }>('select name from person_fields where is_unique')
  const names = new Set(unique.map((field) => field.name))
  return { rows: compiled, uniqueFields: compiled.fields.filter((field) => names.has(field)) }
}

async function checkMissing(
  run: SyncRun,
  client: Awaited<ReturnType<EngineParts['openClient']>>['client'],
  facts: SyncRun['sync']['facts'],
  staging: Staging,
  mapping: RowMapping,
): Promise<AppError | undefined> {
  await run.db.tx((tx) => findMissing(tx, run, staging))
  const name = accountStreams(run)[0]
  if (name === undefined) return undefined
  const { error } = await confirmMissing(
    run,
    staging,
    mapping,
    openReader(run.connector, name, { client, context: { settings: facts } }),
  )
  return error
}

/** Everything that a sync changes, in one transaction with its end: readers see the old directory or the new one. */
async function planAndMerge(
  tx: Tx,
  run: SyncRun,
  staging: Staging,
  mapping: SyncMapping,
  outcomes: readonly StreamOutcome[],
  happened: readonly FactOutcome[],
  sealed: Seal,
): Promise<'done' | 'partial' | 'held'> {
  const { sync, connection } = run
  await holdClaim(tx, sync)
  // Joins and sorts of a hundred thousand rows stay in memory; at most one or two of them run at a time.
  await tx.query(`set local work_mem = '128MB'`)
  // Hashing a hundred thousand rows beats sorting them three times; the planner thinks it even.
  await tx.query(`set local enable_mergejoin = off`)
  // Staged rows are much alike; a tenth of the usual sample says as much about them.
  await tx.query(`set local default_statistics_target = 10`)
  await tx.query(`delete from sync_issues where sync_id = $1 and kind = 'skipped' and reason <> 'filter'`, [sync.id])
  const { duplicates } = await makePlan(tx, run, staging, mapping.rows, mapping.uniqueFields)
  const counts = await countPlan(tx, run, staging, sealed.sealed)
  const reasons = await judge(tx, run, staging, sealed.sealed, counts.read, outcomes)

  if (sync.trigger === 'preview') {
    await recordChanges(tx, run, staging, { held: false, missing: sealed.sealed }, 'planned')
    await end(tx, run, 'done', counts, reasons, sealed)
    return 'done'
  }
  const parkAll = reasons.some((reason) => reason.scope === 'all')
  const parkMissing = reasons.length > 0
  if (parkAll) await tx.query(`update ${staging.plan} set held = true where action in ('update', 'deactivate')`)

  const now = { held: false, missing: sealed.sealed && !parkMissing }
  await recordChanges(tx, run, staging, now, 'applied')
  if (parkMissing) await recordChanges(tx, run, staging, { held: true, missing: sealed.sealed }, 'held')
  await applyChanges(tx, run, staging, now)
  await mergeEntitlements(tx, run, staging, outcomes, { takeAway: !parkMissing })
  await mergeFacts(tx, run, staging, happened)

  // A later sync's plan replaces one that still waits: its names are newer.
  if (sealed.sealed) await supersede(tx, connection.id, sync.id)
  if (parkMissing) {
    const lists = outcomes.map(({ stream, state }) => ({ stream, state }))
    await tx.query('update syncs set outcomes = $2 where id = $1', [sync.id, JSON.stringify(lists)])
    await end(tx, run, 'held', { ...counts, deactivated: await appliedDeactivations(tx, sync.id) }, reasons, sealed)
    await settlePages(tx, run, staging)
    return 'held'
  }
  const state = sealed.sealed ? 'done' : 'partial'
  await end(tx, run, state, counts, [], sealed)
  if (state === 'done') {
    await settlePages(tx, run, staging)
    await publish(tx, run, duplicates === 0)
  }
  return state
}

async function appliedDeactivations(tx: Tx, syncId: string): Promise<number> {
  const row = await tx.one<{ n: number }>(
    `select count(*)::int as n from sync_changes where sync_id = $1 and action = 'deactivate' and state = 'applied'`,
    [syncId],
  )
  return row!.n
}

async function supersede(tx: Tx, connectionId: string, syncId: string): Promise<void> {
  await tx.query(
    `with old as (update syncs set state = 'done', finished_at = now() where connection_id = $1 and state = 'held' and id <> $2 returning id)
     update sync_changes c set state = 'discarded' from old where c.sync_id = old.id and c.state = 'held'`,
    [connectionId, syncId],
  )
}

/** Moves "as of" and makes the sync the reference of the next one. Undone by `undo.ts`. */
export async function publish(tx: Tx, { sync, connector }: PlanOwner, comparable: boolean): Promise<void> {
  await tx.query(
    'update connections set as_of = greatest(as_of, $3), reference_sync_id = $2, error_code = null, error_message = null, lost_at = null, updated_at = now() where id = $1',
    [sync.connectionId, comparable ? sync.id : null, sync.startedAt],
  )
  await moveStates(tx, connector, sync)
}

async function end(
  tx: Tx,
  run: SyncRun,
  state: 'done' | 'partial' | 'held',
  counts: object,
  reasons: readonly HoldReason[],
  sealed: Seal,
): Promise<void> {
  const now = run.clock.now()
  const why = sealed.sealed ? undefined : sealed.why
  await tx.query(
    `update syncs set state = $2, counts = $3, hold = $4, sealed_at = $5, applied_at = $6, finished_at = $9, error_code = $7, error_message = $8 where id = $1`,
    [
      run.sync.id,
      state,
      counts,
      reasons.length === 0 ? null : JSON.stringify(reasons),
      sealed.sealed ? now : null,
      state === 'held' || run.sync.trigger === 'preview' ? null : now,
      why?.code ?? null,
      why?.message ?? null,
      state === 'held' ? null : now,
    ],
  )
  if (state !== 'done') await noteTrouble(tx, run.connection.id, why, now)
}

async function fail(
  parts: EngineParts,
  syncId: string,
  epoch: number,
  connectionId: string,
  error: AppError,
  log: EngineParts['log'],
): Promise<SyncEnd> {
  const state = error.code === 'sync_cancelled' ? 'cancelled' : 'failed'
  log[state === 'failed' ? 'error' : 'info'](
    { error },
    state === 'failed' ? 'the sync failed; nothing was changed' : 'the sync was cancelled',
  )
  const ended = await parts.db.tx(async (tx) => {
    const now = parts.clock.now()
    // Whatever a sync meets that was asked to stop, it ends because it was asked to.
    const row = await tx.one<{ state: 'failed' | 'cancelled' }>(
      `update syncs set state = case when cancel_requested then 'cancelled' else $3 end, finished_at = $4,
         error_code = case when cancel_requested then $7 else $5 end, error_message = case when cancel_requested then $8 else $6 end,
         counts = jsonb_build_object('read', read_count)
       where id = $1 and epoch = $2 and state in ('queued', 'fetching', 'planning', 'applying') returning state`,
      [syncId, epoch, state, now, error.code, error.message, CANCELLED.code, CANCELLED.message],
    )
    if (row?.state === 'failed') await noteTrouble(tx, connectionId, error, now)
    return row?.state
  })
  if (!ended) return { state: 'not_mine' }
  await cleanUp(parts.db, syncId, connectionId).catch((problem: unknown) =>
    log.warn({ error: problem }, 'staging was not cleaned up; the janitor will'),
  )
  return { state: ended }
}
