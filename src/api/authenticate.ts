import type { Clock } from '#base/clock.ts'
import { AppError } from '#base/errors.ts'
import type { Actor } from '#core/audit/actor.ts'
import { rightsOfToken } from '#core/apitokens/api-token.ts'
import { findByToken } from '#core/apitokens/api-tokens.store.ts'
import { countWrongToken, refuseGuesser } from '#core/apitokens/token-tries.ts'
import { ALL_RIGHTS, type Rights } from '#core/users/permissions.ts'
import { rightsOfRole } from '#core/users/roles.store.ts'
import type { SignedIn, Users } from '#core/users/user.ts'
import type { Db } from '#db/pool.ts'
import type { IncomingHttpHeaders } from 'node:http'

type Parts = { db: Db; users: Users; clock: Clock }

/** Who sends a request, and what they may do just now. */
export type Sender = {
  actor: Actor
  rights: Rights
  /** Of a user; a token has none. */
  session: SignedIn['session'] | undefined
  /** Whether what asks for the password again may be done now (S7). */
  isFresh: boolean
}

/** So long a sign-in counts as just now (S7). */
export const FRESH_MS = 10 * 60_000

/**
 * Who sends a request: the API token's name, or the signed-in user. A request that brings a token is judged by it
 * alone. Asked anew for every request, so that a revoked token, an ended session or a changed role holds at once (S4).
 *
 * Throws `unauthenticated`, or `too_many_requests` to an address that guesses tokens.
 */
export async function authenticate(parts: Parts, headers: IncomingHttpHeaders, address: string): Promise<Sender> {
  const sender =
    headers.authorization === undefined
      ? await bySession(parts, headers.cookie)
      : await byToken(parts, headers.authorization, address)
  if (!sender) throw new AppError('unauthenticated')
  return sender
}

async function bySession({ db, users, clock }: Parts, cookie: string | undefined): Promise<Sender | undefined> {
  const found = await users.findSession(cookie)
  if (!found) return undefined
  const { user, session } = found
  return {
    actor: { kind: 'user', id: user.id, name: user.name, role: user.role },
    rights: await rightsOfRole(db, user.role),
    session,
    isFresh: clock.now().getTime() - session.since.getTime() < FRESH_MS,
  }
}

async function byToken(parts: Parts, authorization: string, address: string): Promise<Sender | undefined> {
  const { db, users, clock } = parts
  const text = /^Bearer +(\S+)$/i.exec(authorization)?.[1]
  if (text === undefined) return undefined
  await refuseGuesser(db, address, clock.now())
  const token = await findByToken(db, text, clock.now())
  if (!token) {
    await countWrongToken(db, address, text, clock.now())
    return undefined
  }
  // A token never outlives its maker, and never may more than they may now.
  const maker = token.makerId === null ? undefined : await users.find(token.makerId)
  if (token.makerId !== null && !maker) return undefined
  const bound = maker ? await rightsOfRole(db, maker.role) : ALL_RIGHTS
  return {
    actor: { kind: 'token', id: token.id, name: token.name, role: maker?.role ?? 'owner' },
    rights: rightsOfToken(token.rights, bound),
    session: undefined,
    isFresh: token.rights === 'all',
  }
}
