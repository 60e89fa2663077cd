import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import { allOf, sql } from '#db/sql.ts'
import { readCursor, toPage, type Page, type PageRequest } from '../keyset.ts'
import type { Notice, Severity } from './notice.ts'

const NOTICE = sql`n.id, n.kind, n.severity, n.connection_id as "connectionId", c.name as "connectionName", n.title, n.body,
  n.what_to_do as "whatToDo", n.link, n.opened_at as "openedAt", n.updated_at as "updatedAt", n.times, n.closed_at as "closedAt",
  case when n.acknowledged_at is not null then jsonb_build_object('at', n.acknowledged_at, 'by', n.acknowledged_by) end as acknowledged`

const NOTICE_FROM = sql`notices n left join connections c on c.id = n.connection_id`

type Filter = PageRequest & {
  state?: 'open' | 'closed' | undefined
  severity?: Severity | undefined
  connectionId?: string | undefined
}

type Row = Omit<Notice, 'acknowledged'> & { acknowledged: { at: string; by: string } | null }

const toNotice = ({ acknowledged, ...row }: Row): Notice => ({
  ...row,
  acknowledged: acknowledged && { at: new Date(acknowledged.at), by: acknowledged.by },
})

/** Newest first. */
export async function listNotices(db: Db, filter: Filter): Promise<Page<Notice>> {
  const after = readCursor(filter.cursor, ['id'])
  const rows = await db.query<Row>(sql`select ${NOTICE} from ${NOTICE_FROM}
    where ${allOf([
      sql`c.state is distinct from 'removed'`,
      ...(filter.state === undefined
        ? []
        : [filter.state === 'open' ? sql`n.closed_at is null` : sql`n.closed_at is not null`]),
      ...(filter.severity === undefined ? [] : [sql`n.severity = ${filter.severity}`]),
      ...(filter.connectionId === undefined ? [] : [sql`n.connection_id = ${filter.connectionId}`]),
      // Ids are made in the order of time.
      ...(after ? [sql`n.id < ${after[0]}`] : []),
    ])}
    order by n.id desc limit ${filter.limit + 1}`)
  return toPage(rows.map(toNotice), filter.limit)
}

/** Throws `not_found`. */
export async function getNotice(db: Db, id: string): Promise<Notice> {
  const row = await db.one<Row>(sql`select ${NOTICE} from ${NOTICE_FROM} where n.id = ${id}`)
  if (!row) throw new AppError('not_found')
  return toNotice(row)
}

/** For the bell: what is open, what of it nobody has in hand, and how bad the worst of that is. */
export async function countNotices(db: Db): Promise<{ open: number; unseen: number; worst: Severity | null }> {
  const row = await db.one<{ open: number; unseen: number; worst: Severity | null }>(
    `select count(*)::int as open, count(*) filter (where acknowledged_at is null)::int as unseen,
       case max(case severity when 'error' then 3 when 'warning' then 2 else 1 end) filter (where acknowledged_at is null)
         when 3 then 'error' when 2 then 'warning' when 1 then 'info' end as worst
     from notices where closed_at is null`,
  )
  return row ?? { open: 0, unseen: 0, worst: null }
}
