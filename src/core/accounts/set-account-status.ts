import type { Db } from '#db/pool.ts'
import type { AccountStatus } from '#kit/define.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { recountAccounts } from '../connections/recount-accounts.ts'
import { resolvePeople } from '../people/resolve-people.ts'
import { lockAccount } from './accounts.store.ts'

/** Sets an account's status by hand, above what the vendor says (F90); null gives the word back to the vendor. */
export async function setAccountStatus(db: Db, actor: Actor, id: string, status: AccountStatus | null): Promise<void> {
  await db.tx(async (tx) => {
    const account = await lockAccount(tx, id)
    await tx.query(
      `update accounts set manual_status = $2::text,
         status = coalesce($2::text, case when missing_since is not null then 'inactive' else source_status end)
       where id = $1`,
      [id, status],
    )
    // A primary source's account leads its person's status.
    if (account.personId !== null) await resolvePeople(tx, [account.personId])
    await recountAccounts(tx, account.connectionId)
    await recordAudit(tx, actor, {
      action: 'account.set_status',
      target: { kind: 'account', id },
      detail: { before: account.manualStatus, after: status },
    })
  })
}
