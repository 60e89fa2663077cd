import type { Clock } from '#base/clock.ts'
import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import type { Connection } from './connection.ts'
import { getConnection, lockConnection } from './connections.store.ts'
import { nextDue } from './schedule.ts'
import { stopSyncs } from './stop-syncs.ts'

type Parts = { db: Db; clock: Clock }

/**
 * Stops a connection without taking anything away: no schedule, no sync, not even by hand, until it is resumed. A sync
 * that runs ends at its next page. Throws `not_found`, or `conflict` when it is not active.
 */
export function pauseConnection({ db, clock }: Parts, actor: Actor, id: string): Promise<Connection> {
  return db.tx(async (tx) => {
    const { state, name } = await lockConnection(tx, id)
    if (state !== 'active') throw new AppError('conflict', { message: 'Only an active connection can be paused.' })
    await stopSyncs(tx, id, clock.now())
    await tx.query(`update connections set state = 'paused', next_due_at = null, updated_at = now() where id = $1`, [
      id,
    ])
    await recordAudit(tx, actor, {
      action: 'connection.pause',
      target: { kind: 'connection', id },
      detail: { name },
    })
    return getConnection(tx, id)
  })
}

/** Lets a paused connection go on with its schedule. Throws `not_found`, or `conflict` when it is not paused. */
export function resumeConnection({ db, clock }: Parts, actor: Actor, id: string): Promise<Connection> {
  return db.tx(async (tx) => {
    const { state, name, schedule } = await lockConnection(tx, id)
    if (state !== 'paused') throw new AppError('conflict', { message: 'This connection is not paused.' })
    await tx.query(`update connections set state = 'active', next_due_at = $2, updated_at = now() where id = $1`, [
      id,
      nextDue(schedule, clock.now()),
    ])
    await recordAudit(tx, actor, {
      action: 'connection.resume',
      target: { kind: 'connection', id },
      detail: { name },
    })
    return getConnection(tx, id)
  })
}
