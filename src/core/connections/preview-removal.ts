import type { Db } from '#db/pool.ts'
import { findConnection } from './connections.store.ts'
import { PEOPLE_ONLY_FROM } from './removed-rows.store.ts'
import { UNDO_DAYS } from './undo-window.ts'

/** What goes when a connection is removed, to the row. */
export type Removal = {
  name: string
  accounts: number
  /** People who are known from nowhere else; they go with it. */
  people: number
  /** People who stay, with less known of them. */
  peopleStaying: number
  groups: number
  roles: number
  licences: number
  apps: number
  holdings: number
  syncs: number
  changes: number
  issues: number
  rawPages: number
  /** One per account, day, grade and app. */
  activity: number
  transactions: number
  /** Null when it has none; otherwise what becomes of it. */
  credential: { name: string; fate: 'deleted' | 'kept'; usedBy: string[] } | null
  isPrimarySource: boolean
  undoDays: number
}

type Counts = Omit<Removal, 'name' | 'credential' | 'isPrimarySource' | 'undoDays'>

/** Counts what a removal would take, without taking it. Throws `not_found`. */
export async function previewRemoval(db: Db, id: string): Promise<Removal> {
  const { name, credentialId, isPrimarySource } = await findConnection(db, id)
  const counts = await db.one<Counts>(
    `with only_here as (${PEOPLE_ONLY_FROM}), of_syncs as (select id from syncs where connection_id = $1)
     select (select count(*)::int from accounts where connection_id = $1) as accounts,
       (select count(*)::int from only_here) as people,
       (select count(distinct person_id)::int from accounts where connection_id = $1 and person_id is not null
          and person_id not in (select id from only_here)) as "peopleStaying",
       (select count(*)::int from entitlements where connection_id = $1 and kind = 'group') as groups,
       (select count(*)::int from entitlements where connection_id = $1 and kind = 'role') as roles,
       (select count(*)::int from entitlements where connection_id = $1 and kind = 'licence') as licences,
       (select count(*)::int from entitlements where connection_id = $1 and kind = 'app') as apps,
       (select count(*)::int from grants g join entitlements e on e.id = g.entitlement_id where e.connection_id = $1) as holdings,
       (select count(*)::int from of_syncs) as syncs,
       (select count(*)::int from sync_changes where sync_id in (select id from of_syncs)) as changes,
       (select count(*)::int from sync_issues where sync_id in (select id from of_syncs)) as issues,
       (select count(*)::int from raw_pages where connection_id = $1) as "rawPages",
       (select count(*)::int from activity where connection_id = $1) as activity,
       (select count(*)::int from transactions where connection_id = $1) as transactions`,
    [id],
  )
  return {
    name,
    ...(counts as Counts),
    credential: credentialId === null ? null : await fateOf(db, id, credentialId),
    isPrimarySource,
    undoDays: UNDO_DAYS,
  }
}

async function fateOf(db: Db, id: string, credentialId: string): Promise<Removal['credential']> {
  const credential = await db.one<{ name: string; usedBy: string[] }>(
    `select k.name, array(select c.name from connections c where c.credential_id = k.id and c.id <> $2 order by c.name) as "usedBy"
     from credentials k where k.id = $1`,
    [credentialId, id],
  )
  return credential ? { ...credential, fate: credential.usedBy.length > 0 ? 'kept' : 'deleted' } : null
}
