import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import { sql } from '#db/sql.ts'
import type { Account, HeldEntitlement } from './account.ts'
import { ACCOUNT, ACCOUNT_FROM } from './accounts.store.ts'

// Some vendors put an account into thousands of groups; a page of the entitlements list shows them all.
const MAX_ENTITLEMENTS = 1000

/** One account with what it holds. Throws `not_found`. */
export async function getAccount(db: Db, id: string): Promise<Account & { entitlements: HeldEntitlement[] }> {
  const account = await db.one<Account>(sql`select ${ACCOUNT} from ${ACCOUNT_FROM} where a.id = ${id}`)
  if (!account) throw new AppError('not_found')
  const entitlements = await db.query<HeldEntitlement>(
    `select e.id, e.kind, e.external_id as "externalId", e.name, g.since
     from grants g join entitlements e on e.id = g.entitlement_id
     where g.account_id = $1 order by e.kind, e.name, e.id limit ${MAX_ENTITLEMENTS}`,
    [id],
  )
  return { ...account, entitlements }
}
