import type { Db } from '#db/pool.ts'
import { allOf, sql, type Sql } from '#db/sql.ts'
import { containing, readCursor, toPage, type Page, type PageRequest } from '../keyset.ts'
import type { Account } from './account.ts'
import { ACCOUNT, ACCOUNT_FROM, ACCOUNT_SEARCH } from './accounts.store.ts'

export type AccountsFilter = PageRequest & {
  /** A part of the name, e-mail or user name. */
  search?: string | undefined
  connectionId?: string | undefined
  appId?: string | undefined
  personId?: string | undefined
  entitlementId?: string | undefined
  status?: string | undefined
  /** Those that wait for a person to be found or made (F92); also of connections that take people only. */
  unmatched?: boolean | undefined
  isAdmin?: boolean | undefined
  isServiceAccount?: boolean | undefined
  isGuest?: boolean | undefined
}

/**
 * Accounts by connection, then by the vendor's id: the order of the index that a sync needs anyway. Any other one would
 * cost each sync an index of its own.
 */
export async function listAccounts(db: Db, filter: AccountsFilter): Promise<Page<Account>> {
  const after = readCursor(filter.cursor, ['id', 'text'])
  const begin = after ? [sql`(a.connection_id, a.external_id) > (${after[0]}::uuid, ${after[1]})`] : []
  const rows = await db.query<Account>(
    sql`select ${ACCOUNT} from ${ACCOUNT_FROM} where ${allOf([...conditionsOf(filter), ...begin])}
      order by a.connection_id, a.external_id limit ${filter.limit + 1}`,
  )
  return toPage(rows, filter.limit, (row) => [row.connectionId, row.externalId])
}

function conditionsOf(filter: AccountsFilter): Sql[] {
  const { search, connectionId, appId, personId, entitlementId, status, unmatched } = filter
  return [
    unmatched === true ? sql`a.unmatched_reason is not null and a.person_id is null` : sql`a.listed`,
    ...(unmatched === false ? [sql`a.unmatched_reason is null`] : []),
    // With a person: by any of their names and addresses. Without one: by the account's own.
    ...(search
      ? [
          sql`a.person_id in (select person_id from people_search where text ilike ${containing(search)})
            or (a.person_id is null and ${ACCOUNT_SEARCH} ilike ${containing(search)})`,
        ]
      : []),
    ...(connectionId === undefined ? [] : [sql`a.connection_id = ${connectionId}`]),
    // By way of its connections: there is an index by connection.
    ...(appId === undefined
      ? []
      : [sql`a.connection_id = any(array(select id from connections where app_id = ${appId}))`]),
    ...(personId === undefined ? [] : [sql`a.person_id = ${personId}`]),
    ...(entitlementId === undefined
      ? []
      : [sql`a.id in (select account_id from grants where entitlement_id = ${entitlementId})`]),
    ...(status === undefined ? [] : [sql`a.status = ${status}`]),
    ...(filter.isAdmin === undefined ? [] : [sql`a.is_admin = ${filter.isAdmin}`]),
    ...(filter.isServiceAccount === undefined ? [] : [sql`a.is_service_account = ${filter.isServiceAccount}`]),
    ...(filter.isGuest === undefined ? [] : [sql`a.is_guest = ${filter.isGuest}`]),
  ]
}
