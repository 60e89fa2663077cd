import { sightApps } from '#core/apps/sight-apps.ts'
import type { Tx } from '#db/pool.ts'
import type { AnyStream, EntitlementKind, StreamKind } from '#kit/define.ts'
import type { StreamOutcome } from './fetch.ts'
import type { PlanOwner } from './context.ts'
import type { Staging } from './staging.ts'

/** Losing more than this many of one kind, and more than half of them, is not believed without asking. */
const LOSS_FLOOR = 5

/** How a list ended, as far as merging needs it; also what a held sync keeps of it. */
export type ListOutcome = Pick<StreamOutcome, 'stream' | 'state'>

/**
 * Brings groups, roles, licences and who holds them to what the lists said. Only what a list told completely is taken
 * away: members of the groups whose members were listed, holdings of the accounts that name their own.
 *
 * @param options.takeAway false while the sync is held: what a doubtful answer leaves out is not believed here either.
 */
export async function mergeEntitlements(
  tx: Tx,
  run: PlanOwner,
  staging: Staging,
  outcomes: readonly ListOutcome[],
  options: { takeAway: boolean } = { takeAway: true },
): Promise<void> {
  const { sync, connection } = run
  await tx.query(`analyze ${staging.entitlements}`)
  await tx.query(`analyze ${staging.grants}`)
  await upsertEntitlements(tx, run, staging)
  if (options.takeAway) for (const { stream } of listsOf(run, outcomes)) await markMissing(tx, run, staging, stream)
  const kindsRead = wholeKinds(run, outcomes)
  const parentsRead = outcomes.flatMap((outcome) => {
    const stream = run.connector.streams[outcome.stream]
    return outcome.state === 'complete' && stream?.kind === 'memberships' && stream.forEach !== undefined
      ? [stream.forEach]
      : []
  })
  const byEmail = Object.entries(run.connector.streams).flatMap(([name, stream]) =>
    stream.accountsBy === 'email' ? [name] : [],
  )
  // Which holdings the lists spoke of: of an entitlement that told its members, of all of a kind whose holders have one
  // list, or of an account that told its own.
  await tx.query(
    `create temporary table spoken on commit drop as
     select e.id as entitlement_id, null::uuid as account_id from ${staging.entitlements} t
       join entitlements e on e.connection_id = $1 and e.kind = t.kind and e.external_id = t.external_id
       where t.tells_members or t.stream = any($2)
     union
     select e.id, null from entitlements e where e.connection_id = $1 and (e.missing_since is not null or e.kind = any($3))
     union
     -- An account that is new has lost nothing.
     select null, p.account_id from ${staging.plan} p join ${staging.accounts} t on t.page = p.page and t.idx = p.idx
       where t.tells_entitlements and p.action <> 'create'`,
    [connection.id, parentsRead, kindsRead],
  )
  await tx.query(
    `create temporary table held on commit drop as
     select distinct a.id as account_id, e.id as entitlement_id from ${staging.grants} g
     join accounts a on a.connection_id = $1 and a.external_id = g.account_external_id
     join entitlements e on e.connection_id = $1 and e.kind = g.kind and e.external_id = g.entitlement_external_id and e.missing_since is null
     where g.stream <> all($2)
     union
     select a.id, e.id from ${staging.grants} g
     join accounts a on a.connection_id = $1 and lower(a.email) = lower(g.account_external_id)
     join entitlements e on e.connection_id = $1 and e.kind = g.kind and e.external_id = g.entitlement_external_id and e.missing_since is null
     where g.stream = any($2)`,
    [connection.id, byEmail],
  )
  await tx.query(
    `with added as (
       insert into grants (account_id, entitlement_id, since) select distinct account_id, entitlement_id, $2::timestamptz from held on conflict do nothing
       returning account_id, entitlement_id, since)
     insert into sync_grant_changes (sync_id, account_id, entitlement_id, action, since) select $1::uuid, account_id, entitlement_id, 'add', since from added`,
    [sync.id, sync.startedAt],
  )
  if (options.takeAway)
    await tx.query(
      `with gone as (
       delete from grants g where not exists (select from held h where h.account_id = g.account_id and h.entitlement_id = g.entitlement_id) and (
         g.entitlement_id in (select entitlement_id from spoken where entitlement_id is not null)
         or (g.account_id in (select account_id from spoken where account_id is not null)
           -- What the entitlements' own lists tell is not for the account to deny.
           and (select e.kind from entitlements e where e.id = g.entitlement_id) <> all($2)))
       returning account_id, entitlement_id, since)
     insert into sync_grant_changes (sync_id, account_id, entitlement_id, action, since) select $1::uuid, account_id, entitlement_id, 'remove', since from gone`,
      [sync.id, listedKinds(run, outcomes)],
    )
  await tx.query('drop table spoken, held')
  await sightApps(tx, connection.id)
}

