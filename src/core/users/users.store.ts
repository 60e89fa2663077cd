import { AppError } from '#base/errors.ts'
import type { Db, Tx } from '#db/pool.ts'
import { allOf, sql } from '#db/sql.ts'
import { bySortKey, containing, readCursor, toPage, type Page, type PageRequest } from '../keyset.ts'
import { isBuiltIn } from './permissions.ts'

/** A user as the pages about users show them. */
export type UserRow = {
  id: string
  name: string
  email: string
  role: string
  roleName: string
  createdAt: Date
  lastSignInAt: Date | null
  disabledAt: Date | null
  hasPassword: boolean
  hasTotp: boolean
  passkeys: number
  providers: string[]
  sessions: number
}

// The auth library's tables, read and written by us where it has no words for what we need; nowhere else.
const USER = sql`u.id, u.name, u.email, u.role, coalesce(r.name, initcap(u.role)) as "roleName", u."createdAt", u."lastSignInAt", u."disabledAt",
  exists (select from auth.account a where a."userId" = u.id and a."providerId" = 'credential') as "hasPassword",
  coalesce(u."twoFactorEnabled", false) as "hasTotp",
  (select count(*)::int from auth.passkey p where p."userId" = u.id) as passkeys,
  array(select coalesce(p.name, i.issuer) from sign_in_identities i left join sign_in_providers p on p.issuer = i.issuer
    where i.user_id = u.id order by 1) as providers,
  (select count(*)::int from auth.session s where s."userId" = u.id and s."expiresAt" > now()) as sessions`
const FROM = sql`from auth."user" u left join roles r on r.id::text = u.role`

/** By name. */
export async function listUsers(db: Db, filter: PageRequest & { search?: string | undefined }): Promise<Page<UserRow>> {
  const after = readCursor(filter.cursor, ['text', 'text'])
  const pattern = filter.search ? containing(filter.search) : undefined
  const conditions = [
    ...(after ? [sql`(lower(u.name), u.id) > (${after[0]}, ${after[1]})`] : []),
    ...(pattern === undefined ? [] : [sql`u.name ilike ${pattern} or u.email ilike ${pattern}`]),
  ]
  const rows = await db.query<UserRow & { sortKey: string }>(sql`
    select ${USER}, lower(u.name) as "sortKey" ${FROM} where ${allOf(conditions)}
    order by lower(u.name), u.id limit ${filter.limit + 1}`)
  return toPage(rows, filter.limit, bySortKey)
}

/** Throws `not_found`. */
export async function getUser(db: Db, id: string): Promise<UserRow> {
  const row = await db.one<UserRow>(sql`select ${USER} ${FROM} where u.id = ${id}`)
  if (!row) throw new AppError('not_found')
  return row
}

export type LockedUser = { id: string; name: string; email: string; role: string; disabledAt: Date | null }

/** Held until the transaction ends, so that two changes of one user do not pass each other. Throws `not_found`. */
export async function lockUser(tx: Tx, id: string): Promise<LockedUser> {
  const row = await tx.one<LockedUser>(
    `select id, name, email, role, "disabledAt" from auth."user" where id = $1 for update`,
    [id],
  )
  if (!row) throw new AppError('not_found')
  return row
}

export async function findUserByEmail(db: Db, email: string): Promise<LockedUser | undefined> {
  return db.one<LockedUser>(
    `select id, name, email, role, "disabledAt" from auth."user" where lower(email) = lower($1)`,
    [email],
  )
}

/** Throws `last_owner` when nobody but this one is an owner who can sign in. Owners stay locked until the end. */
export async function keepAnOwner(tx: Tx, exceptId: string): Promise<void> {
  const owners = await tx.query<{ id: string }>(
    `select id from auth."user" where role = 'owner' and "disabledAt" is null order by id for update`,
  )
  if (!owners.some(({ id }) => id !== exceptId)) throw new AppError('last_owner')
}

