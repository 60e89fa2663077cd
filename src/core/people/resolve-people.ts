import type { Tx } from '#db/pool.ts'
import { deferSearch, refreshSearch } from './search-people.ts'

/** Person fields that have a column of their own; every other claimed field lives in `people.fields`. */
export const PERSON_COLUMNS = {
  email: 'email',
  username: 'username',
  displayName: 'display_name',
  givenName: 'given_name',
  familyName: 'family_name',
  role: 'role',
  department: 'department',
  title: 'title',
  location: 'location',
  timezone: 'timezone',
} as const

export const PERSON_COLUMN_KEYS = Object.keys(PERSON_COLUMNS)

const sources = Object.entries(PERSON_COLUMNS)

type PeopleQuery = { query: string; parameters: unknown[] }

/**
 * Works a person's row out anew from its claims (F88–F90): a field is what was typed in by hand, else the claim of
 * the account whose connection comes first in the order of precedence and has one. The status is the hand-set one, else
 * that of the account in the first primary source (SSO or HR); without either it stays.
 *
 * Rows that come out the same are not written.
 *
 * @param people ids as a uuid[] parameter, or a query that selects one column of ids (trusted text, not user input).
 * @param options.deferSearch for many people at once: leaves the texts that they are found by to `drainStaleSearch`.
 * @returns how many people changed.
 */
export async function resolvePeople(
  tx: Tx,
  people: readonly string[] | PeopleQuery,
  options: { deferSearch?: boolean } = {},
): Promise<number> {
  if (Array.isArray(people) && people.length === 0) return 0
  const { query, parameters } = Array.isArray(people)
    ? { query: 'select unnest($1::uuid[])', parameters: [people] }
    : options.deferSearch === true
      ? await counted(tx, people as PeopleQuery)
      : (people as PeopleQuery)
  const columnKeys = parameters.length + 1
  const [row] = await tx.query<{ changed: number }>(
    `with affected(id) as materialized (select distinct id from (${query}) q(id) where id is not null),
     several as materialized (select a.person_id from affected f join accounts a on a.person_id = f.id group by a.person_id having count(*) > 1),
     claimed as (
       -- Nearly everybody of a first load has one account; folding and sorting one claim costs more than all the rest.
       select a.person_id, a.claims, case when c.is_primary_source then a.status end as primary_status
       from affected f join accounts a on a.person_id = f.id join connections c on c.id = a.connection_id
       where f.id not in (select person_id from several)
       union all
       select a.person_id, jsonb_merge(a.claims order by c.precedence desc, a.missing_since is null, a.first_seen_at desc),
         (array_agg(a.status order by c.precedence, status_rank(a.status), a.first_seen_at) filter (where c.is_primary_source))[1]
       from several s join accounts a on a.person_id = s.person_id join connections c on c.id = a.connection_id
       group by a.person_id
     ),
     -- Field by field: building the merged object and taking it apart again costs twice as much.
     resolved as (
       select p.id, coalesce(p.manual ->> 'status', c.primary_status, p.status) as status,
         (coalesce(c.claims, '{}') - $${columnKeys}::text[]) || (p.manual - $${columnKeys}::text[] - 'status') as fields,
         ${sources.map(([key]) => `coalesce(p.manual ->> '${key}', c.claims ->> '${key}') as "${key}"`).join(', ')}
       from affected f join people p on p.id = f.id left join claimed c on c.person_id = p.id
     ),
     written as (
       update people p set ${sources.map(([key, column]) => `${column} = r."${key}"`).join(', ')}, fields = r.fields, status = r.status, updated_at = now()
       from resolved r
       where p.id = r.id and (${sources.map(([, column]) => `p.${column}`).join(', ')}, p.fields, p.status)
         is distinct from (${sources.map(([key]) => `r."${key}"`).join(', ')}, r.fields, r.status)
       returning 1
     )
     select count(*)::int as changed from written`,
    [...parameters, PERSON_COLUMN_KEYS],
  )
  await (options.deferSearch === true ? deferSearch : refreshSearch)(tx, { query, parameters })
  return row?.changed ?? 0
}

/** The same ids in a table that the planner knows the size of: it would look a hundred thousand people up one by one. */
async function counted(tx: Tx, { query, parameters }: PeopleQuery): Promise<PeopleQuery> {
  await tx.query('drop table if exists pg_temp.affected_people')
  await tx.query(
    `create temporary table affected_people on commit drop as select distinct id from (${query}) q(id) where id is not null`,
    parameters,
  )
  await tx.query('analyze affected_people')
  return { query: 'select id from pg_temp.affected_people', parameters: [] }
}
