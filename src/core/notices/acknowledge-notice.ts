import type { Clock } from '#base/clock.ts'
import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import type { Notice } from './notice.ts'
import { getNotice } from './notices.store.ts'

/**
 * Somebody takes a notice in hand: it stays open until its cause is gone, but is no longer counted, and nobody is
 * reminded. Once is enough: a second time changes nothing. Throws `not_found`, `conflict` for a closed one.
 */
export function acknowledgeNotice({ db, clock }: { db: Db; clock: Clock }, actor: Actor, id: string): Promise<Notice> {
  return db.tx(async (tx) => {
    const notice = await tx.one<{ title: string; closed: boolean }>(
      'select title, closed_at is not null as closed from notices where id = $1 for update',
      [id],
    )
    if (!notice) throw new AppError('not_found')
    if (notice.closed) throw new AppError('conflict', { message: 'This notice is closed already: its cause is gone.' })
    const done = await tx.one(
      'update notices set acknowledged_at = $2, acknowledged_by = $3 where id = $1 and acknowledged_at is null returning id',
      [id, clock.now(), actor.name],
    )
    if (done) {
      await recordAudit(tx, actor, {
        action: 'notice.acknowledge',
        target: { kind: 'notice', id },
        detail: { title: notice.title },
      })
    }
    return getNotice(tx, id)
  })
}
