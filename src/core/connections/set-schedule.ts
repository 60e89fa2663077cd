import type { Clock } from '#base/clock.ts'
import type { Db } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import type { Connection } from './connection.ts'
import { getConnection, lockConnection } from './connections.store.ts'
import { checkTimezone, nextDue, type Schedule } from './schedule.ts'

/** Sets when a connection is synced by itself (F76). Throws `not_found`, or `invalid_input` for an unknown time zone. */
export function setSchedule(
  { db, clock }: { db: Db; clock: Clock },
  actor: Actor,
  id: string,
  schedule: Schedule,
): Promise<Connection> {
  checkTimezone(schedule.timezone)
  return db.tx(async (tx) => {
    const connection = await lockConnection(tx, id)
    const due = connection.state === 'active' ? nextDue(schedule, clock.now()) : null
    await tx.query('update connections set schedule = $2, next_due_at = $3, updated_at = now() where id = $1', [
      id,
      JSON.stringify(schedule),
      due,
    ])
    await recordAudit(tx, actor, {
      action: 'connection.schedule',
      target: { kind: 'connection', id },
      detail: { before: connection.schedule, after: schedule },
    })
    return getConnection(tx, id)
  })
}
