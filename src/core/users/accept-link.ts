import { AppError } from '#base/errors.ts'
import type { Tx } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { countTry, forgetTries } from './guessing.ts'
import { covers } from './permissions.ts'
import { rightsOfRole, roleName } from './roles.store.ts'
import { addressKey, recordSignIn, type SignInParts } from './sign-in.ts'
import type { Client, Session, Users } from './user.ts'
import { readLink, takeLink, type LinkKind, type UserLink } from './user-links.ts'
import {
  endSessions,
  findUserByEmail,
  lockUser,
  removePasskeys,
  removeTotp,
  roleExists,
  updateUser,
} from './users.store.ts'

export type LinkFacts = {
  kind: LinkKind
  email: string
  name: string | null
  roleName: string | null
  invitedBy: string | null
  expiresAt: Date
}

/** What a link is for, shown before anything is done with it. Throws `link_invalid` or `too_many_requests`. */
export async function lookAtLink({ db, clock }: SignInParts, token: string, client: Client): Promise<LinkFacts> {
  const tries = await countTry(db, [`link-${addressKey(client)}`], clock.now())
  const link = await readLink(db, token, clock.now())
  if (!link) throw new AppError('link_invalid')
  await forgetTries(db, tries)
  return {
    kind: link.kind,
    email: link.email,
    name: link.name,
    roleName: link.role === null ? null : await roleName(db, link.role),
    invitedBy: link.createdBy,
    expiresAt: link.expiresAt,
  }
}

/**
 * Uses a link: whoever was invited becomes a user and is signed in; the others have a new password, no session anywhere,
 * and sign in with it, second factor included. The way back in for an owner also forgets second factors.
 *
 * Throws `link_invalid`, `user_exists` or `too_many_requests`.
 */
export async function acceptLink(
  parts: SignInParts,
  input: { token: string; name?: string | undefined; password: string },
  client: Client,
): Promise<Session | undefined> {
  const { db, users, clock } = parts
  const tries = await countTry(db, [`link-${addressKey(client)}`], clock.now())
  const { kind, userId } = await db.tx(async (tx) => {
    const link = await takeLink(tx, input.token, clock.now())
    return { kind: link.kind, userId: await use(tx, users, link, input) }
  })
  await forgetTries(db, tries)
  if (kind !== 'invite') return undefined
  const session = await users.startSession(userId, client)
  if (session) await recordSignIn(db, session.user, client, 'invitation')
  return session
}

type Input = { name?: string | undefined; password: string }

/** The library writes on connections of its own, so a link that fails after it is used up once more with the same result. */
async function use(tx: Tx, users: Users, link: UserLink, input: Input): Promise<string> {
  if (link.kind === 'invite') return comeIn(tx, users, link, input)
  return link.kind === 'reset' ? resetPassword(tx, users, link, input.password) : wayBackIn(tx, users, link, input)
}

async function comeIn(tx: Tx, users: Users, link: UserLink, { name, password }: Input): Promise<string> {
  await checkInviter(tx, users, link)
  if (await findUserByEmail(tx, link.email)) throw new AppError('user_exists')
  const role = link.role ?? ''
  const user = await users.create({ name: name ?? link.name ?? link.email, email: link.email, password, role })
  const detail = { email: link.email, role, invitedBy: link.createdBy }
  await recordAudit(tx, actorOf(user), { action: 'user.create', target: { kind: 'user', id: user.id }, detail })
  return user.id
}

/** Rights are those of now: an invitation is worth no more than its sender (S10). */
export async function checkInviter(tx: Tx, users: Users, link: UserLink): Promise<void> {
  if (link.role === null || !(await roleExists(tx, link.role))) throw new AppError('link_invalid')
  if (link.createdById === null) return
  const inviter = await users.find(link.createdById)
  const rights = inviter && (await rightsOfRole(tx, inviter.role))
  if (!rights?.has('users:write') || !covers(rights, await rightsOfRole(tx, link.role)))
    throw new AppError('link_invalid')
}

async function resetPassword(tx: Tx, users: Users, link: UserLink, password: string): Promise<string> {
  const user = link.userId === null ? undefined : await users.find(link.userId)
  if (!user) throw new AppError('link_invalid')
  await users.setPassword(user.id, password)
  await endSessions(tx, user.id)
  await recordAudit(tx, actorOf(user), { action: 'user.reset_password', target: { kind: 'user', id: user.id } })
  return user.id
}

async function wayBackIn(tx: Tx, users: Users, link: UserLink, { name, password }: Input): Promise<string> {
  const known = await findUserByEmail(tx, link.email)
  let id = known?.id
  if (id === undefined) {
    id = (await users.create({ name: name ?? link.email, email: link.email, password, role: 'owner' })).id
  } else {
    await users.setPassword(id, password)
    await lockUser(tx, id)
    await updateUser(tx, id, { role: 'owner', disabledAt: null })
    await removeTotp(tx, id)
    await removePasskeys(tx, id)
    await endSessions(tx, id)
  }
  const detail = { email: link.email, roleBefore: known?.role ?? null }
  const actor: Actor = { kind: 'user', id, name: name ?? known?.name ?? link.email, role: 'owner' }
  await recordAudit(tx, actor, { action: 'user.recover', target: { kind: 'user', id }, detail })
  return id
}

const actorOf = ({ id, name, role }: { id: string; name: string; role: string }): Actor => ({
  kind: 'user',
  id,
  name,
  role,
})
