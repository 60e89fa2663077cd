import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'

/** An OpenID provider that people may sign in with. Its secret is elsewhere and leaves the database sealed only. */
export type SignInProvider = {
  id: string
  name: string
  issuer: string
  clientId: string
  domains: string[]
  defaultRole: string | null
  enabled: boolean
  createdAt: Date
}

const PROVIDER = `id, name, issuer, client_id as "clientId", domains, default_role as "defaultRole", enabled,
  created_at as "createdAt"`

export function listProviders(db: Db): Promise<SignInProvider[]> {
  return db.query<SignInProvider>(`select ${PROVIDER} from sign_in_providers order by lower(name), id`)
}

/** Throws `not_found`. */
export async function getProvider(db: Db, id: string): Promise<SignInProvider & { sealedSecret: string }> {
  const row = await db.one<SignInProvider & { sealedSecret: string }>(
    `select ${PROVIDER}, sealed_secret as "sealedSecret" from sign_in_providers where id = $1`,
    [id],
  )
  if (!row) throw new AppError('not_found')
  return row
}

/** Who this is here; undefined when they were never here. */
export async function findIdentity(db: Db, issuer: string, subject: string): Promise<string | undefined> {
  const row = await db.one<{ userId: string }>(
    'select user_id as "userId" from sign_in_identities where issuer = $1 and subject = $2',
    [issuer, subject],
  )
  return row?.userId
}

/** From now on whoever the provider knows by this subject is that user. */
export async function addIdentity(db: Db, issuer: string, subject: string, userId: string): Promise<void> {
  await db.query(
    'insert into sign_in_identities (issuer, subject, user_id) values ($1, $2, $3) on conflict do nothing',
    [issuer, subject, userId],
  )
}
