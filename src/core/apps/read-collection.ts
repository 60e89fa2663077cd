import type { Db } from '#db/pool.ts'
import { findApps, type App } from './apps.store.ts'
import { STARTING_SETS } from './starting-sets.ts'

export const COLLECTIONS = ['recommended', 'essentials', 'staff-picks', 'workflow-favorites'] as const

export type CollectionId = (typeof COLLECTIONS)[number]

/** Why an app is in a collection. */
export type Reason =
  /** So many have it, as that sign-on service reports. */
  | { kind: 'seen'; people: number; in: string }
  /** So many per cent of the people have it. */
  | { kind: 'share'; percent: number }
  /** So many people have it. */
  | { kind: 'people'; people: number }

export type Collection = {
  id: CollectionId
  /** `own_use`: as this organisation uses its apps. `starting_set`: what most begin with, as long as too little is known. */
  basis: 'own_use' | 'starting_set'
  items: { app: App; reason: Reason | null }[]
}

/** How many a collection has at most: more would be a list and no choice. */
const MOST = 24

/** Who is needed "across the organisation": at least this share of its people has the app. */
const ESSENTIAL_PERCENT = 50

/**
 * One collection of the catalogue (F3, F5), computed from what is known of this organisation, else a starting set that
 * says so.
 *
 * - Recommended: what most have through the sign-on service, among apps that have a connector and no connection.
 * - Essentials: what at least half of the people have, by the sign-on service or by the app's own connection.
 * - Staff picks: what most people have.
 * - Workflow favourites: what acts most in workflows.
 */
export async function readCollection(db: Db, id: CollectionId): Promise<Collection> {
  const found = await OWN_USE[id](db)
  if (found.length > 0 || id === 'recommended') {
    const apps = await findApps(
      db,
      found.map(({ appId }) => appId),
    )
    const reasons = new Map(found.map(({ appId, reason }) => [appId, reason]))
    return { id, basis: 'own_use', items: apps.map((app) => ({ app, reason: reasons.get(app.id) ?? null })) }
  }
  const apps = await findApps(db, STARTING_SETS[id])
  return { id, basis: 'starting_set', items: apps.map((app) => ({ app, reason: null })) }
}

type Found = { appId: string; reason: Reason }

const OWN_USE: Record<CollectionId, (db: Db) => Promise<Found[]>> = {
  recommended: async (db) => {
    const rows = await db.query<{ appId: string; people: number; service: string }>(
      `select seen.* from (
         select distinct on (s.app_id) s.app_id as "appId", s.holders as people, v.name as service
         from app_sightings s join connections v on v.id = s.connection_id join apps app on app.id = s.app_id
         where s.standing and s.holders > 0 and app.connector is not null
           and not exists (select from connections c where c.app_id = s.app_id and c.state not in ('draft', 'removed'))
         order by s.app_id, s.holders desc, v.name) seen
       order by people desc, "appId" limit $1`,
      [MOST],
    )
    return rows.map(({ appId, people, service }) => ({ appId, reason: { kind: 'seen', people, in: service } }))
  },
  essentials: async (db) => {
    const rows = await db.query<{ appId: string; percent: number }>(
      `select "appId", least(100, round(100.0 * people / nullif(headcount.n, 0)))::int as percent
       from (${HELD}) held, (select max(active_account_count) as n from connections
         where is_primary_source and state not in ('draft', 'removed')) headcount
       where people * 100 >= $2 * headcount.n and headcount.n > 0 order by people desc, "appId" limit $1`,
      [MOST, ESSENTIAL_PERCENT],
    )
    return rows.map(({ appId, percent }) => ({ appId, reason: { kind: 'share', percent } }))
  },
  'staff-picks': async (db) => {
    const rows = await db.query<{ appId: string; people: number }>(
      `select * from (${HELD}) held order by people desc, "appId" limit $1`,
      [MOST / 2],
    )
    return rows.map(({ appId, people }) => ({ appId, reason: { kind: 'people', people } }))
  },
  // Nothing records yet which app a workflow acted in.
  'workflow-favorites': async () => [],
}

/** How many have each app: what its own connections tell, or the sign-on service where that tells more. */
const HELD = `select app_id as "appId", max(people)::int as people from (
    select app_id, sum(active_account_count) as people from connections
      where state not in ('draft', 'removed') group by app_id
    union all select app_id, max(holders) from app_sightings where standing group by app_id) told
  group by app_id having max(people) > 0`
