import type { Tx } from '#db/pool.ts'
import type { ActivityGrade } from '#kit/define.ts'
import type { PlanOwner } from './context.ts'
import { STANDING_PAGE } from './page-numbers.ts'
import type { RowMapping } from './rows.ts'
import { PERSON_COLUMNS } from '#core/people/resolve-people.ts'
import type { Staging } from './staging.ts'

/**
 * Compares what was staged with what stands, and writes down for every record what the sync would do and why. Nothing
 * of the directory is changed here: the same plan is the preview, the hold, and the session's report.
 *
 * Table `plan`: a row per record. `skip` says why the directory is left alone; such a record's account is still kept
 * when it only lacks a person, so that it waits in "unmatched accounts".
 */
export async function makePlan(
  tx: Tx,
  run: PlanOwner,
  staging: Staging,
  mapping: RowMapping,
  uniqueFields: readonly string[],
): Promise<{ duplicates: number }> {
  const { sync, connection } = run
  await tx.query(`drop table if exists ${staging.plan}, ${staging.match}`)
  await tx.query(`delete from ${staging.accounts} where page = ${STANDING_PAGE}`)
  const duplicates = await dropDuplicates(tx, run, staging)
  await stageStanding(tx, run, staging, mapping)
  await tx.query(`analyze ${staging.accounts} (page, idx, external_id, k0, k1, k2)`)
  await match(tx, run, staging, mapping, uniqueFields)

  const createOnly = connection.preference === 'create_only'
  const newStatus = newStatusSql(connection.deactivate)
  const differs = `(${COMPARED.map(newValueSql).join(', ')}, ${newClaimsSql(createOnly, 'm')}, ${connection.selection === 'people_and_accounts'}, ${newStatus})
    is distinct from (${COMPARED.map((column) => `a.${column}`).join(', ')}, a.claims, a.listed, a.status)`
  await tx.query(
    `create table ${staging.plan} as
     select s.page, s.idx, s.external_id, coalesce(s.display_name, s.email, s.username) as name, coalesce(a.id, new_id()) as account_id, coalesce(a.person_id, m.person_id) as person_id,
       case when a.id is null then 'create'
            when a.missing_since is not null and status_rank(${newStatus}) < status_rank(a.status) then 'reactivate'
            when status_rank(${newStatus}) > status_rank(a.status) then 'deactivate'
            when status_rank(${newStatus}) < status_rank(a.status) and ${newStatus} in ('active', 'invited') then 'reactivate'
            when a.missing_since is not null or ${differs} or m.person_id is not null or a.unmatched_reason is distinct from m.reason then 'update'
            else 'same' end as action,
       case when a.id is null then 'new'
            when a.missing_since is not null then 'returned'
            when status_rank(${newStatus}) <> status_rank(a.status) then 'marked_' || s.source_status
            when m.person_id is not null and not ${differs} then 'matched'
            else 'changed' end as reason,
       m.person_action,
       case when not s.taken then 'not_taken'
            when ${createOnly} and a.id is not null and (${differs} or a.missing_since is not null) and m.person_id is null then 'preference'
            else m.reason end as skip,
       m.reason as unmatched_reason,
       s.page = ${STANDING_PAGE} as standing,
       false as held
     from ${staging.accounts} s
     left join accounts a on a.connection_id = $1 and a.external_id = s.external_id
     left join ${staging.match} m on m.page = s.page and m.idx = s.idx`,
    [connection.id],
  )
  await tx.query(`analyze ${staging.plan} (page, idx, account_id, person_id, action)`)
  await tx.query(
    `insert into sync_issues (sync_id, stream, kind, reason, external_id, name, message)
     select $1, 'accounts', 'skipped', p.skip, p.external_id, p.name, case p.skip
       when 'no_match' then 'No person matches, and this connection only updates people.'
       when 'mandatory_empty' then 'No person can be made: the mapping gives nothing for ' || s.lacks || '.'
       when 'ambiguous_match' then 'More than one person or record has the same sync key. Choose the person under unmatched accounts.'
       when 'contradicts_account' then 'The person that matches has another account here already. Choose under unmatched accounts.'
       when 'unique_taken' then 'A unique field has a value that another person has already.'
       when 'preference' then 'This connection only creates; what stands is not updated.'
       else p.skip end
     from ${staging.plan} p join ${staging.accounts} s on s.page = p.page and s.idx = p.idx
     where p.skip is not null and p.skip <> 'not_taken' limit 10000`,
    [sync.id],
  )
  return { duplicates }
}

/** Columns of an account that are taken over as they are. */
export const COMPARED = [
  'email',
  'username',
  'display_name',
  'given_name',
  'family_name',
  'source_status',
  'vendor_status',
  'role',
  'is_admin',
  'is_service_account',
  'is_guest',
  'last_active_at',
  'vendor_created_at',
  'licences',
  'fields',
] as const

/**
 * What a column of a standing account becomes. Last activity only moves forward: the list of accounts may know less of it
 * than a fact stream (F101).
 */
