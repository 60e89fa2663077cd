import { AppError } from '#base/errors.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { codeKey } from './finish-sign-in.ts'
import { countTry, forgetTries } from './guessing.ts'
import { accountKey, addressKey, type SignInParts } from './sign-in.ts'
import type { Client, PasskeyJson, Session, SignedIn } from './user.ts'
import { endSession, waysIn } from './users.store.ts'

type Proof = { password: string } | { code: string } | { passkey: PasskeyJson }

/**
 * Proves again who sits there, before something that cannot be taken back (S7): by the code of the authenticator app if
 * there is one, else by the password, or by a passkey. The session is replaced by a new one (S4).
 *
 * Throws `proof_wrong` or `too_many_requests`.
 */
export async function stepUp(
  { db, users, clock }: SignInParts,
  { user, session }: SignedIn,
  proof: Proof,
  client: Client & { cookie: string | undefined },
): Promise<Session> {
  const key = 'password' in proof ? accountKey(user.email) : codeKey(user.id)
  const tries = await countTry(db, [key, addressKey(client)], clock.now())
  const renewed = await prove()
  if (renewed?.user.id !== user.id) throw new AppError('proof_wrong')
  await forgetTries(db, tries)
  await db.tx(async (tx) => {
    await endSession(tx, user.id, session.id)
    const entry = { action: 'session.step_up', target: { kind: 'user', id: user.id } }
    await recordAudit(tx, { kind: 'user', ...user, address: client.address }, entry)
  })
  return renewed

  async function prove(): Promise<Session | undefined> {
    if ('passkey' in proof) return users.signInByPasskey(client.cookie, proof.passkey, client)
    const { hasTotp } = await waysIn(db, user.id)
    // With an app the password alone is not enough: it is what is most easily learned by others.
    const isRight =
      'code' in proof
        ? hasTotp && (await users.hasCode(user.id, proof.code, client.cookie))
        : !hasTotp && (await users.hasPassword(user.id, proof.password))
    return isRight ? users.startSession(user.id, client) : undefined
  }
}
