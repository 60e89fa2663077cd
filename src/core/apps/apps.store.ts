import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import { allOf, sql } from '#db/sql.ts'
import { bySortKey, containing, readCursor, toPage, type Page, type PageRequest } from '../keyset.ts'

export type App = {
  id: string
  name: string
  connector: string | null
  category: string
  description: string
  connectionCount: number
  accountCount: number
  activeAccountCount: number
  /** The oldest of its connections' times, null while one of them has none (F83). */
  asOf: Date | null
}

const APP = sql`app.id, app.name, app.connector, app.category, app.description, n.connections as "connectionCount",
  n.accounts as "accountCount", n.active as "activeAccountCount", n.as_of as "asOf"`

const APP_FROM = sql`apps app cross join lateral (
    select count(*)::int as connections, coalesce(sum(c.account_count), 0)::int as accounts,
      coalesce(sum(c.active_account_count), 0)::int as active,
      case when count(*) = count(c.as_of) then min(c.as_of) end as as_of
    from connections c where c.app_id = app.id and c.state not in ('draft', 'removed')) n`

type Filter = PageRequest & { search?: string | undefined; connector?: string | undefined }

/** By name. */
export async function listApps(db: Db, filter: Filter): Promise<Page<App>> {
  const after = readCursor(filter.cursor, ['text', 'text'])
  const rows = await db.query<App>(sql`select ${APP}, lower(app.name) as "sortKey" from ${APP_FROM}
    where ${allOf([
      ...(filter.search ? [sql`app.name ilike ${containing(filter.search)}`] : []),
      ...(filter.connector === undefined ? [] : [sql`app.connector = ${filter.connector}`]),
      ...(after ? [sql`(lower(app.name), app.id) > (${after[0]}, ${after[1]})`] : []),
    ])}
    order by lower(app.name), app.id limit ${filter.limit + 1}`)
  return toPage(rows, filter.limit, bySortKey)
}

/** Throws `not_found`. */
export async function getApp(db: Db, id: string): Promise<App> {
  const app = await db.one<App>(sql`select ${APP} from ${APP_FROM} where app.id = ${id}`)
  if (!app) throw new AppError('not_found')
  return app
}
