import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { moveToApp } from './app-record.ts'
import { getApp, type App } from './apps.store.ts'

type Locked = { fromApp: string; intoApp: string; isMerge: boolean; connections: string[]; undoneAt: Date | null }

/**
 * Takes back a merge or a mapping: what moved then and still is there goes back to where it was, as it was recognised
 * then. What came to the other app later, or was moved on, stays.
 *
 * @returns the app that is back. Throws `not_found`, or `conflict` when it was taken back already or its app was merged
 * again since.
 */
export function undoMove(db: Db, actor: Actor, now: Date, id: string): Promise<App> {
  return db.tx(async (tx) => {
    const move = await tx.one<Locked>(
      `select from_app as "fromApp", into_app as "intoApp", is_merge as "isMerge", connections, undone_at as "undoneAt"
       from app_moves where id = $1 for update`,
      [id],
    )
    if (!move) throw new AppError('not_found')
    if (move.undoneAt !== null) throw new AppError('conflict', { message: 'This was taken back already.' })
    const { fromApp, intoApp, isMerge } = move
    if (isMerge)
      await tx.query('update apps set merged_into = null where id = $1 and merged_into = $2', [fromApp, intoApp])
    else await requireStanding(tx, fromApp)
    await tx.query(
      `update app_sightings s set app_id = $2, basis = was.basis
       from app_moves m cross join lateral jsonb_to_recordset(m.sightings) as was("connectionId" uuid, "externalId" text, basis text)
       where m.id = $1 and s.connection_id = was."connectionId" and s.external_id = was."externalId" and s.app_id = $3`,
      [id, fromApp, intoApp],
    )
    const back = await tx.query<{ id: string }>(
      'select id from connections where id = any($1::uuid[]) and app_id = $2 order by id',
      [move.connections, intoApp],
    )
    for (const connection of back) await moveToApp(tx, connection.id, fromApp)
    await tx.query('update app_moves set undone_at = $2 where id = $1', [id, now])
    await recordAudit(tx, actor, {
      action: isMerge ? 'app.unmerge' : 'app.unmap',
      target: { kind: 'app', id: fromApp },
      detail: { from: intoApp },
    })
    return getApp(tx, fromApp)
  })
}

/** A report cannot go back to an app that was merged away since. */
async function requireStanding(db: Db, appId: string): Promise<void> {
  const { mergedInto } = await getApp(db, appId)
  if (mergedInto !== null) {
    throw new AppError('conflict', { message: 'The app that it came from was merged since. Take that back first.' })
  }
}
