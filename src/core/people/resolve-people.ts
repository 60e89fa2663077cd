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
  const [row] = await tx.query<{ changed: number }>(
    `with affected(id) as materialized (select distinct id from (${query}) q(id) where id is not null),
     held as materialized (
       select a.person_id, a.claims, a.status, a.missing_since is null as is_here, a.first_seen_at, c.precedence, c.is_primary_source
       from affected f join accounts a on a.person_id = f.id join connections c on c.id = a.connection_id
     ),
     several as materialized (select person_id from held group by person_id having count(*) > 1),
     claimed as (
       -- Nearly everybody of a first load has one account; folding and sorting one claim costs more than all the rest.
       select person_id, claims, case when is_primary_source then status end as primary_status
       from held where person_id not in (select person_id from several)
       union all
       select person_id, jsonb_merge(claims order by precedence desc, is_here, first_seen_at desc),
         (array_agg(status order by precedence, status_rank(status), first_seen_at) filter (where is_primary_source))[1]
       from held where person_id in (select person_id from several)
       group by person_id
     ),
     -- Materialised: inlined, the folded object would be built anew for each of its fields.
     folded as materialized (
       select p.id, coalesce(c.claims, '{}') || (p.manual - 'status') as f, coalesce(p.manual ->> 'status', c.primary_status, p.status) as status
       from affected join people p on p.id = affected.id left join claimed c on c.person_id = p.id
     ),
     resolved as (
       select id, status, f - $${parameters.length + 1}::text[] as fields, v.*
       from folded, jsonb_to_record(f) as v(${sources.map(([key]) => `"${key}" text`).join(', ')})
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
