import type { Clock } from '#base/clock.ts'
import type { Db } from '#db/pool.ts'
import { CLI_ACTOR } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { linkPath, makeLink } from './user-links.ts'
import { findUserByEmail } from './users.store.ts'

const RECOVERY_MS = 60 * 60_000

/**
 * The way back in when no owner can sign in any more: a link, good once and for an hour, that makes this user, or a new
 * one, an owner with a new password and no second factor. Only who can run commands on the server gets one.
 */
export function recoverOwner(
  { db, clock, publicUrl }: { db: Db; clock: Clock; publicUrl: string },
  email: string,
): Promise<{ url: string; expiresAt: Date; isKnown: boolean }> {
  return db.tx(async (tx) => {
    const user = await findUserByEmail(tx, email)
    const now = clock.now()
    const expiresAt = new Date(now.getTime() + RECOVERY_MS)
    const link = {
      kind: 'recover',
      email: user?.email ?? email.toLowerCase(),
      userId: user?.id ?? null,
      expiresAt,
    } as const
    const { token } = await makeLink(
      tx,
      { ...link, name: user?.name ?? null, role: 'owner', createdBy: CLI_ACTOR.name },
      now,
    )
    await recordAudit(tx, CLI_ACTOR, {
      action: 'user.recover_begin',
      ...(user && { target: { kind: 'user', id: user.id } }),
      detail: { email: link.email },
    })
    return { url: `${publicUrl}${linkPath(token)}`, expiresAt, isKnown: user !== undefined }
  })
}