async function upsertEntitlements(tx: Tx, run: PlanOwner, staging: Staging): Promise<void> {
  const { sync, connection } = run
  await tx.query(
    `with told as (
       select distinct on (kind, external_id) kind, external_id, name, description, seats, url, named, listed from (
         select kind, external_id, name, description, seats, url, page, true as named, stream = any($6) as listed from ${staging.entitlements}
         union all select kind, entitlement_external_id, entitlement_external_id, null, null, null, -1, false, false from ${staging.grants}
         union all select 'licence', l.external_id, coalesce(n.name, l.external_id), null, null, null, -1, n.name is not null, false
           from (select distinct unnest(licences) as external_id from ${staging.accounts} where licences <> '{}') l left join unnest($4::text[], $5::text[]) n(external_id, name) on n.external_id = l.external_id) t
       order by kind, external_id, named desc, listed desc, page desc),
     before as (
       select e.id, e.name, e.description, e.seats, e.url, e.missing_since, t.name as new_name, t.description as new_description, t.named,
         -- What only accounts or holders name tells nothing of seats: a list may, and may have failed this time.
         case when t.listed then t.seats else e.seats end as new_seats, case when t.listed then t.url else e.url end as new_url
       from told t join entitlements e on e.connection_id = $1 and e.kind = t.kind and e.external_id = t.external_id),
     changed as (
       update entitlements e set name = case when b.named then b.new_name else e.name end, description = case when b.named then b.new_description else e.description end,
         seats = b.new_seats, url = b.new_url, missing_since = null
       from before b where e.id = b.id and (b.missing_since is not null or (b.named and (b.name, b.description, b.seats, b.url) is distinct from (b.new_name, b.new_description, b.new_seats, b.new_url)))
       returning e.id),
     created as (
       insert into entitlements (id, connection_id, kind, external_id, name, description, seats, url, first_seen_at)
       select new_id(), $1, t.kind, t.external_id, t.name, t.description, t.seats, t.url, $3 from told t
       where not exists (select from entitlements e where e.connection_id = $1 and e.kind = t.kind and e.external_id = t.external_id)
       returning id)
     insert into sync_entitlement_changes (sync_id, entitlement_id, action, before)
     select $2::uuid, b.id, case when b.missing_since is null then 'update' else 'returned' end, jsonb_build_object('name', b.name, 'description', b.description, 'seats', b.seats, 'url', b.url, 'missingSince', b.missing_since)
       from before b join changed c on c.id = b.id
     union all select $2::uuid, id, 'create', null from created`,
    [
      connection.id,
      sync.id,
      sync.startedAt,
      run.connector.licences.map((licence) => licence.externalId),
      run.connector.licences.map((licence) => licence.name),
      Object.entries(run.connector.streams).flatMap(([name, { kind }]) => (isListOfEntitlements(kind) ? [name] : [])),
    ],
  )
}

function isListOfEntitlements(kind: StreamKind | undefined): boolean {
  return kind === 'groups' || kind === 'licences'
}

/** The complete lists of groups, roles or licences. */
function listsOf(run: PlanOwner, outcomes: readonly ListOutcome[]): ListOutcome[] {
  return outcomes.filter(({ stream, state }) => {
    const kind = run.connector.streams[stream]?.kind
    return state === 'complete' && isListOfEntitlements(kind)
  })
}

/**
 * Kinds of entitlement of which so much is missing from the vendor's list that a person should see it first.
 *
 * @param outcomes how the lists ended; one that was not read to its end says nothing.
 */