export function newValueSql(column: (typeof COMPARED)[number]): string {
  return column === 'last_active_at' ? 'greatest(s.last_active_at, a.last_active_at)' : `s.${column}`
}

/** Whether the list of accounts knows of a later activity than what stands. */
export const MOVES_LAST_ACTIVE = `(s.last_active_at is not null and s.last_active_at > coalesce(a.last_active_at, '-infinity'))`

/** What the list's `lastActiveAt` tells, as the column has it: null is a sign-in. */
export function listedGrade({ connector }: Pick<PlanOwner, 'connector'>): ActivityGrade | null {
  const told = Object.values(connector.streams).find(({ kind }) => kind === 'accounts')?.lastActive
  return told === undefined || told === 'login' ? null : told
}

/**
 * The status that an account gets. A hand-set one wins (F90); one that the vendor sends and we do not know changes
 * nobody; with the deactivate switch off nobody is deactivated (F66).
 */
export function newStatusSql(deactivate: boolean): string {
  const kept = deactivate
    ? ''
    : `when a.id is not null and status_rank(s.source_status) > status_rank(a.status) then a.status`
  return `coalesce(a.manual_status, case when a.id is not null and s.source_status = 'unknown' then a.status ${kept} else s.source_status end)`
}

/**
 * A mandatory field that a record no longer fills keeps its last claim: vendors drop fields of leavers, and their
 * status must still get through. A connection that only creates says nothing about people whom it did not create.
 */
export function newClaimsSql(createOnly: boolean, plan: 'm' | 'p' = 'p'): string {
  const claims = `case when s.lacks is not null and a.id is not null then a.claims || s.claims else s.claims end`
  return createOnly ? `case when ${plan}.person_action = 'link' then '{}'::jsonb else ${claims} end` : claims
}

/** Of several rows with one id the last that the vendor sent stands (V6); the others are shown as repaired. */
async function dropDuplicates(tx: Tx, run: PlanOwner, staging: Staging): Promise<number> {
  // Rows of this sync that also stand on an unchanged page behind them have lost to it.
  await tx.query(
    `delete from ${staging.accounts} s using (
       select u.id, max(p.part * 10000000 + p.seq) as page from sync_pages p join raw_pages r on r.id = p.page_id cross join unnest(r.external_ids) u(id)
       where p.sync_id = $1 and p.stream = any($2) and p.same group by u.id) later
     where s.external_id = later.id and later.page > s.page`,
    [run.sync.id, accountStreams(run)],
  )
  const gone = await tx.query<{ externalId: string; name: string | null }>(
    `with several as materialized (select external_id from ${staging.accounts} group by external_id having count(*) > 1),
     ranked as (select ctid, row_number() over (partition by external_id order by page desc, idx desc) as place from ${staging.accounts}
       where external_id in (select external_id from several))
     delete from ${staging.accounts} s using ranked r where s.ctid = r.ctid and r.place > 1
     returning s.external_id as "externalId", coalesce(s.display_name, s.email) as name`,
  )
  if (gone.length > 0) {
    await tx.query(
      `insert into sync_issues (sync_id, stream, kind, reason, external_id, name, message)
       select $1, 'accounts', 'repaired', 'duplicate_id', id, name, 'The vendor sent this id more than once; the last record was taken.'
       from unnest($2::text[], $3::text[]) u(id, name)`,
      [run.sync.id, gone.slice(0, 1000).map((row) => row.externalId), gone.slice(0, 1000).map((row) => row.name)],
    )
  }
  return gone.length
}

export function accountStreams(run: Pick<PlanOwner, 'connector'>): string[] {
  return Object.entries(run.connector.streams)
    .filter(([, stream]) => stream.kind === 'accounts')
    .map(([name]) => name)
}

/** Accounts on unchanged pages that still wait for a person are planned again: someone may match by now. */
async function stageStanding(tx: Tx, run: PlanOwner, staging: Staging, mapping: RowMapping): Promise<void> {
  const key = (n: number) =>
    mapping.keys[n] === undefined ? 'null' : `lower(a.claims ->> '${sqlName(mapping.keys[n])}')`
  const lacks = mapping.mandatory.map(
    (field) => `case when a.claims ? '${sqlName(field)}' then null else '${sqlName(field)}' end`,
  )
  await tx.query(
    `insert into ${staging.accounts} (page, idx, taken, external_id, k0, k1, k2, lacks, ${COMPARED.join(', ')}, last_active_day, claims, tells_entitlements)
     select ${STANDING_PAGE}, row_number() over (), true, a.external_id, ${key(0)}, ${key(1)}, ${key(2)}, nullif(concat_ws(', ', ${lacks.join(', ') || 'null'}), ''),
       ${COMPARED.map((column) => `a.${column}`).join(', ')}, a.last_active_day, a.claims, false
     from accounts a
     where a.connection_id = $1 and a.unmatched_reason is not null and not a.ignored and a.missing_since is null
       and not exists (select from ${staging.accounts} s where s.external_id = a.external_id)`,
    [run.connection.id],
  )
}

