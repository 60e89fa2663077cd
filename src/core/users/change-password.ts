import { AppError } from '#base/errors.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { countTry, forgetTries } from './guessing.ts'
import { accountKey, addressKey, type SignInParts } from './sign-in.ts'
import type { Client, Session, User } from './user.ts'
import { endSessions, waysIn } from './users.store.ts'

/**
 * Every session ends, and this browser gets a new one (S4). Who has no password yet gives no old one.
 *
 * Throws `proof_wrong`, `step_up_required` for who has no password and came in long ago, or `too_many_requests`.
 */
export async function changePassword(
  { db, users, clock }: SignInParts,
  { user, isFresh }: { user: User; isFresh: boolean },
  input: { current?: string | undefined; password: string },
  client: Client,
): Promise<Session | undefined> {
  const tries = await countTry(db, [accountKey(user.email), addressKey(client)], clock.now())
  const { hasPassword } = await waysIn(db, user.id)
  if (!hasPassword && !isFresh) throw new AppError('step_up_required')
  if (hasPassword && !(await users.hasPassword(user.id, input.current ?? ''))) throw new AppError('proof_wrong')
  await forgetTries(db, tries)
  await users.setPassword(user.id, input.password)
  await db.tx(async (tx) => {
    await endSessions(tx, user.id)
    const entry = { action: 'user.change_password', target: { kind: 'user', id: user.id } }
    await recordAudit(tx, { kind: 'user', ...user, address: client.address }, entry)
  })
  return users.startSession(user.id, client)
}
