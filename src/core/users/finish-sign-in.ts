import { AppError } from '#base/errors.ts'
import { countTry, forgetTries } from './guessing.ts'
import { addressKey, recordRefusal, recordSignIn, type SignInParts } from './sign-in.ts'
import type { Client, Session } from './user.ts'

/**
 * The second step, for whoever gave the right password just now.
 *
 * Throws `sign_in_expired` when the first step is too long ago, `second_factor_wrong`, or `too_many_requests`.
 */
export async function finishSignIn(
  { db, users, clock }: SignInParts,
  input: { code: string; cookie: string | undefined } & Client,
): Promise<Session> {
  const user = await users.findHalfWay(input.cookie)
  if (!user) throw new AppError('sign_in_expired')
  const tries = await countTry(db, [codeKey(user.id), addressKey(input)], clock.now())
  const session = await users.finishSignIn(user.id, input.code, input.cookie, input)
  if (!session) {
    await recordRefusal(db, user.email, input)
    throw new AppError('second_factor_wrong')
  }
  await forgetTries(db, tries)
  await recordSignIn(db, session.user, input, 'second factor')
  return session
}

/** One account's codes, wherever they are asked for. */
export const codeKey = (userId: string) => `code:${userId}`
