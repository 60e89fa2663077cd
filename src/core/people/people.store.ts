import { sql } from '#db/sql.ts'

/**
 * A person as the API shows them, from `people p` and the lateral join `MANAGER`.
 *
 * The manager is what the source names them by: an e-mail or the source's own id. It is looked up when it is read, so that
 * it also holds for a manager who joins later; two people who answer to it are never guessed between.
 */
export const PERSON = sql`p.id, p.email, p.username, p.display_name as "displayName", p.given_name as "givenName",
  p.family_name as "familyName", p.role, p.status, p.department, p.title, manager.id as "managerId", p.location,
  p.timezone, p.fields, p.created_at as "createdAt", p.updated_at as "updatedAt",
  (select count(*)::int from accounts a where a.person_id = p.id and a.listed) as "accountCount"`

export const MANAGER = sql`left join lateral (
    select (array_agg(m.id))[1] as id, (array_agg(coalesce(m.display_name, m.email, m.username)))[1] as name
    from people m
    where p.fields ? 'manager' and m.id <> p.id and m.id in (
      select id from people where lower(email) = lower(p.fields ->> 'manager')
      union select boss.person_id from accounts own
        join accounts boss on boss.connection_id = own.connection_id and boss.external_id = p.fields ->> 'manager'
        where own.person_id = p.id)
    having count(*) = 1
  ) manager on true`
