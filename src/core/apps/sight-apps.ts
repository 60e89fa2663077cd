import type { Tx } from '#db/pool.ts'
import { firstFreeId } from './create-app.ts'
import { KNOWN_APPS } from './known-apps.ts'
import { recogniser, type Candidate, type Named } from './recognise-app.ts'

type Reported = Named & { externalId: string }
type Known = Candidate & { mergedInto: string | null }
type Sighting = { externalId: string; appId: string; basis: 'site' | 'name' | 'new' }

/** What an app is filed under until somebody says. */
const UNKNOWN_CATEGORY = 'Not categorised'

/**
 * Brings the catalogue to what a sign-on service reports (F11): every app that it lists is recognised or gets an entry of
 * its own, and how many have it is counted anew. What was recognised or chosen before stays. A connection that lists no
 * apps costs two look-ups.
 */
export async function sightApps(tx: Tx, connectionId: string): Promise<void> {
  const about = await tx.one<{ own: string | null; listed: boolean; sighted: boolean }>(
    `select app.site as own, exists (select from entitlements where connection_id = c.id and kind = 'app') as listed,
       exists (select from app_sightings where connection_id = c.id) as sighted
     from connections c join apps app on app.id = c.app_id where c.id = $1`,
    [connectionId],
  )
  if (!about?.listed && !about?.sighted) return
  // Two services that are read at once and name the same new app make one entry of it.
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('app-sightings', 0))`)
  const reported = await tx.query<Reported>(
    `select e.external_id as "externalId", e.name, e.url from entitlements e
     where e.connection_id = $1 and e.kind = 'app' and e.missing_since is null
       and not exists (select from app_sightings s where s.connection_id = $1 and s.external_id = e.external_id)
     order by e.external_id`,
    [connectionId],
  )
  if (reported.length > 0) await keep(tx, connectionId, reported, about.own === null ? [] : [about.own])
  await tx.query(
    `update app_sightings s set standing = n.standing, holders = n.holders
     from (select o.external_id, e.id is not null as standing, coalesce(held.holders, 0) as holders
           from app_sightings o left join entitlements e
             on e.connection_id = $1 and e.kind = 'app' and e.external_id = o.external_id and e.missing_since is null
             left join (select g.entitlement_id, count(*)::int as holders from grants g join accounts a on a.id = g.account_id
               where a.connection_id = $1 and a.status = 'active' group by g.entitlement_id) held on held.entitlement_id = e.id
           where o.connection_id = $1) n
     where s.connection_id = $1 and s.external_id = n.external_id and (s.standing, s.holders) is distinct from (n.standing, n.holders)`,
    [connectionId],
  )
}

async function keep(tx: Tx, connectionId: string, reported: readonly Reported[], ownSites: string[]): Promise<void> {
  const known = await tx.query<Known>('select id, name, site, merged_into as "mergedInto" from apps')
  const heirs = new Map(known.map(({ id, mergedInto }) => [id, mergedInto]))
  const recognise = recogniser([...known, ...otherNames(known)], ownSites)
  const taken = new Set(known.map(({ id }) => id))
  const made = new Map<string, { id: string; name: string }>()
  const sightings = reported.map((one): Sighting => {
    const found = recognise(one)
    if (found) return { externalId: one.externalId, appId: heirOf(found.appId, heirs), basis: found.basis }
    const again = made.get(one.name)
    if (again) return { externalId: one.externalId, appId: again.id, basis: 'name' }
    const id = firstFreeId(one.name, taken)
    taken.add(id)
    made.set(one.name, { id, name: one.name })
    return { externalId: one.externalId, appId: id, basis: 'new' }
  })
  await tx.query(
    `insert into apps (id, name, category, is_sighted)
     select id, name, $2, true from jsonb_to_recordset($1) as made(id text, name text)`,
    [JSON.stringify([...made.values()]), UNKNOWN_CATEGORY],
  )
  await tx.query(
    `insert into app_sightings (connection_id, external_id, app_id, basis)
     select $1, "externalId", "appId", basis from jsonb_to_recordset($2) as seen("externalId" text, "appId" text, basis text)`,
    [connectionId, JSON.stringify(sightings)],
  )
}

/** What an app is known as beside the name that its connector, or somebody here, gave it. */
function otherNames(known: readonly Candidate[]): Candidate[] {
  const ids = new Set(known.map(({ id }) => id))
  return KNOWN_APPS.filter(({ id }) => ids.has(id)).map(({ id, name }) => ({ id, name, site: null }))
}

/** The app that stands for another one now; a merge never leads back to where it began. */
function heirOf(id: string, heirs: ReadonlyMap<string, string | null>): string {
  const next = heirs.get(id)
  return next === undefined || next === null ? id : heirOf(next, heirs)
}
