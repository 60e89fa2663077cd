import type { Clock } from '#base/clock.ts'
import { AppError } from '#base/errors.ts'
import type { Db, Tx } from '#db/pool.ts'
import type { Mail } from '#mail/outbox.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { mayGive } from './manage-user.ts'
import type { Rights } from './permissions.ts'
import { roleName } from './roles.store.ts'
import { lockInvitation, makeLink, type UserLink } from './user-links.ts'
import { invitationLetter } from './user-mails.ts'
import { findUserByEmail } from './users.store.ts'

type By = { db: Db; clock: Clock; mail: Mail; actor: Actor; rights: Rights }

const INVITATION_MS = 72 * 60 * 60_000

/**
 * Sends somebody a link with which they come in; it is good once, for 72 hours.
 *
 * Throws `user_exists`, `beyond_rights`, or `invalid_input` for a role that there is not. Returns the invitation's id.
 */
export function inviteUser(by: By, input: { email: string; name: string; role: string }): Promise<string> {
  return by.db.tx(async (tx) => {
    await mayGive(tx, by.rights, input.role)
    // Two invitations of one address at once must not both be open.
    await tx.query('lock table user_links in share row exclusive mode')
    const open = await tx.one(
      `select 1 as open from user_links where kind = 'invite' and lower(email) = lower($1)
         and used_at is null and revoked_at is null and expires_at > $2`,
      [input.email, by.clock.now()],
    )
    if (open || (await findUserByEmail(tx, input.email))) throw new AppError('user_exists')
    return send(tx, by, input, 'user.invite')
  })
}

/** A new link; the one sent before is dead. Throws `not_found` or `beyond_rights`. */
export function resendInvitation(by: By, id: string): Promise<string> {
  return by.db.tx(async (tx) => {
    const link = await lockInvitation(tx, id, by.clock.now())
    const input = { email: link.email, name: link.name ?? link.email, role: link.role ?? '' }
    await mayGive(tx, by.rights, input.role)
    return send(tx, by, input, 'user.reinvite')
  })
}

/** The link opens nothing any more. Throws `not_found`. */
export function revokeInvitation({ db, clock, actor }: Pick<By, 'db' | 'clock' | 'actor'>, id: string): Promise<void> {
  return db.tx(async (tx) => {
    const link = await lockInvitation(tx, id, clock.now())
    await tx.query('update user_links set revoked_at = $2 where id = $1', [id, clock.now()])
    const entry = { action: 'user.uninvite', target: { kind: 'invitation', id }, detail: { email: link.email } }
    await recordAudit(tx, actor, entry)
  })
}

async function send(
  tx: Tx,
  { clock, mail, actor }: By,
  input: { email: string; name: string; role: string },
  action: string,
): Promise<string> {
  const now = clock.now()
  const expiresAt = new Date(now.getTime() + INVITATION_MS)
  const createdById = actor.kind === 'user' ? actor.id : null
  const link = { ...input, kind: 'invite', expiresAt, createdBy: actor.name, createdById } satisfies Partial<UserLink>
  const { id, token } = await makeLink(tx, link, now)
  const letter = invitationLetter({ token, name: input.name, by: actor.name, roleName: await roleName(tx, input.role) })
  await mail.send(tx, { to: { name: input.name, email: input.email }, kind: 'user.invite', ...mail.compose(letter) })
  const detail = { email: input.email, role: input.role }
  await recordAudit(tx, actor, { action, target: { kind: 'invitation', id }, detail })
  return id
}
