import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import { allOf, sql } from '#db/sql.ts'
import type { EntitlementKind } from '#kit/define.ts'
import { bySortKey, containing, readCursor, toPage, type Page, type PageRequest } from '../keyset.ts'

export type Entitlement = {
  id: string
  connectionId: string
  connectionName: string
  appId: string
  kind: EntitlementKind
  externalId: string
  name: string
  description: string | null
  /** Bought; null where the vendor does not tell. */
  seats: number | null
  url: string | null
  accountCount: number
  missingSince: Date | null
}

const ENTITLEMENT = sql`e.id, e.connection_id as "connectionId", c.name as "connectionName", c.app_id as "appId", e.kind,
    e.external_id as "externalId", e.name, e.description, e.seats, e.url, e.missing_since as "missingSince",
    (select count(*)::int from grants g where g.entitlement_id = e.id) as "accountCount"`

const ENTITLEMENT_FROM = sql`entitlements e join connections c on c.id = e.connection_id`

type Filter = PageRequest & {
  search?: string | undefined
  connectionId?: string | undefined
  appId?: string | undefined
  kind?: EntitlementKind | undefined
}

/** By name. */
export async function listEntitlements(db: Db, filter: Filter): Promise<Page<Entitlement>> {
  const after = readCursor(filter.cursor, ['text', 'id'])
  const rows =
    await db.query<Entitlement>(sql`select ${ENTITLEMENT}, lower(e.name) as "sortKey" from ${ENTITLEMENT_FROM}
    where ${allOf([
      ...(filter.search ? [sql`e.name ilike ${containing(filter.search)}`] : []),
      ...(filter.connectionId === undefined ? [] : [sql`e.connection_id = ${filter.connectionId}`]),
      ...(filter.appId === undefined ? [] : [sql`c.app_id = ${filter.appId} and c.state not in ('draft', 'removed')`]),
      ...(filter.kind === undefined ? [] : [sql`e.kind = ${filter.kind}`]),
      ...(after ? [sql`(lower(e.name), e.id) > (${after[0]}, ${after[1]}::uuid)`] : []),
    ])}
    order by lower(e.name), e.id limit ${filter.limit + 1}`)
  return toPage(rows, filter.limit, bySortKey)
}

/** Throws `not_found`. */
export async function getEntitlement(db: Db, id: string): Promise<Entitlement> {
  const entitlement = await db.one<Entitlement>(sql`select ${ENTITLEMENT} from ${ENTITLEMENT_FROM} where e.id = ${id}`)
  if (!entitlement) throw new AppError('not_found')
  return entitlement
}
