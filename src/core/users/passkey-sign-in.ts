import { AppError } from '#base/errors.ts'
import { countTry, forgetTries } from './guessing.ts'
import { addressKey, recordRefusal, recordSignIn, type SignInParts } from './sign-in.ts'
import type { Client, PasskeyJson, Session } from './user.ts'

/** A passkey is both factors at once: the device has asked who is there. Throws `passkey_refused` or `too_many_requests`. */
export async function signInByPasskey(
  { db, users, clock }: SignInParts,
  answer: PasskeyJson,
  client: Client & { cookie: string | undefined },
): Promise<Session> {
  const tries = await countTry(db, [addressKey(client)], clock.now())
  const session = await users.signInByPasskey(client.cookie, answer, client)
  if (!session) {
    await recordRefusal(db, 'a passkey', client)
    throw new AppError('passkey_refused')
  }
  await forgetTries(db, tries)
  await recordSignIn(db, session.user, client, 'passkey')
  return session
}
