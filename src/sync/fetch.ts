import { AppError, isAppError, toAppError } from '#base/errors.ts'
import { isFactKind, type AnyStream, type Context, type VendorClient } from '#kit/define.ts'
import { openReader, partitionsOf, type StreamReader } from '#kit/reader.ts'
import type { SyncRun } from './context.ts'
import type { Lane } from './pages.ts'
import { readLane } from './read-lane.ts'
import type { RowMapping } from './rows.ts'
import { Stager } from './stager.ts'
import type { Staging } from './staging.ts'

export type StreamOutcome = {
  stream: string
  state: 'complete' | 'absent' | 'failed'
  total: number | null
  error?: AppError
}

/** One of the lists that a stream is made of, and what its requests may know. */
export type Piece = { lane: Lane; context: Context }

/** What reading needs besides the run. */
export type Reading = { client: VendorClient; staging: Staging; mapping: RowMapping }

/** Facts that the vendor lets wait longer are left for the next sync: the lists that are read do not wait for them. */
const FACT_PATIENCE_MS = 15 * 60_000

type Settings = Context['settings']

/**
 * Reads every snapshot stream of the connector to its end, in dependency order. A list of accounts that cannot be read
 * fails the sync; another list that cannot be read makes it partial, and one that the vendor account does not have is left
 * out.
 *
 * @returns an outcome per stream; throws what ends the sync.
 */
export async function fetchStreams(run: SyncRun, reading: Reading, settings: Settings): Promise<StreamOutcome[]> {
  const outcomes: StreamOutcome[] = []
  for (const [name, stream] of Object.entries(run.connector.streams)) {
    if (isFactKind(stream.kind)) continue
    const parent = stream.forEach === undefined ? undefined : stateOf(stream.forEach, outcomes)
    if (parent !== undefined && parent !== 'complete') outcomes.push({ stream: name, state: parent, total: null })
    else
      outcomes.push(await readStream(run, reading, name, () => lanesOf(run, reading.staging, name, stream, settings)))
  }
  return outcomes
}

const stateOf = (stream: string, outcomes: readonly StreamOutcome[]) =>
  outcomes.find((outcome) => outcome.stream === stream)?.state ?? 'absent'

/** Reads all lists of one stream to their ends, each from where it stands. Throws what ends the sync. */
export async function readStream(
  run: SyncRun,
  reading: Reading,
  name: string,
  pieces: () => Promise<Piece[]>,
): Promise<StreamOutcome> {
  const stream = run.connector.streams[name]!
  let total: number | null = null
  try {
    for (const { lane, context } of await pieces()) {
      const reader = openReader(run.connector, name, {
        client: reading.client,
        context,
        partition: stream.partitions === undefined ? 0 : lane.part,
        ...(lane.parent === '' ? {} : { parentId: lane.parent }),
      })
      const read = await readOne(run, reading, lane, reader)
      if (read !== null) total = (total ?? 0) + read
    }
    return { stream: name, state: 'complete', total }
  } catch (thrown) {
    const error = toAppError(thrown)
    if (run.signal.aborted || stream.kind === 'accounts' || !isOfOneStream(error, stream)) throw error
    const absent = isAbsent(stream, error)
    await recordOutcome(run, { stream: name, part: 0, parent: '' }, absent ? 'absent' : 'failed', null, error)
    await run.db.query(
      `insert into sync_issues (sync_id, stream, kind, reason, message) values ($1, $2, 'notice', $3, $4)`,
      [
        run.sync.id,
        name,
        absent ? 'list_absent' : 'list_failed',
        absent
          ? `This vendor account has no ${name}, or the credential may not read them; they are left out. ${error.message}`
          : `The list of ${name} could not be read, so nothing was changed in it. ${error.message}`,
      ],
    )
    return { stream: name, state: absent ? 'absent' : 'failed', total: null, error }
  }
}

async function readOne(
  run: SyncRun,
  { staging, mapping }: Reading,
  lane: Lane,
  reader: StreamReader,
): Promise<number | null> {
  const done = await run.db.one<{ total: number | null }>(
    `select total from sync_streams where sync_id = $1 and stream = $2 and part = $3 and parent = $4 and state = 'complete'`,
    [run.sync.id, lane.stream, lane.part, lane.parent],
  )
  if (done) return done.total
  const stager = new Stager(run, staging, mapping, lane, reader)
  let total: number | null = null
  try {
    ;({ total } = await readLane(run, lane, reader, stager, staging))
  } catch (error) {
    // A group can go between the list that named it and the request for its members: then it has none.
    // And a part of a list of holdings that this vendor account does not have, has no holders.
    const { kind, partitions } = reader.stream
    const canBeNone = lane.parent !== '' || (kind === 'memberships' && partitions !== undefined)
    if (!canBeNone || !isAppError(error, 'vendor_not_found')) throw error
  }
  await stager.finish()
  await recordOutcome(run, lane, 'complete', total)
  return total
}

async function recordOutcome(
  run: SyncRun,
  lane: Lane,
  state: string,
  total: number | null,
  error?: AppError,
): Promise<void> {
  await run.db.query(
    `insert into sync_streams (sync_id, stream, part, parent, state, total, error_code) select id, $2, $3, $4, $5, $6, $7 from syncs where id = $1 and epoch = $8
     on conflict (sync_id, stream, part, parent) do update set state = excluded.state, total = excluded.total, error_code = excluded.error_code`,
    [run.sync.id, lane.stream, lane.part, lane.parent, state, total, error?.code ?? null, run.sync.epoch],
  )
}

/** The lists to read for a stream: one per partition, of each parent whose record did not tell its members, or of each account that the parent names. */
async function lanesOf(
  run: SyncRun,
  staging: Staging,
  name: string,
  stream: AnyStream,
  settings: Settings,
): Promise<Piece[]> {
  const context = { settings }
  if (stream.forEach === undefined)
    return partitionsOf(stream, context).map((_, part) => ({ lane: { stream: name, part, parent: '' }, context }))
  const parents = await run.db.query<{ id: string }>(
    run.connector.streams[stream.forEach]?.kind === 'memberships'
      ? `select distinct account_external_id as id from ${staging.grants} where stream = $1 order by 1`
      : `select distinct external_id as id from ${staging.entitlements} where stream = $1 and not tells_members order by 1`,
    [stream.forEach],
  )
  return parents.flatMap(({ id }) =>
    partitionsOf(stream, { ...context, parentId: id }).map((_, part) => ({
      lane: { stream: name, part, parent: id },
      context,
    })),
  )
}

/** Errors that say something about one list only; a refused credential, a rate limit or a lost claim end the sync. */
function isOfOneStream(error: AppError, stream: AnyStream): boolean {
  if (error.recovery === 'reconnect') return error.code === 'vendor_forbidden'
  if (error.code === 'vendor_rate_limited' && error.retryAfterMs !== undefined)
    return isFactKind(stream.kind) && error.retryAfterMs > FACT_PATIENCE_MS
  return error.code.startsWith('vendor_')
}

function isAbsent(stream: AnyStream, error: AppError): boolean {
  const status = error.detail['status']
  if (typeof status === 'number' && stream.absentOn?.includes(status)) return true
  return stream.optional === true && isAppError(error, 'vendor_forbidden', 'vendor_plan_required', 'vendor_not_found')
}
