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
  /** The status of the person who holds it: `inactive` finds what leavers still have. */
  personStatus?: string | undefined
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
  const search = filter.search ? [await searchCondition(db, containing(filter.search))] : []
  const begin = after ? [sql`(a.connection_id, a.external_id) > (${after[0]}::uuid, ${after[1]})`] : []
  const rows = await db.query<Account>(
    sql`select ${ACCOUNT} from ${ACCOUNT_FROM} where ${allOf([...conditionsOf(filter), ...search, ...begin])}
      order by a.connection_id, a.external_id limit ${filter.limit + 1}`,
  )
  return toPage(rows, filter.limit, (row) => [row.connectionId, row.externalId])
}

/** More people than that are found so often along the list that walking it is the faster way. */
const FEW_PEOPLE = 2_000

/**
 * Accounts with a person are found by any of that person's names and addresses, those without by their own. The planner
 * cannot know how many people a word finds, and either way is a hundred times too slow for the other case (measured with a
 * million accounts), so it is asked first.
 */
async function searchCondition(db: Db, pattern: string): Promise<Sql> {
  const people = await db.query<{ id: string }>(
    sql`select person_id as id from people_search where text ilike ${pattern} limit ${FEW_PEOPLE + 1}`,
  )
  const own = sql`a.person_id is null and ${ACCOUNT_SEARCH} ilike ${pattern}`
  if (people.length > FEW_PEOPLE) {
    // A value and not `exists`, which the planner would turn into a join with everybody.
    return sql`(select s.text ilike ${pattern} from people_search s where s.person_id = a.person_id) or (${own})`
  }
  const ids = people.map(({ id }) => id)
  return sql`a.id in (
    select f.id from accounts f where f.person_id = any(${ids}::uuid[]) union all select a.id from accounts a where ${own})`
}

function conditionsOf(filter: AccountsFilter): Sql[] {
  const { connectionId, appId, personId, personStatus, entitlementId, status, unmatched } = filter
  return [
    unmatched === true ? sql`a.unmatched_reason is not null and a.person_id is null` : sql`a.listed`,
    ...(unmatched === false ? [sql`a.unmatched_reason is null`] : []),
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
    ...(personStatus === undefined
      ? []
      : [sql`a.person_id = any(array(select id from people where status = ${personStatus}))`]),
    ...(filter.isAdmin === undefined ? [] : [sql`a.is_admin = ${filter.isAdmin}`]),
    ...(filter.isServiceAccount === undefined ? [] : [sql`a.is_service_account = ${filter.isServiceAccount}`]),
    ...(filter.isGuest === undefined ? [] : [sql`a.is_guest = ${filter.isGuest}`]),
  ]
}
