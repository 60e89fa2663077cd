import { newId } from '#base/ids.ts'
import type { Db } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { moveToApp } from './app-record.ts'
import { getMove, lockBoth, type AppMove } from './app-moves.store.ts'
import { getApp } from './apps.store.ts'

export type MergePreview = {
  /** Connections that move, by name, with their accounts. */
  connections: { id: string; name: string; accounts: number }[]
  /** How many reports of sign-on services move. */
  sightings: number
  /** The most people that any of them has. */
  people: number
}

/** What would move if the app were merged; nothing is changed. Throws `not_found`. */
export async function previewMerge(db: Db, id: string): Promise<MergePreview> {
  await getApp(db, id)
  const connections = await db.query<MergePreview['connections'][number]>(
    `select id, name, account_count as accounts from connections where app_id = $1 and state <> 'removed' order by lower(name), id`,
    [id],
  )
  const seen = await db.one<{ sightings: number; people: number }>(
    `select count(*)::int as sightings, coalesce(max(holders) filter (where standing), 0) as people from app_sightings where app_id = $1`,
    [id],
  )
  return { connections, sightings: seen?.sightings ?? 0, people: seen?.people ?? 0 }
}

/**
 * Merges an app into another one (F11): its connections with their accounts and what sign-on services report of it go
 * there, and it is in no list any more. What is reported under its name later goes there too. `undoMove` takes it back.
 *
 * Throws `not_found`, `conflict` for one that is merged already, or `invalid_input` naming `intoId`.
 */
export function mergeApp(db: Db, actor: Actor, now: Date, fromId: string, intoId: string): Promise<AppMove> {
  return db.tx(async (tx) => {
    await lockBoth(tx, fromId, intoId)
    const id = newId()
    const connections = await tx.query<{ id: string }>('select id from connections where app_id = $1 order by id', [
      fromId,
    ])
    for (const connection of connections) await moveToApp(tx, connection.id, intoId)
    await tx.query(
      `with moved as (
         update app_sightings s set app_id = $3 from app_sightings o
         where s.app_id = $2 and o.connection_id = s.connection_id and o.external_id = s.external_id
         returning s.connection_id, s.external_id, o.basis)
       insert into app_moves (id, from_app, into_app, is_merge, sightings, connections, actor_name, moved_at)
       select $1, $2, $3, true, coalesce(jsonb_agg(jsonb_build_object('connectionId', connection_id, 'externalId', external_id, 'basis', basis)), '[]'),
         $4, $5, $6 from moved`,
      [id, fromId, intoId, connections.map((connection) => connection.id), actor.name, now],
    )
    await tx.query('update apps set merged_into = $2 where id = $1', [fromId, intoId])
    await recordAudit(tx, actor, {
      action: 'app.merge',
      target: { kind: 'app', id: fromId },
      detail: { into: intoId, connections: connections.length },
    })
    return getMove(tx, id)
  })
}
