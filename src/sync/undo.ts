import { sightApps } from '#core/apps/sight-apps.ts'
import { AppError } from '#base/errors.ts'
import { recountAccounts } from '#core/connections/recount-accounts.ts'
import { resolvePeople } from '#core/people/resolve-people.ts'
import { MAX_SEARCH_AT_ONCE } from '#core/people/search-people.ts'
import type { Tx } from '#db/pool.ts'
import { undoFacts } from './undo-facts.ts'
import { restoreStates } from './stream-states.ts'

/** Column of an account, its key in `before`, and how the JSON value becomes the column's type. */
const RESTORED = [
  ['email', 'email', 'text'],
  ['username', 'username', 'text'],
  ['display_name', 'displayName', 'text'],
  ['given_name', 'givenName', 'text'],
  ['family_name', 'familyName', 'text'],
  ['status', 'status', 'text'],
  ['source_status', 'sourceStatus', 'text'],
  ['vendor_status', 'vendorStatus', 'text'],
  ['role', 'role', 'text'],
  ['is_admin', 'isAdmin', 'boolean'],
  ['is_service_account', 'isServiceAccount', 'boolean'],
  ['is_guest', 'isGuest', 'boolean'],
  ['last_active_at', 'lastActiveAt', 'timestamptz'],
  ['last_active_day', 'lastActiveDay', 'boolean'],
  ['last_active_grade', 'lastActiveGrade', 'text'],
  ['last_active_stream', 'lastActiveStream', 'text'],
  ['vendor_created_at', 'createdAt', 'timestamptz'],
  ['missing_since', 'missingSince', 'timestamptz'],
  ['person_id', 'personId', 'uuid'],
] as const

/** Whether a later sync of the same connection changed something: then that one must be undone first. */
export const NEWER_CHANGES = `exists (select from syncs later join sync_changes c on c.sync_id = later.id and c.state = 'applied'
  where later.connection_id = s.connection_id and later.generation > s.generation)`

/**
 * Takes back all that one sync changed, from the before-values it recorded: accounts, groups and holdings stand as
 * before, accounts and people that it created go, people are resolved anew. "As of" returns to the sync before. The
 * next sync brings the vendor's state again.
 *
 * Throws `sync_not_undoable` for a sync that changed nothing, was undone already, is held, or is not the newest.
 */
export async function undoSync(tx: Tx, syncId: string, now: Date): Promise<void> {
  const sync = await tx.one<{ connectionId: string; undoable: boolean }>(
    `select s.connection_id as "connectionId", s.state in ('done', 'partial') and s.trigger <> 'preview' and s.undone_at is null and s.applied_at is not null and not ${NEWER_CHANGES} as undoable
     from syncs s where s.id = $1 for update`,
    [syncId],
  )
  if (!sync) throw new AppError('not_found')
  if (!sync.undoable) throw new AppError('sync_not_undoable')
  const running = await tx.one(
    `select 1 from syncs where connection_id = $1 and state in ('queued', 'fetching', 'planning', 'applying')`,
    [sync.connectionId],
  )
  if (running) throw new AppError('sync_running')

  const people = await tx.query<{ id: string }>(
    `select distinct id from (
       select a.person_id as id from sync_changes c join accounts a on a.id = c.account_id where c.sync_id = $1 and c.state = 'applied'
       union select (c.before ->> 'personId')::uuid from sync_changes c where c.sync_id = $1 and c.state = 'applied' and c.before ? 'personId'
       union select c.person_id from sync_changes c where c.sync_id = $1 and c.state = 'applied') p where id is not null`,
    [syncId],
  )
  await undoFacts(tx, { id: syncId, connectionId: sync.connectionId })
  await tx.query(
    `insert into grants (account_id, entitlement_id, since)
    select g.account_id, g.entitlement_id, g.since from sync_grant_changes g join accounts a on a.id = g.account_id join entitlements e on e.id = g.entitlement_id
    where g.sync_id = $1 and g.action = 'remove' on conflict do nothing`,
    [syncId],
  )
  await tx.query(
    `delete from grants g using sync_grant_changes c where c.sync_id = $1 and c.action = 'add' and c.account_id = g.account_id and c.entitlement_id = g.entitlement_id`,
    [syncId],
  )
  await tx.query(
    `update entitlements e set name = coalesce(c.before ->> 'name', e.name), description = case when c.before ? 'description' then c.before ->> 'description' else e.description end,
       seats = case when c.before ? 'seats' then (c.before ->> 'seats')::int else e.seats end, url = case when c.before ? 'url' then c.before ->> 'url' else e.url end,
       missing_since = (c.before ->> 'missingSince')::timestamptz
     from sync_entitlement_changes c where c.sync_id = $1 and c.entitlement_id = e.id and c.action <> 'create'`,
    [syncId],
  )
  await tx.query(
    `delete from entitlements e using sync_entitlement_changes c where c.sync_id = $1 and c.entitlement_id = e.id and c.action = 'create'`,
    [syncId],
  )
  await tx.query(
    `update accounts a set ${RESTORED.map(([column, key, type]) => `${column} = case when c.before ? '${key}' then (c.before ->> '${key}')::${type} else a.${column} end`).join(', ')},
       fields = coalesce(c.before -> 'fields', a.fields), claims = coalesce(c.before -> 'claims', a.claims),
       licences = case when c.before ? 'licences' then array(select jsonb_array_elements_text(c.before -> 'licences')) else a.licences end,
       unmatched_reason = case when c.person_action is not null then coalesce(a.unmatched_reason, 'undone') else a.unmatched_reason end
     from sync_changes c where c.sync_id = $1 and c.state = 'applied' and c.action <> 'create' and a.id = c.account_id`,
    [syncId],
  )
  await tx.query(
    `delete from activity a using sync_changes c where c.sync_id = $1 and c.state = 'applied' and c.action = 'create' and a.account_id = c.account_id`,
    [syncId],
  )
  await tx.query(
    `delete from accounts a using sync_changes c where c.sync_id = $1 and c.state = 'applied' and c.action = 'create' and a.id = c.account_id`,
    [syncId],
  )
  await tx.query(
    `delete from people p where p.created_by_sync_id = $1 and p.manual = '{}' and not exists (select from accounts a where a.person_id = p.id)`,
    [syncId],
  )
  await recountAccounts(tx, sync.connectionId)
  await sightApps(tx, sync.connectionId)
  await resolvePeople(
    tx,
    people.map((person) => person.id),
    { deferSearch: people.length > MAX_SEARCH_AT_ONCE },
  )

  await tx.query(`update sync_changes set state = 'undone' where sync_id = $1 and state = 'applied'`, [syncId])
  await tx.query('update syncs set undone_at = $2 where id = $1', [syncId, now])
  await tx.query(
    `update connections set reference_sync_id = null, updated_at = $2,
       as_of = (select max(started_at) from syncs where connection_id = $1 and state = 'done' and sealed_at is not null and applied_at is not null and undone_at is null and trigger <> 'preview')
     where id = $1`,
    [sync.connectionId, now],
  )
  await restoreStates(tx, sync.connectionId)
}
