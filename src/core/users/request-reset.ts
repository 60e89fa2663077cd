import type { Clock } from '#base/clock.ts'
import type { Db } from '#db/pool.ts'
import type { Mail } from '#mail/outbox.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { countTry } from './guessing.ts'
import { addressKey } from './sign-in.ts'
import type { Client } from './user.ts'
import { makeLink } from './user-links.ts'
import { resetLetter } from './user-mails.ts'
import { findUserByEmail, waysIn } from './users.store.ts'

type Parts = { db: Db; clock: Clock; mail: Mail }

const RESET_MS = 60 * 60_000

/** Counts the request. Throws `too_many_requests`; it says so for known and unknown addresses alike. */
export async function admitReset({ db, clock }: Parts, email: string, client: Client): Promise<void> {
  await countTry(db, [`reset:${email.toLowerCase()}`, `reset-${addressKey(client)}`], clock.now())
}

/**
 * Sends a link for a new password, if there is such a user and they have one. Run after the answer was given: it takes
 * the same time whether or not the address is known (S8).
 */
export async function sendReset({ db, clock, mail }: Parts, email: string): Promise<void> {
  await db.tx(async (tx) => {
    const user = await findUserByEmail(tx, email)
    if (!user || user.disabledAt || !(await waysIn(tx, user.id)).hasPassword) return
    const now = clock.now()
    const expiresAt = new Date(now.getTime() + RESET_MS)
    const { token } = await makeLink(tx, { kind: 'reset', email: user.email, userId: user.id, expiresAt }, now)
    const letter = mail.compose(resetLetter({ token, name: user.name }))
    await mail.send(tx, { to: { name: user.name, email: user.email }, kind: 'user.reset', ...letter })
    const actor = { kind: 'user', id: user.id, name: user.name, role: user.role } as const
    await recordAudit(tx, actor, { action: 'user.reset_request', target: { kind: 'user', id: user.id } })
  })
}
