import type { Clock } from '#base/clock.ts'
import { AppError } from '#base/errors.ts'
import type { Db, Tx } from '#db/pool.ts'
import { SYSTEM_ACTOR, type Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import type { Connection, PauseReason } from './connection.ts'
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
    await pause(tx, actor, { id, name }, null, clock.now())
    return getConnection(tx, id)
  })
}

/** For so long a run waits for a decision; then nothing more is read on top of it (reliability §3.1). */
export const HOLD_DAYS = 28

/**
 * Pauses every connection of which a run has waited for 28 days, one of them or one after another, without anybody
 * deciding on it. In the caller's transaction, which also tells people.
 */
export async function pauseUnanswered(tx: Tx, now: Date): Promise<void> {
  // A notice stays open while held runs follow each other, and closes with the decision.
  const waiting = await tx.query<{ id: string; name: string }>(
    `select c.id, c.name from connections c where c.state = 'active' and exists (
       select from notices n where n.connection_id = c.id and n.kind = 'sync.held' and n.closed_at is null and n.opened_at <= $1)
       and exists (select from syncs s where s.connection_id = c.id and s.state = 'held') for update`,
    [new Date(now.getTime() - HOLD_DAYS * 24 * 60 * 60_000)],
  )
  for (const connection of waiting) await pause(tx, SYSTEM_ACTOR, connection, 'hold', now)
}

async function pause(
  tx: Tx,
  actor: Actor,
  { id, name }: { id: string; name: string },
  reason: PauseReason | null,
  now: Date,
): Promise<void> {
  await stopSyncs(tx, id, now)
  await tx.query(
    `update connections set state = 'paused', next_due_at = null, paused_at = $2, pause_reason = $3, updated_at = now()
     where id = $1`,
    [id, now, reason],
  )
  await recordAudit(tx, actor, {
    action: 'connection.pause',
    target: { kind: 'connection', id },
    detail: { name, ...(reason !== null && { reason }) },
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
