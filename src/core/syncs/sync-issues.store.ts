import type { Db } from '#db/pool.ts'
import { allOf, sql, type Sql } from '#db/sql.ts'
import { readCursor, toPage, type Page, type PageRequest } from '../keyset.ts'
import { requireSync } from './syncs.store.ts'

export type SyncIssue = {
  id: string
  syncId: string
  connectionId: string
  stream: string
  kind: 'skipped' | 'failed' | 'repaired' | 'notice'
  reason: string
  externalId: string | null
  name: string | null
  message: string
}

type Filter = PageRequest & { kind?: string | undefined; reason?: string | undefined }

const ISSUE = sql`i.id::text, i.sync_id as "syncId", s.connection_id as "connectionId", i.stream, i.kind, i.reason,
  i.external_id as "externalId", i.name, i.message`

/** In the order in which they were found. Throws `not_found` for an unknown sync. */
export async function listIssuesOfSync(db: Db, syncId: string, filter: Filter): Promise<Page<SyncIssue>> {
  await requireSync(db, syncId)
  return list(db, filter, [sql`i.sync_id = ${syncId}`])
}

/** How many issues a sync has of each kind and reason, the most frequent first. */
export function listReasons(
  db: Db,
  syncId: string,
): Promise<{ kind: SyncIssue['kind']; reason: string; count: number }[]> {
  return db.query(
    'select kind, reason, count(*)::int as count from sync_issues where sync_id = $1 group by 1, 2 order by 3 desc, 1, 2',
    [syncId],
  )
}

/** The issues of the newest ended sync of every connection, or of one. */
export function listNewestIssues(
  db: Db,
  filter: Filter & { connectionId?: string | undefined },
): Promise<Page<SyncIssue>> {
  const ofConnection =
    filter.connectionId === undefined
      ? sql`c.state <> 'removed'`
      : sql`c.id = ${filter.connectionId} and c.state <> 'removed'`
  return list(db, filter, [
    sql`i.sync_id in (select newest.id from connections c cross join lateral (
      select id from syncs where connection_id = c.id and trigger <> 'preview'
        and state in ('held', 'done', 'partial', 'failed', 'cancelled') order by generation desc limit 1) newest
      where ${ofConnection})`,
  ])
}

async function list(db: Db, filter: Filter, within: readonly Sql[]): Promise<Page<SyncIssue>> {
  const after = readCursor(filter.cursor, ['number'])
  const rows = await db.query<SyncIssue>(sql`select ${ISSUE} from sync_issues i join syncs s on s.id = i.sync_id
    where ${allOf([
      ...within,
      ...(filter.kind === undefined ? [] : [sql`i.kind = ${filter.kind}`]),
      ...(filter.reason === undefined ? [] : [sql`i.reason = ${filter.reason}`]),
      ...(after ? [sql`i.id > ${after[0]}`] : []),
    ])}
    order by i.id limit ${filter.limit + 1}`)
  return toPage(rows, filter.limit, (row) => [Number(row.id)])
}