type Change = { name?: string | undefined; role?: string | undefined; disabledAt?: Date | null | undefined }

export async function updateUser(tx: Tx, id: string, { name, role, disabledAt }: Change): Promise<void> {
  await tx.query(
    `update auth."user" set name = coalesce($2, name), role = coalesce($3, role),
       "disabledAt" = case when $4 then $5 else "disabledAt" end, "updatedAt" = now() where id = $1`,
    [id, name ?? null, role ?? null, disabledAt !== undefined, disabledAt ?? null],
  )
}

/** Passwords, second factors, sessions and identities go with the user. */
export async function removeUser(tx: Tx, id: string): Promise<void> {
  await tx.query('delete from sign_in_identities where user_id = $1', [id])
  await tx.query('delete from user_links where user_id = $1', [id])
  await tx.query('update api_tokens set revoked_at = now() where maker_id = $1 and revoked_at is null', [id])
  await tx.query('delete from auth."user" where id = $1', [id])
}

/** How somebody can prove who they are. */
export async function waysIn(
  db: Db,
  userId: string,
): Promise<Pick<UserRow, 'hasPassword' | 'hasTotp' | 'passkeys' | 'providers'>> {
  const { hasPassword, hasTotp, passkeys, providers } = await getUser(db, userId)
  return { hasPassword, hasTotp, passkeys, providers }
}

/** The authenticator app and its backup codes are forgotten. */
export async function removeTotp(tx: Tx, userId: string): Promise<void> {
  await tx.query('delete from auth."twoFactor" where "userId" = $1', [userId])
  await tx.query('update auth."user" set "twoFactorEnabled" = false where id = $1', [userId])
}

export type SessionRow = {
  id: string
  createdAt: Date
  expiresAt: Date
  address: string | null
  userAgent: string | null
}

/** Newest first. */
export function listSessions(db: Db, userId: string): Promise<SessionRow[]> {
  return db.query<SessionRow>(
    `select id, "createdAt", "expiresAt", nullif("ipAddress", '') as address, nullif("userAgent", '') as "userAgent"
     from auth.session where "userId" = $1 and "expiresAt" > now() order by "createdAt" desc, id`,
    [userId],
  )
}

/** From the next request on it opens nothing. Throws `not_found`, also for another's. */
export async function endSession(tx: Tx, userId: string, sessionId: string): Promise<void> {
  const ended = await tx.one('delete from auth.session where id = $1 and "userId" = $2 returning id', [
    sessionId,
    userId,
  ])
  if (!ended) throw new AppError('not_found')
}

/** @param except a session that goes on: the one that asks. */
export async function endSessions(tx: Tx, userId: string, except?: string): Promise<void> {
  await tx.query('delete from auth.session where "userId" = $1 and id is distinct from $2', [userId, except ?? null])
}

export type PasskeyRow = { id: string; name: string; createdAt: Date }

export function listPasskeys(db: Db, userId: string): Promise<PasskeyRow[]> {
  return db.query<PasskeyRow>(
    `select id, coalesce(name, 'Passkey') as name, coalesce("createdAt", now()) as "createdAt" from auth.passkey
     where "userId" = $1 order by "createdAt", id`,
    [userId],
  )
}

/** Throws `not_found`, also for another's. */
export async function removePasskey(tx: Tx, userId: string, id: string): Promise<string> {
  const removed = await tx.one<{ name: string }>(
    `delete from auth.passkey where id = $1 and "userId" = $2 returning coalesce(name, 'Passkey') as name`,
    [id, userId],
  )
  if (!removed) throw new AppError('not_found')
  return removed.name
}

export async function removePasskeys(tx: Tx, userId: string): Promise<void> {
  await tx.query('delete from auth.passkey where "userId" = $1', [userId])
}

/** Whether there is such a role. */
export async function roleExists(db: Db, role: string): Promise<boolean> {
  if (isBuiltIn(role)) return true
  return (await db.one('select 1 as found from roles where id::text = $1', [role])) !== undefined
}
