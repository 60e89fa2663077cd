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
  /** Where its vendor is on the web, without a scheme; null when it is not known. */
  site: string | null
  connectionCount: number
  accountCount: number
  activeAccountCount: number
  /** The oldest of its connections' times, null while one of them has none (F83). */
  asOf: Date | null
}

const APP = sql`app.id, app.name, app.connector, app.category, app.description, app.site, n.connections as "connectionCount",
  n.accounts as "accountCount", n.active as "activeAccountCount", n.as_of as "asOf"`

const APP_FROM = sql`apps app cross join lateral (
    select count(*)::int as connections, coalesce(sum(c.account_count), 0)::int as accounts,
      coalesce(sum(c.active_account_count), 0)::int as active,
      case when count(*) = count(c.as_of) then min(c.as_of) end as as_of
    from connections c where c.app_id = app.id and c.state not in ('draft', 'removed')) n`

type Filter = PageRequest & {
  search?: string | undefined
  connector?: string | undefined
  category?: string | undefined
  /** Whether well-known apps that nothing here reads are listed too. */
  catalogue?: boolean | undefined
  /** Whether there is a connector for it. */
  connectable?: boolean | undefined
}

/** What the catalogue put there and no connection, not even a draft, has taken up. */
const UNUSED = sql`app.is_catalogue and not exists (select from connections u where u.app_id = app.id)`

/** By name. */
export async function listApps(db: Db, filter: Filter): Promise<Page<App>> {
  const after = readCursor(filter.cursor, ['text', 'text'])
  const rows = await db.query<App>(sql`select ${APP}, lower(app.name) as "sortKey" from ${APP_FROM}
    where ${allOf([
      ...(filter.search ? [sql`app.name ilike ${containing(filter.search)}`] : []),
      ...(filter.connector === undefined ? [] : [sql`app.connector = ${filter.connector}`]),
      ...(filter.category === undefined ? [] : [sql`app.category = ${filter.category}`]),
      ...(filter.connectable === undefined
        ? []
        : [filter.connectable ? sql`app.connector is not null` : sql`app.connector is null`]),
      ...(filter.catalogue === true ? [] : [sql`not (${UNUSED})`]),
      ...(after ? [sql`(lower(app.name), app.id) > (${after[0]}, ${after[1]})`] : []),
    ])}
    order by lower(app.name), app.id limit ${filter.limit + 1}`)
  return toPage(rows, filter.limit, bySortKey)
}

/** The categories of the catalogue with how many apps each has, by name. */
export function listAppCategories(db: Db): Promise<{ category: string; apps: number; connectable: number }[]> {
  return db.query(
    `select category, count(*)::int as apps, count(connector)::int as connectable from apps group by category order by lower(category)`,
  )
}

/** Throws `not_found`. */
export async function getApp(db: Db, id: string): Promise<App> {
  const app = await db.one<App>(sql`select ${APP} from ${APP_FROM} where app.id = ${id}`)
  if (!app) throw new AppError('not_found')
  return app
}
