import type { Tx } from '#db/pool.ts'
import { sightApps } from '../apps/sight-apps.ts'
import { recountAccounts } from './recount-accounts.ts'
import { resolvePeople } from '../people/resolve-people.ts'

/** Accounts whose person is known from this connection alone: no hand edit, no account elsewhere. */
export const PEOPLE_ONLY_FROM = `select p.id from people p
  where p.manual = '{}' and p.id in (select person_id from accounts where connection_id = $1)
    and not exists (select from accounts a where a.person_id = p.id and a.connection_id <> $1)`

/**
 * Puts all that a connection has brought out of sight: its accounts, what they hold, and the people who are known from
 * nowhere else. Other people are worked out anew from what is left.
 *
 * @returns how many people went out of sight with it.
 */
export async function hideRows(tx: Tx, connectionId: string): Promise<number> {
  const mine = [connectionId]
  await tx.query(
    `create temporary table touched on commit drop as
     select distinct person_id as id from accounts where connection_id = $1 and person_id is not null`,
    mine,
  )
  await tx.query(`create temporary table leaving on commit drop as ${PEOPLE_ONLY_FROM}`, mine)
  await tx.query(
    `insert into removed_rows (connection_id, kind, content)
     select $1::uuid, 'person', to_jsonb(p) from people p where p.id in (select id from leaving)
     union all select $1::uuid, 'account', to_jsonb(a) from accounts a where a.connection_id = $1
     union all select $1::uuid, 'entitlement', to_jsonb(e) from entitlements e where e.connection_id = $1
     union all select $1::uuid, 'grant', to_jsonb(g) from grants g join entitlements e on e.id = g.entitlement_id where e.connection_id = $1`,
    mine,
  )
  await tx.query('delete from accounts where connection_id = $1', mine)
  await tx.query('delete from entitlements where connection_id = $1', mine)
  const people = await tx.execute('delete from people where id in (select id from leaving)')
  await resolvePeople(tx, { query: 'select id from touched', parameters: [] }, { deferSearch: true })
  await recountAccounts(tx, connectionId)
  await sightApps(tx, connectionId)
  return people
}

/**
 * Brings it all back as it was. Somebody who came in through another connection meanwhile is not doubled: when exactly
 * one person has the address now, the accounts are theirs. An account whose person was deleted meanwhile waits among the
 * unmatched ones.
 */
export async function showRows(tx: Tx, connectionId: string): Promise<void> {
  const mine = [connectionId]
  await tx.query(
    `create temporary table comers on commit drop as
     select (r.content ->> 'id')::uuid as id, coalesce(twin.id, (r.content ->> 'id')::uuid) as becomes, r.content
     from removed_rows r left join lateral (
       select (array_agg(p.id))[1] as id from people p where lower(p.email) = lower(r.content ->> 'email') having count(*) = 1) twin on true
     where r.connection_id = $1 and r.kind = 'person'`,
    mine,
  )
  await tx.query(
    `insert into people select back.* from comers r cross join lateral jsonb_populate_record(null::people, r.content) back where r.id = r.becomes`,
  )
  await tx.query(
    `insert into entitlements select back.* from removed_rows r cross join lateral jsonb_populate_record(null::entitlements, r.content) back
     where r.connection_id = $1 and r.kind = 'entitlement'`,
    mine,
  )
  await tx.query(
    `insert into accounts select back.* from removed_rows r
       left join comers on comers.id = (r.content ->> 'person_id')::uuid
       left join people p on p.id = coalesce(comers.becomes, (r.content ->> 'person_id')::uuid)
       cross join lateral jsonb_populate_record(null::accounts, r.content || jsonb_build_object('person_id', p.id)
         || case when p.id is null and r.content ->> 'person_id' is not null then '{"unmatched_reason": "no_match"}'::jsonb else '{}' end) back
     where r.connection_id = $1 and r.kind = 'account'`,
    mine,
  )
  await tx.query(
    `insert into grants select back.* from removed_rows r cross join lateral jsonb_populate_record(null::grants, r.content) back
     where r.connection_id = $1 and r.kind = 'grant'`,
    mine,
  )
  await tx.query('delete from removed_rows where connection_id = $1', mine)
  const query = 'select distinct person_id from accounts where connection_id = $1 and person_id is not null'
  await resolvePeople(tx, { query, parameters: mine }, { deferSearch: true })
  await recountAccounts(tx, connectionId)
  await sightApps(tx, connectionId)
}
