import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '#base/clock.ts'
import { AppError, assert } from '#base/errors.ts'
import type { Db, Tx } from '#db/pool.ts'
import { SYSTEM_ACTOR } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { countTry, forgetTries } from './guessing.ts'
import type { Client, Session, User, Users } from './user.ts'

/** Whether there is a user; until then only the one-time code opens anything (S6). */
export async function isSetUp(users: Users): Promise<boolean> {
  return (await users.count()) > 0
}

// Crockford's base 32: no letter that can be taken for a digit.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * Makes the code with which the first owner is made, and forgets any earlier one. 80 random bits; only its digest is
 * stored, so the console is the only place where it can be read.
 */
export async function newSetUpCode(db: Db): Promise<string> {
  const text = [...randomBytes(16)].map((byte) => ALPHABET[byte & 31]).join('')
  await db.query(
    `insert into settings (key, value) values ('setup_code', $1) on conflict (key) do update set value = excluded.value, updated_at = now()`,
    [JSON.stringify({ sha256: digest(text).toString('hex') })],
  )
  return text.replaceAll(/(.{4})(?=.)/g, '$1-')
}

type Parts = { db: Db; users: Users; clock: Clock }
type Owner = { name: string; email: string; password: string }

/** Makes the first owner and signs them in. Throws `setup_done`, `setup_code_wrong` or `too_many_requests`. */
export async function setUp({ db, users, clock }: Parts, input: Owner & { code: string } & Client): Promise<Session> {
  if (await isSetUp(users)) throw new AppError('setup_done')
  const now = clock.now()
  const keys = ['account:setup', `address:${input.address}`]
  const tries = await countTry(db, keys, now)
  await db.tx(async (tx) => {
    await takeCode(tx, input.code)
    // Asked again behind the lock on the code: two requests with the right code make one owner.
    if (await isSetUp(users)) throw new AppError('setup_done')
    await createOwner(tx, users, input)
  })
  await forgetTries(db, tries)
  const session = await users.signIn(input, input)
  assert(session?.user, 'the owner just made can sign in')
  return session
}

/** The unattended first start: makes the owner whom the environment names, if nobody is there yet. */
export async function ensureOwner({ db, users }: Omit<Parts, 'clock'>, owner: Owner): Promise<void> {
  if (await isSetUp(users)) return
  await db.tx((tx) => createOwner(tx, users, owner))
}

async function createOwner(tx: Tx, users: Users, owner: Owner): Promise<User> {
  const { name, email, password } = owner
  const user = await users.create({ name, email, password, role: 'owner' })
  await recordAudit(tx, SYSTEM_ACTOR, {
    action: 'user.create',
    target: { kind: 'user', id: user.id },
    detail: { name, email, role: 'owner' },
  })
  return user
}

/** Uses the code up, if it is the right one. */
async function takeCode(tx: Tx, code: string): Promise<void> {
  const stored = await tx.one<{ sha256: string }>(
    `select value ->> 'sha256' as sha256 from settings where key = 'setup_code' for update`,
  )
  const given = digest(code.toUpperCase().replaceAll(/[^0-9A-Z]/g, ''))
  if (!stored || !timingSafeEqual(Buffer.from(stored.sha256, 'hex'), given)) throw new AppError('setup_code_wrong')
  await tx.query(`delete from settings where key = 'setup_code'`)
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
