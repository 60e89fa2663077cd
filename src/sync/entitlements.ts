import type { Tx } from '#db/pool.ts'
import type { StreamOutcome } from './fetch.ts'
import type { PlanOwner } from './context.ts'
import type { Staging } from './staging.ts'

/** A kind of entitlement that loses more than half of itself at once, and more than this many, is left as it was. */
const LOSS_FLOOR = 5

/**
 * Brings groups, roles, licences and who holds them to what the lists said. Only what a list told completely is taken
 * away: members of the groups whose members were listed, holdings of the accounts that name their own.
 *
 * @param options.takeAway false while the sync is held: what a doubtful answer leaves out is not believed here either.
 * @returns a sentence per kind whose loss was too large to believe, which was then left alone.
 */
export async function mergeEntitlements(
  tx: Tx,
  run: PlanOwner,
  staging: Staging,
  outcomes: readonly StreamOutcome[],
  options: { takeAway: boolean } = { takeAway: true },
): Promise<string[]> {
  const { sync, connection } = run
  await tx.query(`analyze ${staging.entitlements}`)
  await tx.query(`analyze ${staging.grants}`)
  await upsertEntitlements(tx, run, staging)
  const doubts: string[] = []
  for (const outcome of options.takeAway ? outcomes : []) {
    const kind = run.connector.streams[outcome.stream]?.kind
    if (outcome.state !== 'complete' || (kind !== 'groups' && kind !== 'licences')) continue
    const doubt = await markMissing(tx, run, staging, outcome.stream)
    if (doubt !== undefined) doubts.push(doubt)
  }
  const parentsRead = outcomes.flatMap((outcome) => {
    const stream = run.connector.streams[outcome.stream]
    return outcome.state === 'complete' && stream?.kind === 'memberships' && stream.forEach !== undefined
      ? [stream.forEach]
      : []
  })
  // Which holdings the lists spoke of: of an entitlement that told its members, or of an account that told its own.
  await tx.query(
    `create temporary table spoken on commit drop as
     select e.id as entitlement_id, null::uuid as account_id from ${staging.entitlements} t
       join entitlements e on e.connection_id = $1 and e.kind = t.kind and e.external_id = t.external_id
       where t.tells_members or t.stream = any($2)
     union
     select e.id, null from entitlements e where e.connection_id = $1 and e.missing_since is not null
     union
     -- An account that is new has lost nothing.
     select null, p.account_id from ${staging.plan} p join ${staging.accounts} t on t.page = p.page and t.idx = p.idx
       where t.tells_entitlements and p.action <> 'create'`,
    [connection.id, parentsRead],
  )
  await tx.query(
    `create temporary table held on commit drop as
     select distinct a.id as account_id, e.id as entitlement_id from ${staging.grants} g
     join accounts a on a.connection_id = $1 and a.external_id = g.account_external_id
     join entitlements e on e.connection_id = $1 and e.kind = g.kind and e.external_id = g.entitlement_external_id and e.missing_since is null`,
    [connection.id],
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
  return doubts
}

async function upsertEntitlements(tx: Tx, run: PlanOwner, staging: Staging): Promise<void> {
  const { sync, connection } = run
  await tx.query(
    `with told as (
       select distinct on (kind, external_id) kind, external_id, name, description, named from (
         select kind, external_id, name, description, page, true as named from ${staging.entitlements}
         union all select kind, entitlement_external_id, entitlement_external_id, null, -1, false from ${staging.grants}
         union all select 'licence', l.external_id, coalesce(n.name, l.external_id), null, -1, n.name is not null
           from (select distinct unnest(licences) as external_id from ${staging.accounts} where licences <> '{}') l left join unnest($4::text[], $5::text[]) n(external_id, name) on n.external_id = l.external_id) t
       order by kind, external_id, named desc, page desc),
     before as (
       select e.id, e.name, e.description, e.missing_since, t.name as new_name, t.description as new_description, t.named
       from told t join entitlements e on e.connection_id = $1 and e.kind = t.kind and e.external_id = t.external_id),
     changed as (
       update entitlements e set name = case when b.named then b.new_name else e.name end, description = case when b.named then b.new_description else e.description end, missing_since = null
       from before b where e.id = b.id and (b.missing_since is not null or (b.named and (b.name, b.description) is distinct from (b.new_name, b.new_description)))
       returning e.id),
     created as (
       insert into entitlements (id, connection_id, kind, external_id, name, description, first_seen_at)
       select new_id(), $1, t.kind, t.external_id, t.name, t.description, $3 from told t
       where not exists (select from entitlements e where e.connection_id = $1 and e.kind = t.kind and e.external_id = t.external_id)
       returning id)
     insert into sync_entitlement_changes (sync_id, entitlement_id, action, before)
     select $2::uuid, b.id, case when b.missing_since is null then 'update' else 'returned' end, jsonb_build_object('name', b.name, 'description', b.description, 'missingSince', b.missing_since)
       from before b join changed c on c.id = b.id
     union all select $2::uuid, id, 'create', null from created`,
    [
      connection.id,
      sync.id,
      sync.startedAt,
      run.connector.licences.map((licence) => licence.externalId),
      run.connector.licences.map((licence) => licence.name),
    ],
  )
}

async function markMissing(tx: Tx, run: PlanOwner, staging: Staging, stream: string): Promise<string | undefined> {
  const { sync, connection } = run
  // A stream answers for the kinds that it has brought, now or before.
  const loss = await tx.query<{ kind: string; missing: number; standing: number }>(
    `select e.kind, count(*) filter (where t.external_id is null and u.id is null)::int as missing, count(*)::int as standing
     from entitlements e
     left join (select distinct kind, external_id from ${staging.entitlements}) t on t.kind = e.kind and t.external_id = e.external_id
     left join ${UNCHANGED} u on u.id = e.external_id
     where e.connection_id = $2 and e.missing_since is null and e.kind = $4
     group by e.kind`,
    [sync.id, connection.id, [stream], streamKind(run, stream)],
  )
  for (const { kind, missing, standing } of loss) {
    if (missing === 0) continue
    if (missing > LOSS_FLOOR && missing * 2 > standing)
      return `${missing} of ${standing} entitlements of the kind “${kind}” are missing from the vendor's list. They were left as they are.`
    await tx.query(
      `with gone as (
         update entitlements e set missing_since = $5 where e.connection_id = $2 and e.missing_since is null and e.kind = $4
           and not exists (select from ${staging.entitlements} t where t.kind = e.kind and t.external_id = e.external_id)
           and not exists (select from ${UNCHANGED} u where u.id = e.external_id)
         returning id)
       insert into sync_entitlement_changes (sync_id, entitlement_id, action, before) select $1::uuid, id, 'missing', '{"missingSince": null}' from gone`,
      [sync.id, connection.id, [stream], kind, sync.startedAt],
    )
  }
  return undefined
}

const UNCHANGED = `(select unnest(r.external_ids) as id from sync_pages p join raw_pages r on r.id = p.page_id where p.sync_id = $1 and p.same and p.stream = any($3))`

/** Kinds whose holders are told by lists of their own, as far as this vendor account has them. */
function listedKinds(run: PlanOwner, outcomes: readonly StreamOutcome[]): string[] {
  return outcomes.flatMap((outcome) => {
    const stream = run.connector.streams[outcome.stream]
    const lists = stream?.kind === 'groups' || stream?.kind === 'licences'
    return lists && stream.tellsMembers !== false && outcome.state !== 'absent' ? [streamKind(run, outcome.stream)] : []
  })
}

function streamKind(run: PlanOwner, stream: string): string {
  const definition = run.connector.streams[stream]
  return definition?.gives ?? (definition?.kind === 'licences' ? 'licence' : 'group')
}
