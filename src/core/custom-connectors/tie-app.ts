import type { Tx } from '#db/pool.ts'
import { freeId } from '../apps/create-app.ts'
import type { Definition } from './definition.ts'

/**
 * The app of a custom connector in the catalogue: the one that it is tied to already, an app of the same name that nothing
 * connects yet, or a new one.
 */
export async function tieApp(tx: Tx, connectorId: string, { name, category, description }: Definition): Promise<void> {
  if (await tx.one('select 1 as found from apps where connector = $1 limit 1', [connectorId])) return
  const tied = await tx.one(
    `update apps set connector = $1 where id = (select id from apps where connector is null and lower(name) = lower($2)
       order by is_catalogue, id limit 1) returning id`,
    [connectorId, name],
  )
  if (tied) return
  await tx.query(`insert into apps (id, name, connector, category, description) values ($1, $2, $3, $4, $5)`, [
    await freeId(tx, name),
    name,
    connectorId,
    category,
    description,
  ])
}

/** The apps of a custom connector that is gone: they stay, and nothing connects them. */
export async function untieApps(tx: Tx, connectorId: string): Promise<void> {
  await tx.query('update apps set connector = null where connector = $1', [connectorId])
}
