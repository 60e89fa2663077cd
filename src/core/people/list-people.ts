import type { Db } from '#db/pool.ts'
import { allOf, sql, type Sql } from '#db/sql.ts'
import { bySortKey, containing, readCursor, toPage, type Page, type PageRequest } from '../keyset.ts'
import { MANAGER, PERSON } from './people.store.ts'
import type { Person } from './person.ts'

export type PeopleFilter = PageRequest & {
  /** A part of the name, e-mail or user name. */
  search?: string | undefined
  status?: string | undefined
  department?: string | undefined
  connectionId?: string | undefined
  appId?: string | undefined
  withoutAccounts?: boolean | undefined
}

/** People by e-mail, those without one last. */
export async function listPeople(db: Db, filter: PeopleFilter): Promise<Page<Person>> {
  const after = readCursor(filter.cursor, ['text?', 'id'])
  const conditions = conditionsOf(filter)
  const wanted = filter.limit + 1
  const read = (part: Sql, order: Sql, limit: number) =>
    db.query<Person>(
      sql`select ${PERSON}, lower(p.email) as "sortKey" from people p ${MANAGER} where ${allOf([...conditions, part])} order by ${order} limit ${limit}`,
    )
  // Two index ranges, one after the other: "null or greater" in one condition would read the index from its beginning.
  const rows: Person[] = []
  if (!after || after[0] !== null) {
    const begin = after ? sql`(lower(p.email), p.id) > (${after[0]}, ${after[1]}::uuid)` : sql`p.email is not null`
    rows.push(...(await read(begin, sql`lower(p.email), p.id`, wanted)))
  }
  if (rows.length < wanted) {
    const begin = after?.[0] === null ? sql`p.email is null and p.id > ${after[1]}` : sql`p.email is null`
    rows.push(...(await read(begin, sql`p.id`, wanted - rows.length)))
  }
  return toPage(rows, filter.limit, bySortKey)
}

function conditionsOf(filter: PeopleFilter): Sql[] {
  const { search, status, department, connectionId, appId, withoutAccounts } = filter
  const holds = (condition: Sql) => sql`exists (select from accounts a where a.person_id = p.id and ${condition})`
  return [
    ...(search ? [sql`p.id in (select person_id from people_search where text ilike ${containing(search)})`] : []),
    ...(status === undefined ? [] : [sql`p.status = ${status}`]),
    ...(department === undefined ? [] : [sql`p.department = ${department}`]),
    ...(connectionId === undefined ? [] : [holds(sql`a.connection_id = ${connectionId}`)]),
    ...(appId === undefined ? [] : [holds(sql`a.app_id = ${appId} and a.listed`)]),
    ...(withoutAccounts === undefined
      ? []
      : [withoutAccounts ? sql`not ${holds(sql`a.listed`)}` : holds(sql`a.listed`)]),
  ]
}
