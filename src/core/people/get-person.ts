import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import { sql } from '#db/sql.ts'
import type { Account } from '../accounts/account.ts'
import { ACCOUNT, ACCOUNT_FROM } from '../accounts/accounts.store.ts'
import { MANAGER, PERSON } from './people.store.ts'
import type { Person } from './person.ts'

export type PersonDetail = Person & { managerName: string | null; accounts: Account[] }

// Nobody holds that many; it bounds the answer if a mapping ties a thousand accounts to one person.
const MAX_ACCOUNTS = 500

/** One person with their accounts, by app. Throws `not_found`. */
export async function getPerson(db: Db, id: string): Promise<PersonDetail> {
  const person = await db.one<Person & { managerName: string | null }>(
    sql`select ${PERSON}, manager.name as "managerName" from people p ${MANAGER} where p.id = ${id}`,
  )
  if (!person) throw new AppError('not_found')
  const accounts = await db.query<Account>(
    sql`select ${ACCOUNT} from ${ACCOUNT_FROM} where a.person_id = ${id} and a.listed
      order by app.name, a.id limit ${MAX_ACCOUNTS}`,
  )
  return { ...person, accounts }
}
