import type { Db } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import { KNOWN_APPS } from './known-apps.ts'

/**
 * Brings the list of well-known apps, and of those with a connector, to what this release knows. An app that somebody
 * here made or uses keeps its name and category; a connector that has come for it is tied to it. Safe when several
 * processes start at once.
 */
export async function fillCatalogue(db: Db, connectors: ReadonlyMap<string, Connector>): Promise<void> {
  const sites = new Map(KNOWN_APPS.map(({ id, site }) => [id, site]))
  const own = [...connectors.values()].map(({ id, name, category, description }) => {
    return { id, name, category, description, connector: id, site: sites.get(id) ?? null }
  })
  const others = KNOWN_APPS.filter(({ id }) => !connectors.has(id)).map((app) => {
    return { ...app, description: '', connector: null }
  })
  await db.query(
    `insert into apps as app (id, name, category, description, connector, site, is_catalogue)
     select id, name, category, description, connector, site, true
     from jsonb_to_recordset($1) as known(id text, name text, category text, description text, connector text, site text)
     order by id
     on conflict (id) do update set
       name = case when app.is_catalogue then excluded.name else app.name end,
       category = case when app.is_catalogue then excluded.category else app.category end,
       description = case when app.is_catalogue then excluded.description else app.description end,
       connector = coalesce(app.connector, excluded.connector), site = coalesce(app.site, excluded.site)
     where (app.name, app.category, app.description) is distinct from (excluded.name, excluded.category, excluded.description) and app.is_catalogue
       or app.connector is null and excluded.connector is not null or app.site is null and excluded.site is not null`,
    [JSON.stringify([...own, ...others])],
  )
}
