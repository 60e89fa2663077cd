import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import { allOf, sql } from '#db/sql.ts'
import { readCursor, toPage, type Page, type PageRequest } from '../keyset.ts'
import type { Sync } from './sync.ts'

/**
 * A sync as the API shows it, from `syncs s`. It can be undone while no later sync of its connection has changed
 * anything; the same question decides when it is asked for (`undoSync`).
 */
export const SYNC = sql`s.id, s.connection_id as "connectionId", s.generation, s.trigger, s.state,
  s.started_at as "startedAt", s.fetched_at as "fetchedAt", s.sealed_at as "sealedAt", s.applied_at as "appliedAt",
  s.finished_at as "finishedAt", s.created_at as "createdAt",
  '{"read": 0, "created": 0, "updated": 0, "unchanged": 0, "deactivated": 0, "reactivated": 0, "skipped": 0, "failed": 0}'::jsonb
    || jsonb_build_object('read', s.read_count) || s.counts as counts,
  case when s.error_code is not null then jsonb_build_object('code', s.error_code, 'message', s.error_message) end as error,
  (select jsonb_agg(jsonb_build_object('rule', h ->> 'rule', 'text', h ->> 'text') order by n)
    from jsonb_array_elements(s.hold) with ordinality as held(h, n)) as hold,
  s.applied_at is not null and s.undone_at is null and s.state in ('done', 'partial') and s.trigger <> 'preview' and not exists (
    select from syncs later join sync_changes c on c.sync_id = later.id and c.state = 'applied'
    where later.connection_id = s.connection_id and later.generation > s.generation
  ) as undoable,
  jsonb_build_object(
    'stream', (select r.stream from sync_streams r where r.sync_id = s.id and r.state = 'reading' order by r.stream limit 1),
    'read', s.read_count, 'expected', s.expected_count, 'pages', s.page_count) as progress`

/** Syncs of a removed connection are as out of sight as the connection. */
const STANDS = sql`exists (select from connections c where c.id = s.connection_id and c.state <> 'removed')`

/** Throws `not_found`. */
export async function getSync(db: Db, id: string): Promise<Sync> {
  const sync = await db.one<Sync>(sql`select ${SYNC} from syncs s where s.id = ${id} and ${STANDS}`)
  if (!sync) throw new AppError('not_found')
  return sync
}

/** Throws `not_found`. */
export async function requireSync(db: Db, id: string): Promise<void> {
  if (!(await db.one(sql`select 1 as found from syncs s where s.id = ${id} and ${STANDS}`)))
    throw new AppError('not_found')
}

type Filter = PageRequest & { connectionId?: string | undefined; state?: string | undefined }

/** Newest first. */
export async function listSyncs(db: Db, filter: Filter): Promise<Page<Sync>> {
  const after = readCursor(filter.cursor, ['id'])
  const rows = await db.query<Sync>(sql`select ${SYNC} from syncs s
    where ${allOf([
      STANDS,
      ...(filter.connectionId === undefined ? [] : [sql`s.connection_id = ${filter.connectionId}`]),
      ...(filter.state === undefined ? [] : [sql`s.state = ${filter.state}`]),
      // Ids are made in the order of time.
      ...(after ? [sql`s.id < ${after[0]}`] : []),
    ])}
    order by s.id desc limit ${filter.limit + 1}`)
  return toPage(rows, filter.limit)
}
