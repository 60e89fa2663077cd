import type { Clock } from '#base/clock.ts'
import { AppError } from '#base/errors.ts'
import type { Actor } from '#core/audit/actor.ts'
import { findByToken } from '#core/apitokens/api-tokens.store.ts'
import type { Users } from '#core/users/user.ts'
import type { Db } from '#db/pool.ts'
import type { IncomingHttpHeaders } from 'node:http'

type Parts = { db: Db; users: Users; clock: Clock }

/**
 * Who sends a request: the API token's name, or the signed-in user. A request that brings a token is judged by it
 * alone. Asked anew for every request, so that a revoked token or an ended session is dead at once (S4).
 *
 * Throws `unauthenticated`.
 */
export async function authenticate({ db, users, clock }: Parts, headers: IncomingHttpHeaders): Promise<Actor> {
  if (headers.authorization !== undefined) {
    const text = /^Bearer +(\S+)$/i.exec(headers.authorization)?.[1]
    const token = text && (await findByToken(db, text, clock.now()))
    if (token) return { kind: 'token', id: token.id, name: token.name, role: token.role }
  } else {
    const user = await users.findBySession(headers.cookie)
    if (user) return { kind: 'user', id: user.id, name: user.name, role: user.role }
  }
  throw new AppError('unauthenticated')
}
