import type { Db } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import type { SignedIn, User } from './user.ts'
import { endSession, endSessions } from './users.store.ts'

/** Throws `not_found`, also for another's session. */
export function endMySession(db: Db, actor: Actor, user: User, sessionId: string): Promise<void> {
  return db.tx(async (tx) => {
    await endSession(tx, user.id, sessionId)
    await recordAudit(tx, actor, entryOf(user))
  })
}

/** Everywhere but where it is asked for. */
export function endMyOtherSessions(db: Db, actor: Actor, { user, session }: SignedIn): Promise<void> {
  return db.tx(async (tx) => {
    await endSessions(tx, user.id, session.id)
    await recordAudit(tx, actor, entryOf(user))
  })
}

const entryOf = ({ id }: User) => ({ action: 'session.end', target: { kind: 'user', id } })