/** Field names come from a checked mapping; this is the second lock before they stand inside SQL text. */
function sqlName(name: string): string {
  if (!/^[a-z][A-Za-z0-9]{0,62}$/.test(name)) throw new TypeError('not a field name')
  return name
}

/**
 * Finds the person of every record that has none yet, by the sync keys. Nothing is guessed: two people for one record,
 * two records for one person, or a person who holds another account here already wait for a click (design §4).
 */
async function match(
  tx: Tx,
  run: PlanOwner,
  staging: Staging,
  mapping: RowMapping,
  uniqueFields: readonly string[],
): Promise<void> {
  const { connection } = run
  const keys = mapping.keys.slice(0, 3)
  const hits = keys.flatMap((key, n) => {
    const column = PERSON_COLUMNS[key as keyof typeof PERSON_COLUMNS]
    const person = column === undefined ? `p.fields ->> '${sqlName(key)}'` : `p.${column}`
    const byPerson = `select n.page, n.idx, p.id as person_id from need n join people p on lower(${person}) = n.k${n}`
    // All of a person's addresses count, so those of their accounts anywhere too.
    return key === 'email'
      ? [
          byPerson,
          `select n.page, n.idx, a.person_id from need n join accounts a on lower(a.email) = n.k${n} and a.person_id is not null`,
        ]
      : [byPerson]
  })
  // Keys that records without a person share: all but one of them would become a second person with the same address.
  const shared = keys.map(
    (_, n) => `shared${n} as materialized (
       select k${n} from need n where k${n} is not null and not exists (select from hits h where h.page = n.page and h.idx = n.idx)
       group by k${n} having count(*) > 1),`,
  )
  const sharesKey = keys.map((_, n) => `n.k${n} in (select k${n} from shared${n})`).join(' or ') || 'false'
  await tx.query(
    `create table ${staging.match} as
     with need as materialized (
       select s.page, s.idx, s.external_id, lower(s.email) as email, s.k0, s.k1, s.k2, s.lacks
       from ${staging.accounts} s left join accounts a on a.connection_id = $1 and a.external_id = s.external_id
       where s.taken and not s.is_service_account and (a.id is null or (a.person_id is null and not a.ignored))
     ),
     hits as materialized (${hits.join(' union ') || 'select null::int as page, null::int as idx, null::uuid as person_id where false'}),
     several as materialized (select page, idx from hits group by page, idx having count(*) > 1),
     wanted as materialized (select person_id from hits group by person_id having count(*) > 1),
     ${shared.join('\n     ')}
     judged as materialized (
       select n.page, n.idx, n.external_id, h.person_id, case
         when (n.page, n.idx) in (select page, idx from several) or h.person_id in (select person_id from wanted) then 'ambiguous_match'
         when h.person_id is not null and exists (
           select from accounts other where other.person_id = h.person_id and other.connection_id = $1 and other.external_id <> n.external_id
             -- Known by the address until the vendor gave an id: the same account.
             and other.external_id is distinct from n.email) then 'contradicts_account'
         when h.person_id is not null then null
         when ${connection.preference === 'update_only'} then 'no_match'
         when n.lacks is not null then 'mandatory_empty'
         when ${sharesKey} then 'ambiguous_match'
       end as reason
       from need n left join hits h on h.page = n.page and h.idx = n.idx and (h.page, h.idx) not in (select page, idx from several)
     )
     select page, idx, case when reason is null then coalesce(person_id, new_id()) end as person_id,
       case when reason is not null then null when person_id is null then 'create' else 'link' end as person_action, reason
     from judged`,
    [connection.id],
  )
  await tx.query(`analyze ${staging.match} (page, idx)`)
  for (const field of uniqueFields) await refuseTaken(tx, run, staging, sqlName(field))
}

/** A value of a unique field belongs to one person only (F43): who comes second gets no person from it. */
async function refuseTaken(tx: Tx, run: PlanOwner, staging: Staging, field: string): Promise<void> {
  await tx.query(
    `update ${staging.match} m set person_id = null, person_action = null, reason = 'unique_taken'
     from ${staging.accounts} s
     where s.page = m.page and s.idx = m.idx and m.person_id is not null and s.claims ? '${field}' and (
       exists (select from people p where p.fields ->> '${field}' = s.claims ->> '${field}' and p.id <> m.person_id)
       or exists (select from ${staging.accounts} t where t.claims ->> '${field}' = s.claims ->> '${field}' and (t.page, t.idx) < (s.page, s.idx)))`,
  )
  // An account that has its person keeps it, and what it claimed before.
  await tx.query(
    `update ${staging.accounts} s set claims = (s.claims - '${field}') || jsonb_strip_nulls(jsonb_build_object('${field}', a.claims -> '${field}'))
     from accounts a
     where a.connection_id = $1 and a.external_id = s.external_id and a.person_id is not null and s.claims ? '${field}'
       and a.claims -> '${field}' is distinct from s.claims -> '${field}'
       and exists (select from people p where p.fields ->> '${field}' = s.claims ->> '${field}' and p.id <> a.person_id)`,
    [run.connection.id],
  )
}