export async function findLosses(
  tx: Tx,
  run: PlanOwner,
  staging: Staging,
  outcomes: readonly ListOutcome[],
): Promise<{ kind: string; missing: number; standing: number; names: string[] }[]> {
  const losses = []
  for (const { stream } of listsOf(run, outcomes)) {
    const kind = streamKind(run, stream)
    const loss = (await tx.one<{ missing: number; standing: number; names: string[] }>(
      `select count(*) filter (where ${gone(staging)})::int as missing, count(*)::int as standing,
         coalesce((array_agg(e.name order by e.name) filter (where ${gone(staging)}))[:10], '{}') as names
       from entitlements e where e.connection_id = $2 and e.missing_since is null and e.kind = $4 and e.external_id <> all($5)`,
      [run.sync.id, run.connection.id, [stream], kind, namedByAccounts(run, kind)],
    ))!
    if (loss.missing > LOSS_FLOOR && loss.missing * 2 > loss.standing) losses.push({ kind, ...loss })
  }
  return losses
}

async function markMissing(tx: Tx, run: PlanOwner, staging: Staging, stream: string): Promise<void> {
  const { sync, connection } = run
  await tx.query(
    `with gone as (
       update entitlements e set missing_since = $5 where e.connection_id = $2 and e.missing_since is null and e.kind = $4 and e.external_id <> all($6) and ${gone(staging)}
       returning id)
     insert into sync_entitlement_changes (sync_id, entitlement_id, action, before) select $1::uuid, id, 'missing', '{"missingSince": null}' from gone`,
    [
      sync.id,
      connection.id,
      [stream],
      streamKind(run, stream),
      sync.startedAt,
      namedByAccounts(run, streamKind(run, stream)),
    ],
  )
}

/** Licences that no list has, because the accounts name them. */
function namedByAccounts({ connector }: PlanOwner, kind: string): string[] {
  return kind === 'licence' ? connector.licences.map(({ externalId }) => externalId) : []
}

/** Neither listed anew nor on a page that stayed the same. $1: the sync, $3: the streams. */
const gone = (
  staging: Staging,
) => `not exists (select from ${staging.entitlements} t where t.kind = e.kind and t.external_id = e.external_id)
  and not exists (select from ${UNCHANGED} u where u.id = e.external_id)`

const UNCHANGED = `(select unnest(r.external_ids) as id from sync_pages p join raw_pages r on r.id = p.page_id where p.sync_id = $1 and p.same and p.stream = any($3))`

/** Whether a stream tells, once read to its end, all holdings of the kind that it gives. */
function tellsWholeKind({ connector }: PlanOwner, { kind, forEach }: AnyStream): boolean {
  return kind === 'memberships' && (forEach === undefined || connector.streams[forEach]?.kind === 'memberships')
}

/** Kinds of which all holdings were told. Where several streams tell of a kind, each of them must have been read to its end. */
function wholeKinds(run: PlanOwner, outcomes: readonly ListOutcome[]): EntitlementKind[] {
  const telling = outcomes.flatMap(({ stream: name, state }) => {
    const stream = run.connector.streams[name]
    return stream?.gives !== undefined && tellsWholeKind(run, stream) ? [{ gives: stream.gives, state }] : []
  })
  const isWhole = (kind: EntitlementKind) => telling.every(({ gives, state }) => gives !== kind || state === 'complete')
  return [...new Set(telling.map(({ gives }) => gives))].filter(isWhole)
}

/** Kinds whose holders are told by lists of their own, as far as this vendor account has them. */
function listedKinds(run: PlanOwner, outcomes: readonly ListOutcome[]): string[] {
  return outcomes.flatMap((outcome) => {
    const stream = run.connector.streams[outcome.stream]
    const lists = stream !== undefined && isListOfEntitlements(stream.kind)
    const holds = stream !== undefined && tellsWholeKind(run, stream)
    const tells = holds || (lists && stream.tellsMembers !== false)
    return tells && outcome.state !== 'absent' ? [streamKind(run, outcome.stream)] : []
  })
}

function streamKind(run: PlanOwner, stream: string): string {
  const definition = run.connector.streams[stream]
  return definition?.gives ?? (definition?.kind === 'licences' ? 'licence' : 'group')
}
