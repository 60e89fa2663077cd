import { createHash, randomBytes } from 'node:crypto'
import { AppError } from '#base/errors.ts'
import { newId } from '#base/ids.ts'
import type { Db, Tx } from '#db/pool.ts'

/** What a link is for: coming in for the first time, a new password, or the way back in for an owner. */
export type LinkKind = 'invite' | 'reset' | 'recover'

export type UserLink = {
  id: string
  kind: LinkKind
  email: string
  name: string | null
  role: string | null
  userId: string | null
  createdBy: string | null
  createdById: string | null
  createdAt: Date
  expiresAt: Date
}

const LINK = `id, kind, email, name, role, user_id as "userId", created_by as "createdBy", created_by_id as "createdById",
  created_at as "createdAt", expires_at as "expiresAt"`

const OPEN = 'used_at is null and revoked_at is null'

const digest = (token: string) => createHash('sha256').update(token).digest()

type NewLink = Pick<UserLink, 'kind' | 'email' | 'expiresAt'> &
  Partial<Pick<UserLink, 'name' | 'role' | 'userId' | 'createdBy' | 'createdById'>>

/** 256 random bits, of which only the digest is kept. Any earlier link of the kind for this address dies. */
export async function makeLink(tx: Tx, link: NewLink, now: Date): Promise<{ id: string; token: string }> {
  await tx.query(`update user_links set revoked_at = $3 where kind = $1 and lower(email) = lower($2) and ${OPEN}`, [
    link.kind,
    link.email,
    now,
  ])
  const id = newId()
  const token = randomBytes(32).toString('base64url')
  await tx.query(
    `insert into user_links (id, kind, token_hash, email, name, role, user_id, created_by, created_by_id, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      id,
      link.kind,
      digest(token),
      link.email,
      link.name ?? null,
      link.role ?? null,
      link.userId ?? null,
      link.createdBy ?? null,
      link.createdById ?? null,
      now,
      link.expiresAt,
    ],
  )
  return { id, token }
}

/** Looks without using it up: whoever opens the page, or scans the mail, changes nothing (S10). Undefined when it is dead. */
export function readLink(db: Db, token: string, now: Date): Promise<UserLink | undefined> {
  return db.one<UserLink>(`select ${LINK} from user_links where token_hash = $1 and ${OPEN} and expires_at > $2`, [
    digest(token),
    now,
  ])
}

/** Uses it up, once, whoever else tries at the same moment. Throws `link_invalid`. */
export async function takeLink(tx: Tx, token: string, now: Date): Promise<UserLink> {
  const link = await tx.one<UserLink>(
    `update user_links set used_at = $2 where token_hash = $1 and ${OPEN} and expires_at > $2 returning ${LINK}`,
    [digest(token), now],
  )
  if (!link) throw new AppError('link_invalid')
  return link
}

/** Open invitations, newest first. */
export function listInvitations(db: Db, now: Date): Promise<(UserLink & { roleName: string })[]> {
  return db.query(
    `select l.*, coalesce(r.name, initcap(l.role)) as "roleName" from (select ${LINK} from user_links
       where kind = 'invite' and ${OPEN} and expires_at > $1) l left join roles r on r.id::text = l.role order by l.id desc`,
    [now],
  )
}

/** An invitation that is open, locked until the transaction ends. Throws `not_found`. */
export async function lockInvitation(tx: Tx, id: string, now: Date): Promise<UserLink> {
  const link = await tx.one<UserLink>(
    `select ${LINK} from user_links where id = $1 and kind = 'invite' and ${OPEN} and expires_at > $2 for update`,
    [id, now],
  )
  if (!link) throw new AppError('not_found')
  return link
}

/** Where a link leads. The token stands behind the `#`, which browsers send to nobody (S11). */
export function linkPath(token: string): string {
  return `/welcome#${token}`
}
