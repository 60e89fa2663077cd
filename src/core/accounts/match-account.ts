import { AppError } from '#base/errors.ts'
import { newId } from '#base/ids.ts'
import type { Db, Tx } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { resolvePeople } from '../people/resolve-people.ts'
import { lockAccount, type LockedAccount } from './accounts.store.ts'

/**
 * Says whose account this is (F92). The person's fields are worked out anew from all claims; so are those of the person
 * who had it before.
 *
 * @param personId an id, or 'new' for a person made from what the account's source says of them. Throws `not_found` for
 * an unknown person and `conflict` when there is nothing to make a person of.
 */
export async function matchAccount(db: Db, actor: Actor, accountId: string, personId: string): Promise<void> {
  await db.tx(async (tx) => {
    const account = await lockAccount(tx, accountId)
    const target = personId === 'new' ? await newPerson(tx, account) : await existing(tx, personId)
    await tx.query('update accounts set person_id = $2, unmatched_reason = null, ignored = false where id = $1', [
      accountId,
      target,
    ])
    await resolvePeople(tx, [target, ...(account.personId === null ? [] : [account.personId])])
    await recordAudit(tx, actor, {
      action: 'account.match',
      target: { kind: 'account', id: accountId },
      detail: { before: account.personId, after: target, created: personId === 'new' },
    })
  })
}

async function existing(tx: Tx, personId: string): Promise<string> {
  // Held, so that the person is not deleted between this look and the update.
  const person = await tx.one<{ id: string }>('select id from people where id = $1 for share', [personId])
  if (!person) throw new AppError('not_found')
  return person.id
}

async function newPerson(tx: Tx, account: LockedAccount): Promise<string> {
  if (typeof account.claims['email'] !== 'string' && typeof account.claims['username'] !== 'string') {
    throw new AppError('conflict', {
      message: 'The source says too little of this account to make a person. Add the person by hand, then match.',
    })
  }
  const id = newId()
  await tx.query('insert into people (id, status) values ($1, $2)', [id, account.status])
  return id
}
