import { sql } from '#db/sql.ts'

/**
 * Fields that a mapping fills with the credential's name or the time of the newest sync (F51). Read where they are shown:
 * stored with each person, every sync would write every row. What is stored under the same name stands above it, so that a
 * hand edit holds here too.
 */
export const TRACKED = sql`coalesce((
    select jsonb_object_agg(t.target ->> 'field', case
        when t.target ->> 'source' = '$credentialName' then to_jsonb(k.name)
        when f.type = 'date' then to_jsonb(to_char(c.as_of at time zone 'UTC', 'YYYY-MM-DD'))
        else to_jsonb(to_char(c.as_of at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end order by c.precedence desc)
    from accounts a join connections c on c.id = a.connection_id left join credentials k on k.id = c.credential_id
      cross join lateral jsonb_array_elements(c.mapping -> 'targets') t(target) left join person_fields f on f.name = t.target ->> 'field'
    where a.person_id = p.id and a.missing_since is null and c.as_of is not null and t.target ->> 'source' in ('$credentialName', '$syncTime')
  ), '{}')`

/**
 * A person as the API shows them, from `people p` and the lateral join `MANAGER`.
 *
 * The manager is what the source names them by: an e-mail or the source's own id. It is looked up when it is read, so that
 * it also holds for a manager who joins later; two people who answer to it are never guessed between.
 */
export const PERSON = sql`p.id, p.email, p.username, p.display_name as "displayName", p.given_name as "givenName",
  p.family_name as "familyName", p.role, p.status, p.department, p.title, manager.id as "managerId", p.location,
  p.timezone, ${TRACKED} || p.fields as fields, p.created_at as "createdAt", p.updated_at as "updatedAt",
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
