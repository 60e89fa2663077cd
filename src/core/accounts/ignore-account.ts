import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { lockAccount } from './accounts.store.ts'

/**
 * Leaves an account without a person on purpose, or lets it wait for one again: the next sync then tries its sync keys.
 * Throws `conflict` when it has a person.
 */
export async function ignoreAccount(db: Db, actor: Actor, id: string, ignored: boolean): Promise<void> {
  await db.tx(async (tx) => {
    const account = await lockAccount(tx, id)
    if (account.personId !== null) {
      throw new AppError('conflict', { message: 'This account has a person. Take it away from them first.' })
    }
    if (account.ignored === ignored) return
    await tx.query('update accounts set ignored = $2, unmatched_reason = $3 where id = $1', [
      id,
      ignored,
      ignored ? null : 'no_match',
    ])
    await recordAudit(tx, actor, {
      action: ignored ? 'account.ignore' : 'account.unignore',
      target: { kind: 'account', id },
    })
  })
}
