import { AppError } from '#base/errors.ts'
import { newId } from '#base/ids.ts'
import type { Db } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { getMove, lockBoth, type AppMove } from './app-moves.store.ts'

/**
 * Says that what a sign-on service lists under one id is another app (F11). It stays so, whatever the service calls it
 * later. `undoMove` takes it back.
 *
 * Throws `not_found` for a report that this app has not, `conflict`, or `invalid_input` naming `intoId`.
 */
export function mapSighting(
  db: Db,
  actor: Actor,
  now: Date,
  fromId: string,
  { connectionId, externalId, intoId }: { connectionId: string; externalId: string; intoId: string },
): Promise<AppMove> {
  return db.tx(async (tx) => {
    await lockBoth(tx, fromId, intoId)
    const row = await tx.one<{ basis: string }>(
      'select basis from app_sightings where connection_id = $1 and external_id = $2 and app_id = $3 for update',
      [connectionId, externalId, fromId],
    )
    if (!row) throw new AppError('not_found')
    await tx.query(
      `update app_sightings set app_id = $3, basis = 'chosen' where connection_id = $1 and external_id = $2`,
      [connectionId, externalId, intoId],
    )
    const id = newId()
    await tx.query(
      `insert into app_moves (id, from_app, into_app, is_merge, sightings, connections, actor_name, moved_at)
       values ($1, $2, $3, false, $4, '{}', $5, $6)`,
      [id, fromId, intoId, JSON.stringify([{ connectionId, externalId, basis: row.basis }]), actor.name, now],
    )
    await recordAudit(tx, actor, {
      action: 'app.map',
      target: { kind: 'app', id: fromId },
      detail: { into: intoId, connectionId, externalId },
    })
    return getMove(tx, id)
  })
}
