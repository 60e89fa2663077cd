import type { Db } from '#db/pool.ts'
import { allOf, sql } from '#db/sql.ts'
import { readCursor, toPage, type Page, type PageRequest } from '../keyset.ts'
import { requireSync } from './syncs.store.ts'

export type SyncChange = {
  id: string
  accountId: string | null
  externalId: string
  name: string | null
  personId: string | null
  action: 'create' | 'update' | 'deactivate' | 'reactivate'
  personAction: 'create' | 'link' | 'update' | null
  reason: string
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
  /** Under which name the connection writes (F57). */
  author: string
  state: 'planned' | 'held' | 'applied' | 'discarded' | 'undone'
}

type Filter = PageRequest & { action?: string | undefined; state?: string | undefined }

/** What a sync plans, holds, or made, in the order in which it was written down. Throws `not_found`. */
export async function listChanges(db: Db, syncId: string, filter: Filter): Promise<Page<SyncChange>> {
  await requireSync(db, syncId)
  const after = readCursor(filter.cursor, ['number'])
  const rows =
    await db.query<SyncChange>(sql`select c.id::text, c.account_id as "accountId", c.external_id as "externalId", c.name,
      c.person_id as "personId", c.action, c.person_action as "personAction", c.reason, c.before, c.after,
      coalesce(w.integration_user, w.name) as author, c.state
    from sync_changes c join syncs s on s.id = c.sync_id join connections w on w.id = s.connection_id
    where ${allOf([
      sql`c.sync_id = ${syncId}`,
      ...(filter.action === undefined ? [] : [sql`c.action = ${filter.action}`]),
      ...(filter.state === undefined ? [] : [sql`c.state = ${filter.state}`]),
      ...(after ? [sql`c.id > ${after[0]}`] : []),
    ])}
    order by c.id limit ${filter.limit + 1}`)
  return toPage(rows, filter.limit, (row) => [Number(row.id)])
}

/** How many changes there are of each action and reason. */
export function summarise(db: Db, syncId: string): Promise<{ action: string; reason: string; count: number }[]> {
  return db.query(
    'select action, reason, count(*)::int as count from sync_changes where sync_id = $1 group by 1, 2 order by 1, 3 desc, 2',
    [syncId],
  )
}
