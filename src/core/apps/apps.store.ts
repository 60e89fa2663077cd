import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import { allOf, sql, type Sql } from '#db/sql.ts'
import { containing, readCursor, toPage, type Page, type PageRequest } from '../keyset.ts'

/** What the organisation thinks of an app (F12). */
export const AUTHORISATIONS = ['managed', 'unmanaged', 'restricted', 'needs_review'] as const

export type Authorisation = (typeof AUTHORISATIONS)[number]

/** How far an app is connected, in the order in which somebody should look at it (F1, F36). */
export const APP_STATUSES = ['error', 'disconnected', 'connected', 'requested', 'available', 'unknown'] as const

export type AppStatus = (typeof APP_STATUSES)[number]

/** A sign-on service that reports the app. */
export type SeenBy = { connectionId: string; connectionName: string; people: number }

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
  status: AppStatus
  authorisation: Authorisation
  /** False while nobody has said, and the state follows from whether it is connected. */
  isAuthorisationChosen: boolean
  /** The most that any sign-on service reports. */
  people: number
  seenBy: SeenBy[]
  /** The app that took its place. */
  mergedInto: string | null
}

const STATUS = sql`case when n.connections > 0 then case when n.failing then 'error' when n.read then 'connected' else 'disconnected' end
  when exists (select from connection_requests r join connections d on d.id = r.connection_id
    where d.app_id = app.id and d.state = 'draft' and r.state in ('sent', 'opened', 'authorised')) then 'requested'
  when app.connector is not null then 'available' else 'unknown' end`

const AUTHORISATION = sql`coalesce(app.authorisation, case when n.connections > 0 then 'managed' else 'needs_review' end)`

const APP = sql`app.id, app.name, app.connector, app.category, app.description, app.site, n.connections as "connectionCount",
  n.accounts as "accountCount", n.active as "activeAccountCount", n.as_of as "asOf", ${STATUS} as status,
  ${AUTHORISATION} as authorisation, app.authorisation is not null as "isAuthorisationChosen", s.people, s.seen_by as "seenBy",
  app.merged_into as "mergedInto"`

const APP_FROM = sql`apps app cross join lateral (
    select count(*)::int as connections, coalesce(sum(c.account_count), 0)::int as accounts,
      coalesce(sum(c.active_account_count), 0)::int as active,
      case when count(*) = count(c.as_of) then min(c.as_of) end as as_of,
      coalesce(bool_or(c.state in ('active', 'paused')), false) as read,
      coalesce(bool_or(c.state = 'active' and c.error_code is not null), false) as failing
    from connections c where c.app_id = app.id and c.state not in ('draft', 'removed')) n
  cross join lateral (
    select coalesce(max(o.holders), 0)::int as people, coalesce(jsonb_agg(jsonb_build_object(
      'connectionId', o.connection_id, 'connectionName', o.name, 'people', o.holders) order by o.holders desc, o.name), '[]') as seen_by
    from (select g.connection_id, v.name, max(g.holders)::int as holders from app_sightings g join connections v on v.id = g.connection_id
      where g.app_id = app.id and g.standing group by g.connection_id, v.name) o) s`

export type AppSort = 'name' | 'active' | 'people' | 'status'

type Filter = PageRequest & {
  search?: string | undefined
  connector?: string | undefined
  /** Any of these. */
  connectors?: readonly string[] | undefined
  category?: string | undefined
  /** Whether well-known apps that nothing here reads or reports are listed too. */
  catalogue?: boolean | undefined
  /** Whether there is a connector for it. */
  connectable?: boolean | undefined
  status?: AppStatus | undefined
  /** Whether it has a connection. */
  connected?: boolean | undefined
  /** Whether a sign-on service reports it. */
  sighted?: boolean | undefined
  authorisation?: Authorisation | undefined
  sort?: AppSort | undefined
}

/** What the catalogue or a sign-on service put there, and nothing here uses or reports. */
const UNUSED = sql`(app.is_catalogue or app.is_sighted) and not exists (select from connections u where u.app_id = app.id)
  and not exists (select from app_sightings u where u.app_id = app.id and u.standing)`

