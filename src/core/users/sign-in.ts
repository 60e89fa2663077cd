import type { Clock } from '#base/clock.ts'
import type { Db } from '#db/pool.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { countTry, forgetTries } from './guessing.ts'
import type { Client, HalfWay, Session, User, Users } from './user.ts'

export type SignInParts = { db: Db; users: Users; clock: Clock }

/** How somebody came in, as the audit log says it. */
export type SignInWay = 'password' | 'second factor' | 'passkey' | 'provider' | 'invitation'

/** Undefined when e-mail or password is wrong. Throws `too_many_requests` after ten wrong tries in a quarter of an hour. */
export async function signIn(
  { db, users, clock }: SignInParts,
  input: { email: string; password: string } & Client,
): Promise<Session | HalfWay | undefined> {
  const tries = await countTry(db, [accountKey(input.email), addressKey(input)], clock.now())
  const session = await users.signIn({ email: input.email, password: input.password }, input)
  if (!session) {
    await recordRefusal(db, input.email, input)
    return undefined
  }
  await forgetTries(db, tries)
  if (session.user) await recordSignIn(db, session.user, input, 'password')
  return session
}

export const accountKey = (email: string) => `account:${email.toLowerCase()}`
export const addressKey = ({ address }: Client) => `address:${address}`

export function recordSignIn(db: Db, user: User, { address }: Client, way: SignInWay): Promise<void> {
  const { id, name, role } = user
  const entry = { action: 'session.sign_in', target: { kind: 'user', id }, detail: { way } }
  return db.tx((tx) => recordAudit(tx, { kind: 'user', id, name, role, address }, entry))
}

const isEmail = (text: string) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)

/**
 * @param who what was given as a name; nobody may be called so. What is no e-mail address is not written down: people
 *   type their password there.
 */
export function recordRefusal(db: Db, who: string, { address }: Client): Promise<void> {
  const actor = {
    kind: 'user',
    id: null,
    name: isEmail(who) ? who.slice(0, 320) : 'somebody',
    role: 'none',
    address,
  } as const
  return db.tx((tx) => recordAudit(tx, actor, { action: 'session.refuse' }))
}
