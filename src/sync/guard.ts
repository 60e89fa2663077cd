import type { Tx } from '#db/pool.ts'
import type { PlanOwner } from './context.ts'
import { findLosses, type ListOutcome } from './entitlements.ts'
import type { Staging } from './staging.ts'

/** Why a sync waits for a person; `text` is shown to them. `scope`: what is parked until then. */
export type HoldReason = {
  rule: 'missing' | 'empty' | 'domain' | 'group' | 'list' | 'status_jump' | 'field_jump' | 'unverified'
  text: string
  scope: 'missing' | 'all'
}

/** Fewer accounts than this in a domain or group say nothing when they all leave. */
const SMALLEST_WHOLE = 4

/** A field or status that changes for this share of the standing accounts at once is a fault of the source, not news. */
const JUMP_SHARE = 0.1
const JUMP_FLOOR = 10

const WATCHED = { email: 'e-mail address', username: 'user name', display_name: 'name' } as const

/**
 * Judges a plan before it is applied (reliability §3.1): what a broken answer would do to people is parked until a
 * person has seen the names. Runs on every sync, at any size of company.
 *
 * @param read how many accounts the vendor listed in all, unchanged pages included.
 * @param outcomes how each list ended.
 */
export async function judge(
  tx: Tx,
  run: PlanOwner,
  staging: Staging,
  sealed: boolean,
  read: number,
  outcomes: readonly ListOutcome[],
): Promise<HoldReason[]> {
  const { connection } = run
  const reasons: HoldReason[] = []
  const trial = await inTrial(tx, run)
  const standing = (await tx.one<{ active: number; present: number }>(
    `select count(*) filter (where status in ('active', 'invited'))::int as active, count(*)::int as present from accounts where connection_id = $1 and missing_since is null`,
    [connection.id],
  ))!
  if (sealed) reasons.push(...(await judgeMissing(tx, run, staging, standing, read, trial)))
  for (const { kind, missing, standing: all, names } of await findLosses(tx, run, staging, outcomes))
    reasons.push({
      rule: 'list',
      scope: 'missing',
      text: `${missing} of ${all} ${kind}s are missing from the vendor's list: ${names.join(', ')}${missing > names.length ? ` and ${missing - names.length} more` : ''}.`,
    })

  const floor = Math.max(JUMP_FLOOR, standing.present * JUMP_SHARE)
  const changed = (await tx.one<{ marked: number } & Record<string, number>>(
    `select count(*) filter (where p.action = 'deactivate')::int as marked,
       count(*) filter (where s.source_status = 'unknown' and a.source_status <> 'unknown')::int as unknown,
       ${Object.keys(WATCHED)
         .map((column) => `count(*) filter (where a.${column} is not null and s.${column} is null)::int as ${column}`)
         .join(', ')}
     from ${staging.plan} p join ${staging.accounts} s on s.page = p.page and s.idx = p.idx join accounts a on a.id = p.account_id
     where p.action not in ('create', 'same') and not p.standing and s.taken`,
  ))!
  if (trial && changed.marked > 0 && changed.marked <= floor) {
    reasons.push({
      rule: 'status_jump',
      scope: 'all',
      text: `The vendor now marks ${changed.marked} of ${standing.present} accounts as suspended or inactive that were not before. ${trial}`,
    })
  }
  if (changed.marked > floor) {
    reasons.push({
      rule: 'status_jump',
      scope: 'all',
      text: `The vendor now marks ${changed.marked} of ${standing.present} accounts as suspended or inactive that were not before.`,
    })
  }
  if ((changed['unknown'] ?? 0) > floor) {
    reasons.push({
      rule: 'status_jump',
      scope: 'all',
      text: `${changed['unknown']} of ${standing.present} accounts came with a status that is not known to this connector.`,
    })
  }
  for (const [column, label] of Object.entries(WATCHED)) {
    if ((changed[column] ?? 0) > floor)
      reasons.push({
        rule: 'field_jump',
        scope: 'all',
        text: `${changed[column]} of ${standing.present} accounts came without the ${label} that they had before.`,
      })
  }
  return reasons
}