/** By what a list is sorted before the name, smallest first. */
const SORTS: Record<AppSort, Sql> = {
  name: sql`0`,
  active: sql`-n.active`,
  people: sql`-s.people`,
  status: sql`array_position(${APP_STATUSES}::text[], ${STATUS})`,
}

/** By name, unless another order is asked for; by name within it. */
export async function listApps(db: Db, filter: Filter): Promise<Page<App>> {
  const sort = filter.sort ?? 'name'
  const after = readCursor(filter.cursor, ['number', 'text', 'text'])
  const key = SORTS[sort]
  const rows = await db.query<App & { sortNumber: number; sortKey: string }>(sql`
    select ${APP}, ${key}::int as "sortNumber", lower(app.name) as "sortKey" from ${APP_FROM}
    where app.merged_into is null and ${allOf([
      ...conditionsOf(filter),
      ...(after === undefined
        ? []
        : [
            sort === 'name'
              ? sql`(lower(app.name), app.id) > (${after[1]}, ${after[2]})`
              : sql`(${key}, lower(app.name), app.id) > (${after[0]}, ${after[1]}, ${after[2]})`,
          ]),
    ])}
    order by ${sort === 'name' ? sql`` : sql`${key},`} lower(app.name), app.id limit ${filter.limit + 1}`)
  const numbers = new Map<string, number>()
  const bare = rows.map(({ sortNumber, ...row }) => {
    numbers.set(row.id, sortNumber)
    return row
  })
  return toPage(bare, filter.limit, ({ id, sortKey }) => [numbers.get(id) ?? 0, sortKey ?? '', id])
}

function conditionsOf(filter: Filter): Sql[] {
  const { connectable, connected, sighted } = filter
  const seen = sql`exists (select from app_sightings f where f.app_id = app.id and f.standing)`
  return [
    ...(filter.search
      ? [sql`app.name ilike ${containing(filter.search)} or app.site ilike ${containing(filter.search)}`]
      : []),
    ...(filter.connector === undefined ? [] : [sql`app.connector = ${filter.connector}`]),
    ...(filter.connectors === undefined ? [] : [sql`app.connector = any(${filter.connectors}::text[])`]),
    ...(filter.category === undefined ? [] : [sql`app.category = ${filter.category}`]),
    ...(connectable === undefined ? [] : [connectable ? sql`app.connector is not null` : sql`app.connector is null`]),
    ...(connected === undefined ? [] : [connected ? sql`n.connections > 0` : sql`n.connections = 0`]),
    ...(sighted === undefined ? [] : [sighted ? seen : sql`not ${seen}`]),
    ...(filter.status === undefined ? [] : [sql`${STATUS} = ${filter.status}`]),
    ...(filter.authorisation === undefined ? [] : [sql`${AUTHORISATION} = ${filter.authorisation}`]),
    ...(filter.catalogue === true ? [] : [sql`not (${UNUSED})`]),
  ]
}

/** Some apps by their ids, in that order; those that are not there are left out. */
export async function findApps(db: Db, ids: readonly string[]): Promise<App[]> {
  return db.query<App>(sql`select ${APP} from ${APP_FROM} where app.id = any(${ids}::text[]) and app.merged_into is null
    order by array_position(${ids}::text[], app.id)`)
}

/** The categories of the catalogue with how many apps each has, by name. */
export function listAppCategories(db: Db): Promise<{ category: string; apps: number; connectable: number }[]> {
  return db.query(
    `select category, count(*)::int as apps, count(connector)::int as connectable from apps where merged_into is null
     group by category order by lower(category)`,
  )
}

/** Throws `not_found`. */
export async function getApp(db: Db, id: string): Promise<App> {
  const app = await db.one<App>(sql`select ${APP} from ${APP_FROM} where app.id = ${id}`)
  if (!app) throw new AppError('not_found')
  return app
}
