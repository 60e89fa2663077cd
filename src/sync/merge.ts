import { recountAccounts } from '#core/connections/recount-accounts.ts'
import { PERSON_COLUMNS, PERSON_COLUMN_KEYS, resolvePeople } from '#core/people/resolve-people.ts'
import { deferSearch, MAX_SEARCH_AT_ONCE, refreshSearch } from '#core/people/search-people.ts'
import type { Tx } from '#db/pool.ts'
import type { PlanOwner } from './context.ts'
import { COMPARED, listedGrade, MOVES_LAST_ACTIVE, newClaimsSql, newStatusSql, newValueSql } from './plan.ts'
import type { Staging } from './staging.ts'

type Part = {
  /** Rows of the plan that are parked, or those that are not. */
  held: boolean
  /** Whether missing accounts are marked; only a sealed sync may. */
  missing: boolean
}

const joined = (staging: Staging) => `${staging.plan} p join ${staging.accounts} s on s.page = p.page and s.idx = p.idx`

/** Last activity is kept with how exactly it is known and from where; the four columns move together. */
type LastActiveSql = Record<'at' | 'day' | 'grade' | 'stream', string>

const STANDING_LAST_ACTIVE: LastActiveSql = {
  at: 'a.last_active_at',
  day: 'a.last_active_day',
  grade: 'a.last_active_grade',
  stream: 'a.last_active_stream',
}

function newLastActive(run: PlanOwner): LastActiveSql {
  const grade = listedGrade(run)
  const moved = (listed: string, column: string) => `case when ${MOVES_LAST_ACTIVE} then ${listed} else a.${column} end`
  return {
    at: newValueSql('last_active_at'),
    day: moved('s.last_active_day', 'last_active_day'),
    grade: moved(grade === null ? 'null' : `'${grade}'`, 'last_active_grade'),
    stream: moved('null', 'last_active_stream'),
  }
}

/** An account's row as an object with our field names: what `before` and `after` are made of. */
const snapshot = (
  row: string,
  over: { status: string; claims: string; missing: string; person: string; lastActive: LastActiveSql },
) => `jsonb_build_object(
  'email', ${row}.email, 'username', ${row}.username, 'displayName', ${row}.display_name, 'givenName', ${row}.given_name, 'familyName', ${row}.family_name,
  'status', ${over.status}, 'sourceStatus', ${row}.source_status, 'vendorStatus', ${row}.vendor_status, 'role', ${row}.role, 'isAdmin', ${row}.is_admin,
  'isServiceAccount', ${row}.is_service_account, 'isGuest', ${row}.is_guest, 'lastActiveAt', ${over.lastActive.at}, 'lastActiveDay', ${over.lastActive.day}, 'lastActiveGrade', ${over.lastActive.grade}, 'lastActiveStream', ${over.lastActive.stream}, 'createdAt', ${row}.vendor_created_at,
  'licences', to_jsonb(${row}.licences), 'fields', ${row}.fields, 'claims', ${over.claims}, 'missingSince', ${over.missing}, 'personId', ${over.person})`

/**
 * Writes down every change of a part of the plan with before and after, before it is made.
 *
 * @param state 'planned' for a preview, 'held' for what is parked, 'applied' for what this transaction goes on to do.
 */
export async function recordChanges(
  tx: Tx,
  run: PlanOwner,
  staging: Staging,
  part: Part,
  state: 'planned' | 'held' | 'applied',
): Promise<void> {
  const { sync, connection } = run
  const status = newStatusSql(connection.deactivate)
  const claims = newClaimsSql(connection.preference === 'create_only')
  const old = snapshot('a', {
    status: 'a.status',
    claims: 'a.claims',
    missing: 'a.missing_since',
    person: 'a.person_id',
    lastActive: STANDING_LAST_ACTIVE,
  })
  const next = snapshot('s', {
    status,
    claims,
    missing: 'null::timestamptz',
    person: 'p.person_id',
    lastActive: newLastActive(run),
  })
  await tx.query(
    `insert into sync_changes (sync_id, account_id, external_id, name, person_id, action, person_action, reason, state)
     select $1, p.account_id, p.external_id, p.name, p.person_id, 'create', p.person_action, p.reason, $2
     from ${staging.plan} p where p.action = 'create' and p.held = $3 and coalesce(p.skip, '') <> 'not_taken'`,
    [sync.id, state, part.held],
  )
  await tx.query(
    `insert into sync_changes (sync_id, account_id, external_id, name, person_id, action, person_action, reason, before, after, state)
     select $1, account_id, external_id, name, person_id, action, person_action, reason, jsonb_differing(old, new), jsonb_differing(new, old), $2
     from (select p.account_id, p.external_id, p.name, p.person_id, p.action, p.person_action, p.reason, ${old} as old, ${next} as new
       from ${joined(staging)} join accounts a on a.id = p.account_id
       where p.action in ('update', 'deactivate', 'reactivate') and coalesce(p.skip, '') not in ('not_taken', 'preference') and p.held = $3) changed`,
    [sync.id, state, part.held],
  )
  if (!part.missing) return
  await tx.query(
    `insert into sync_changes (sync_id, account_id, external_id, name, person_id, action, reason, before, after, state)
     select $1, x.account_id, x.external_id, x.name, x.person_id, case when ${missingChanges(connection.deactivate)} then 'deactivate' else 'update' end, 'missing',
       jsonb_build_object('status', a.status, 'missingSince', null) || case when cardinality(a.licences) > 0 and ${String(connection.deactivate)} then jsonb_build_object('licences', to_jsonb(a.licences)) else '{}' end,
       jsonb_build_object('status', ${missingStatus(connection.deactivate)}, 'missingSince', $3::timestamptz) || case when cardinality(a.licences) > 0 and ${String(connection.deactivate)} then '{"licences": []}'::jsonb else '{}' end,
       $2
     from ${staging.missing} x join accounts a on a.id = x.account_id where a.missing_since is null`,
    [sync.id, state, sync.startedAt],
  )
}