/** Why this sync asks whatever the figures are; undefined when its connector has proven itself (reliability §3.13). */
async function inTrial(tx: Tx, { sync, connection, connector }: PlanOwner): Promise<string | undefined> {
  const { trial } = connector
  if (trial === undefined) return undefined
  const { done } = (await tx.one<{ done: number }>(
    `select count(*)::int as done from syncs where connection_id = $1 and id <> $2 and trigger <> 'preview'
       and state = 'done' and sealed_at is not null and started_at >= $3`,
    [connection.id, sync.id, trial.since],
  ))!
  return done < trial.syncs
    ? `${connector.name} is a custom connector: until ${trial.syncs} of its syncs are done, it asks every time.`
    : undefined
}

/** How many active accounts may be missing without asking. */
export function allowedMissing(guard: { missing: number; percent: number }, active: number): number {
  return Math.max(guard.missing, Math.floor((active * guard.percent) / 100))
}

async function judgeMissing(
  tx: Tx,
  run: PlanOwner,
  staging: Staging,
  standing: { active: number; present: number },
  read: number,
  trial: string | undefined,
): Promise<HoldReason[]> {
  const reasons: HoldReason[] = []
  const gone = (await tx.one<{ active: number; all: number }>(
    `select count(*) filter (where status in ('active', 'invited', 'unknown'))::int as active, count(*)::int as all from ${staging.missing}`,
  ))!
  const allowed = allowedMissing(run.connection.guard, standing.active)
  if (read === 0 && standing.present > 0) {
    reasons.push({
      rule: 'empty',
      scope: 'missing',
      text: `The vendor listed nobody at all; ${standing.present} ${standing.present === 1 ? 'account stands' : 'accounts stand'} here.`,
    })
  } else if (gone.active > allowed) {
    reasons.push({
      rule: 'missing',
      scope: 'missing',
      text: `${gone.active} of ${standing.active} active accounts are missing from the vendor's list; up to ${allowed} pass without asking.`,
    })
  } else if (trial && gone.all > 0) {
    reasons.push({
      rule: 'missing',
      scope: 'missing',
      text: `${gone.all} of ${standing.present} accounts ${gone.all === 1 ? 'is' : 'are'} missing from the vendor's list. ${trial}`,
    })
  }
  const domains = await tx.query<{ domain: string; accounts: number }>(
    `select x.domain, count(*)::int as accounts from ${staging.missing} x where x.domain <> '' and x.status in ('active', 'invited')
     group by x.domain having count(*) >= ${SMALLEST_WHOLE} and x.domain not in (
       select lower(split_part(a.email, '@', 2)) from accounts a
       where a.connection_id = $1 and a.email is not null and a.status in ('active', 'invited') and a.missing_since is null and a.id not in (select account_id from ${staging.missing}))`,
    [run.connection.id],
  )
  for (const { domain, accounts } of domains)
    reasons.push({
      rule: 'domain',
      scope: 'missing',
      text: `All ${accounts} accounts with an address at ${domain} are missing.`,
    })
  const groups = await tx.query<{ name: string; accounts: number }>(
    `select e.name, count(*)::int as accounts from ${staging.missing} x join grants g on g.account_id = x.account_id join entitlements e on e.id = g.entitlement_id
     where e.kind = 'group' group by e.id, e.name having count(*) >= ${SMALLEST_WHOLE} and count(*) = (
       select count(*) from grants h join accounts a on a.id = h.account_id where h.entitlement_id = e.id and a.missing_since is null)`,
  )
  for (const { name, accounts } of groups)
    reasons.push({
      rule: 'group',
      scope: 'missing',
      text: `All ${accounts} members of the group “${name}” are missing.`,
    })
  return reasons
}
