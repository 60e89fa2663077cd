import { AppError } from '#base/errors.ts'
import type { Db, Tx } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { getCustomConnector, lockCustomConnector } from './custom-connectors.store.ts'
import { untieApps } from './tie-app.ts'

/**
 * Deletes a custom connector that nothing reads by. Throws `not_found`, or `connector_in_use` naming its connections and
 * stored credentials.
 */
export async function deleteCustomConnector(db: Db, actor: Actor, id: string): Promise<void> {
  await db.tx(async (tx) => {
    await lockCustomConnector(tx, id)
    const { name } = await getCustomConnector(tx, id)
    const uses = await usesOf(tx, id)
    if (uses.length > 0) throw new AppError('connector_in_use', { message: `${name} is in use: ${uses.join(', ')}.` })
    await untieApps(tx, id)
    await tx.query('delete from custom_connectors where id = $1', [id])
    await recordAudit(tx, actor, {
      action: 'custom_connector.delete',
      target: { kind: 'custom_connector', id },
      detail: { name },
    })
  })
}

/** A connection that was removed counts too, as long as it can be brought back. */
async function usesOf(tx: Tx, id: string): Promise<string[]> {
  const rows = await tx.query<{ what: string }>(
    `select what from (
       select 1 as rank, 'the connection ' || name as what from connections where connector = $1 and state <> 'removed'
       union all select 2, 'the removed connection ' || name from connections where connector = $1 and state = 'removed'
       union all select 3, 'the credential ' || name from credentials k where connector = $1
         and not exists (select from connections where credential_id = k.id)) as uses order by rank, what limit 10`,
    [id],
  )
  return rows.map(({ what }) => what)
}
