import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { resolvePeople } from '../people/resolve-people.ts'
import { lockAccount } from './accounts.store.ts'

/**
 * Takes an account away from its person and leaves it without one on purpose: the sync keys would only tie the two
 * together again. Throws `conflict` when it has no person.
 */
export async function unmatchAccount(db: Db, actor: Actor, id: string): Promise<void> {
  await db.tx(async (tx) => {
    const account = await lockAccount(tx, id)
    if (account.personId === null) throw new AppError('conflict', { message: 'This account has no person.' })
    await tx.query('update accounts set person_id = null, unmatched_reason = null, ignored = true where id = $1', [id])
    await resolvePeople(tx, [account.personId])
    await recordAudit(tx, actor, {
      action: 'account.unmatch',
      target: { kind: 'account', id },
      detail: { before: account.personId },
    })
  })
}
