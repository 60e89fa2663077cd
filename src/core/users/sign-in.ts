import type { Clock } from '#base/clock.ts'
import type { Db } from '#db/pool.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { countTry, forgetTries } from './guessing.ts'
import type { Client, Session, Users } from './user.ts'

type Parts = { db: Db; users: Users; clock: Clock }

/** Undefined when e-mail or password is wrong. Throws `too_many_requests` after ten wrong tries in a quarter of an hour. */
export async function signIn(
  { db, users, clock }: Parts,
  input: { email: string; password: string } & Client,
): Promise<Session | undefined> {
  const now = clock.now()
  const keys = [`account:${input.email.toLowerCase()}`, `address:${input.address}`]
  const tries = await countTry(db, keys, now)
  const session = await users.signIn({ email: input.email, password: input.password }, input)
  if (!session) return undefined
  await forgetTries(db, tries)
  const { id, name, role } = session.user
  await db.tx((tx) =>
    recordAudit(
      tx,
      { kind: 'user', id, name, role },
      {
        action: 'session.sign_in',
        target: { kind: 'user', id },
        detail: { address: input.address },
      },
    ),
  )
  return session
}
