import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { codeKey } from './finish-sign-in.ts'
import { countTry, forgetTries } from './guessing.ts'
import { accountKey, addressKey, type SignInParts } from './sign-in.ts'
import type { Client, NewTotp, PasskeyJson, User } from './user.ts'
import { endSessions, removePasskey, removeTotp, waysIn } from './users.store.ts'

/** @param isFresh whether they proved just now who they are; who has no password must have. */
type By = SignInParts & { actor: Actor; user: User; isFresh: boolean; client: Client & { cookie: string | undefined } }

/** Begins with an authenticator app. Throws `proof_wrong` for a wrong password, or when there is one already. */
export function startTotp(by: By, password: string): Promise<NewTotp> {
  return withPassword(by, () => by.users.startTotp(by.client.cookie, password))
}

/** The app is asked for from now on; every other session ends. Throws `second_factor_wrong` or `too_many_requests`. */
export async function confirmTotp({ db, users, clock, actor, user, client }: By, code: string): Promise<string[]> {
  const tries = await countTry(db, [codeKey(user.id), addressKey(client)], clock.now())
  const cookies = await users.confirmTotp(user.id, code, client.cookie)
  if (!cookies) throw new AppError('second_factor_wrong')
  await forgetTries(db, tries)
  const kept = await users.findSession(cookieFrom(cookies))
  await db.tx(async (tx) => {
    await endSessions(tx, user.id, kept?.session.id)
    await record(tx, actor, 'user.add_totp')
  })
  return cookies
}

/** From now on the password alone is enough. */
export function stopTotp(db: Db, actor: Actor, user: User): Promise<void> {
  return db.tx(async (tx) => {
    await removeTotp(tx, user.id)
    await record(tx, actor, 'user.remove_totp')
  })
}

/** The earlier codes open nothing any more. Throws `proof_wrong`. */
export async function renewBackupCodes(by: By, password: string): Promise<string[]> {
  const codes = await withPassword(by, () => by.users.newBackupCodes(by.client.cookie, password))
  await by.db.tx((tx) => record(tx, by.actor, 'user.renew_backup_codes'))
  return codes
}

/** Throws `passkey_refused`. Returns the passkey's id. */
export async function addPasskey({ db, users, actor, client }: By, answer: PasskeyJson, name: string): Promise<string> {
  const made = await users.addPasskey(client.cookie, answer, name)
  if (!made) throw new AppError('passkey_refused')
  await db.tx((tx) => record(tx, actor, 'user.add_passkey', { name }))
  return made.id
}

/** Throws `not_found`. */
export function deletePasskey(db: Db, actor: Actor, user: User, id: string): Promise<void> {
  return db.tx(async (tx) => record(tx, actor, 'user.remove_passkey', { name: await removePasskey(tx, user.id, id) }))
}

async function withPassword<T>(by: By, act: () => Promise<T | undefined>): Promise<T> {
  const { db, clock, user, client, isFresh } = by
  if (!isFresh && !(await waysIn(db, user.id)).hasPassword) throw new AppError('step_up_required')
  const tries = await countTry(db, [accountKey(user.email), addressKey(client)], clock.now())
  const result = await act()
  if (result === undefined) throw new AppError('proof_wrong')
  await forgetTries(db, tries)
  return result
}

function record(
  tx: Parameters<typeof recordAudit>[0],
  actor: Actor,
  action: string,
  detail: Record<string, unknown> = {},
): Promise<void> {
  return recordAudit(tx, actor, { action, target: { kind: 'user', id: actor.id ?? '' }, detail })
}

/** Set-Cookie headers as the browser would send them back. */
function cookieFrom(cookies: readonly string[]): string {
  return cookies.map((cookie) => cookie.split(';', 1)[0]).join('; ')
}