const missingStatus = (deactivate: boolean) => (deactivate ? `coalesce(a.manual_status, 'inactive')` : 'a.status')
const missingChanges = (deactivate: boolean) => `${missingStatus(deactivate)} <> a.status`

/** Makes the changes of a part of the plan: set-based, and no row is written that stays as it is. */
export async function applyChanges(tx: Tx, run: PlanOwner, staging: Staging, part: Part): Promise<void> {
  const { sync, connection } = run
  const createOnly = connection.preference === 'create_only'
  const status = newStatusSql(connection.deactivate)
  const claims = newClaimsSql(createOnly)
  const listed = connection.selection === 'people_and_accounts'
  const columns = Object.entries(PERSON_COLUMNS)
  const lastActive = newLastActive(run)

  await tx.query(
    `insert into people (id, ${columns.map(([, column]) => column).join(', ')}, status, fields, created_by_sync_id)
     select p.person_id, ${columns.map(([key]) => `s.claims ->> '${key}'`).join(', ')}, s.source_status, s.claims - $2::text[], $1
     from ${joined(staging)} where p.person_action = 'create' and p.held = $3`,
    [sync.id, PERSON_COLUMN_KEYS, part.held],
  )
  await tx.query(
    `insert into accounts (id, connection_id, app_id, external_id, person_id, ${COMPARED.join(', ')}, last_active_day, last_active_grade, status, claims, listed, unmatched_reason, first_seen_at)
     select p.account_id, $1, $2, p.external_id, p.person_id, ${COMPARED.map((column) => `s.${column}`).join(', ')}, s.last_active_day, case when s.last_active_at is not null then $6::text end, s.source_status,
       ${createOnly ? `case when p.person_action = 'link' then '{}'::jsonb else s.claims end` : 's.claims'}, $3, p.unmatched_reason, $4
     from ${joined(staging)} where p.action = 'create' and p.held = $5 and coalesce(p.skip, '') <> 'not_taken'`,
    [connection.id, connection.appId, listed, sync.startedAt, part.held, listedGrade(run)],
  )
  await tx.query(
    `update accounts a set ${COMPARED.map((column) => `${column} = ${newValueSql(column)}`).join(', ')}, last_active_day = ${lastActive.day}, last_active_grade = ${lastActive.grade}, last_active_stream = ${lastActive.stream},
       status = ${status}, claims = ${claims}, listed = $2,
       person_id = p.person_id, unmatched_reason = p.unmatched_reason, missing_since = null
     from ${joined(staging)}
     where a.connection_id = $1 and a.id = p.account_id and p.action in ('update', 'deactivate', 'reactivate') and coalesce(p.skip, '') not in ('not_taken', 'preference') and p.held = $3`,
    [connection.id, listed, part.held],
  )
  if (part.missing) {
    await tx.query(
      `update accounts a set status = ${missingStatus(connection.deactivate)}, missing_since = $1, licences = ${connection.deactivate ? `'{}'` : 'a.licences'}
       from ${staging.missing} x where a.id = x.account_id and a.missing_since is null`,
      [sync.startedAt],
    )
  }
  const changed = await tx.one<{ people: number }>(
    `select count(*)::int as people from ${staging.plan} where person_id is not null and action <> 'same' and held = $1`,
    [part.held],
  )
  const deferred = changed!.people > MAX_SEARCH_AT_ONCE
  await (deferred ? deferSearch : refreshSearch)(tx, {
    query: `select p.person_id from ${staging.plan} p where p.person_action = 'create' and p.held = $1`,
    parameters: [part.held],
  })
  await resolvePeople(
    tx,
    {
      query: `select p.person_id from ${staging.plan} p where p.person_id is not null and p.person_action is distinct from 'create' and p.action <> 'same' and p.held = $1
        ${part.missing ? `union select person_id from ${staging.missing} where person_id is not null` : ''}`,
      parameters: [part.held],
    },
    { deferSearch: deferred },
  )
  const touched = await tx.one<{ any: boolean }>(
    `select exists (select from ${staging.plan} where action <> 'same' and held = $1)
       ${part.missing ? `or exists (select from ${staging.missing})` : ''} as any`,
    [part.held],
  )
  if (touched!.any) await recountAccounts(tx, connection.id)
}
