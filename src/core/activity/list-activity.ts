import type { Db } from '#db/pool.ts'
import { allOf, sql } from '#db/sql.ts'
import type { ActivityGrade } from '#kit/define.ts'
import { readCursor, toPage, type Page, type PageRequest } from '../keyset.ts'

/** What an account did on one day. */
export type ActivityDay = {
  /** Of account, day, grade and app: stable, and nothing more. */
  id: string
  accountId: string
  accountName: string | null
  connectionId: string
  connectionName: string
  appId: string
  appName: string
  personId: string | null
  personName: string | null
  /** In UTC, or as the vendor tells it. */
  day: string
  grade: ActivityGrade
  events: number
  /** Null: the vendor tells the day only. */
  lastAt: Date | null
  /** The newest, in the vendor's word. */
  action: string | null
  /** The app that was opened through a sign-on service; its name while the service tells or lists it. */
  via: { externalId: string; name: string | null; entitlementId: string | null } | null
}

export type ActivityFilter = PageRequest & {
  accountId?: string | undefined
  personId?: string | undefined
  appId?: string | undefined
  connectionId?: string | undefined
  /** A plain date, or an instant, of which the day counts. */
  since?: string | undefined
}

/** Newest day first. What was done through a connection that is removed is not there. */
export async function listActivity(db: Db, filter: ActivityFilter): Promise<Page<ActivityDay>> {
  const { accountId, personId, appId, connectionId, since } = filter
  const after = readCursor(filter.cursor, ['text', 'id', 'text', 'text'])
  const rows = await db.query<ActivityDay & { appExternalId: string }>(sql`
    select concat_ws(':', t.account_id, t.day, t.grade, t.app_external_id) as id, t.account_id as "accountId",
      coalesce(a.display_name, a.email, a.username) as "accountName", t.connection_id as "connectionId", c.name as "connectionName",
      a.app_id as "appId", app.name as "appName", a.person_id as "personId", coalesce(p.display_name, p.email, p.username) as "personName",
      t.day, t.grade, t.events, t.last_at as "lastAt", t.action, t.app_external_id as "appExternalId",
      case when t.app_external_id <> '' then jsonb_build_object('externalId', t.app_external_id, 'name', coalesce(e.name, t.app_name), 'entitlementId', e.id) end as via
    from activity t join accounts a on a.id = t.account_id join connections c on c.id = t.connection_id join apps app on app.id = a.app_id
      left join people p on p.id = a.person_id
      left join entitlements e on e.connection_id = t.connection_id and e.kind = 'app' and e.external_id = t.app_external_id
    where ${allOf([
      ...(accountId === undefined ? [] : [sql`t.account_id = ${accountId}`]),
      ...(personId === undefined
        ? []
        : [sql`t.account_id = any(array(select id from accounts where person_id = ${personId}))`]),
      ...(appId === undefined
        ? []
        : [sql`t.connection_id = any(array(select id from connections where app_id = ${appId}))`]),
      ...(connectionId === undefined ? [] : [sql`t.connection_id = ${connectionId}`]),
      ...(since === undefined ? [] : [sql`t.day >= ${since.slice(0, 10)}::date`]),
      ...(after
        ? [
            sql`(t.day, t.account_id, t.grade, t.app_external_id) < (${after[0]}::date, ${after[1]}::uuid, ${after[2]}, ${after[3]})`,
          ]
        : []),
    ])}
    order by t.day desc, t.account_id desc, t.grade desc, t.app_external_id desc limit ${filter.limit + 1}`)
  const { items, nextCursor } = toPage(rows, filter.limit, (row) => [
    row.day,
    row.accountId,
    row.grade,
    row.appExternalId,
  ])
  return { items: items.map(({ appExternalId: _appExternalId, ...item }) => item), nextCursor }
}
