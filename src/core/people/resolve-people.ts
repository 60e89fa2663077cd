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

/**
 * Works a person's row out anew from its claims (F88–F90): a field is what was typed in by hand, else the claim of
 * the account whose connection comes first in the order of precedence and has one. The status is the hand-set one, else
 * that of the account in the first primary source (SSO or HR); without either it stays.
 *
 * Rows that come out the same are not written.
 *
 * @param people ids as a uuid[] parameter, or a query that selects one column of ids (trusted text, not user input).
 * @param options.deferSearch leaves the texts that people are found by to `drainStaleSearch`.
 * @returns how many people changed.
 */
export async function resolvePeople(
  tx: Tx,
  people: readonly string[] | { query: string; parameters: unknown[] },
  options: { deferSearch?: boolean } = {},
): Promise<number> {
  const { query, parameters } = Array.isArray(people)
    ? { query: 'select unnest($1::uuid[])', parameters: [people] }
    : (people as { query: string; parameters: unknown[] })
  if (Array.isArray(people) && people.length === 0) return 0
  const [row] = await tx.query<{ changed: number }>(
    `with affected(id) as materialized (${query}),
     several as materialized (
       select person_id from accounts where person_id in (select id from affected) group by person_id having count(*) > 1
     ),
     claimed as (
       -- Nearly everybody of a first load has one account; folding and sorting one claim costs more than all the rest.
       select a.person_id, a.claims, case when c.is_primary_source then a.status end as primary_status
       from accounts a join connections c on c.id = a.connection_id
       where a.person_id in (select id from affected) and a.person_id not in (select person_id from several)
       union all
       select a.person_id, jsonb_merge(a.claims order by c.precedence desc, a.missing_since is null, a.first_seen_at desc),
         (array_agg(a.status order by c.precedence, status_rank(a.status), a.first_seen_at) filter (where c.is_primary_source))[1]
       from accounts a join connections c on c.id = a.connection_id
       where a.person_id in (select person_id from several)
       group by a.person_id
     ),
     -- Materialised: inlined, the folded object would be built anew for each of its fields.
     folded as materialized (
       select p.id, coalesce(c.claims, '{}') || (p.manual - 'status') as f, coalesce(p.manual ->> 'status', c.primary_status, p.status) as status
       from people p left join claimed c on c.person_id = p.id
       where p.id in (select id from affected)
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
