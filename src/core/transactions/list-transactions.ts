import type { Db } from '#db/pool.ts'
import { allOf, sql } from '#db/sql.ts'
import { readCursor, toPage, type Page, type PageRequest } from '../keyset.ts'

/** An amount that a vendor charged. */
export type Transaction = {
  id: string
  connectionId: string
  connectionName: string
  appId: string
  appName: string
  externalId: string
  /** A plain date. */
  date: string
  /** A decimal number as text, exactly as the vendor told it. */
  amount: string
  currency: string
  description: string
  period: { from: string; to: string } | null
}

export type TransactionsFilter = PageRequest & {
  connectionId?: string | undefined
  appId?: string | undefined
  since?: string | undefined
}

/** Newest first. Those of a removed connection are not there. */
export async function listTransactions(db: Db, filter: TransactionsFilter): Promise<Page<Transaction>> {
  const { connectionId, appId, since } = filter
  const after = readCursor(filter.cursor, ['text', 'id'])
  const rows = await db.query<Transaction>(sql`
    select t.id, t.connection_id as "connectionId", c.name as "connectionName", c.app_id as "appId", app.name as "appName",
      t.external_id as "externalId", t.date, t.amount::text as amount, t.currency, t.description,
      case when t.period_from is not null and t.period_to is not null then jsonb_build_object('from', t.period_from, 'to', t.period_to) end as period
    from transactions t join connections c on c.id = t.connection_id join apps app on app.id = c.app_id
    where ${allOf([
      sql`c.state <> 'removed'`,
      ...(connectionId === undefined ? [] : [sql`t.connection_id = ${connectionId}`]),
      ...(appId === undefined ? [] : [sql`c.app_id = ${appId}`]),
      ...(since === undefined ? [] : [sql`t.date >= ${since.slice(0, 10)}::date`]),
      ...(after ? [sql`(t.date, t.id) < (${after[0]}::date, ${after[1]}::uuid)`] : []),
    ])}
    order by t.date desc, t.id desc limit ${filter.limit + 1}`)
  return toPage(rows, filter.limit, (row) => [row.date, row.id])
}
