import { createHash, randomBytes } from 'node:crypto'
import { NO_RIGHTS, READ_RIGHTS, type Rights } from '../users/permissions.ts'

/**
 * What a token may do, always within what its maker may do now (F131):
 * - `none`: nothing; a token that is laid aside, or not yet let loose.
 * - `read`: whatever only reads.
 * - `own`: what its maker may do without being asked for the password again.
 * - `all`: what its maker may do, that too.
 */
export const TOKEN_RIGHTS = ['none', 'read', 'own', 'all'] as const

export type TokenRights = (typeof TOKEN_RIGHTS)[number]

export type ApiToken = {
  id: string
  name: string
  prefix: string
  rights: TokenRights
  createdBy: string | null
  /** The user whose rights bound the token; null for one that the environment named. */
  makerId: string | null
  createdAt: Date
  lastUsedAt: Date | null
  expiresAt: Date | null
  revokedAt: Date | null
}

/** What is left of its maker's rights. */
export function rightsOfToken(rights: TokenRights, maker: Rights): Rights {
  if (rights === 'none') return NO_RIGHTS
  return rights === 'read' ? new Set([...maker].filter((permission) => READ_RIGHTS.has(permission))) : maker
}

/** 256 random bits; the name in front lets secret scanners know it. */
export function newTokenText(): string {
  return `rollcall_${randomBytes(32).toString('base64url')}`
}

/** A token has 256 random bits, so a plain digest cannot be guessed back and needs no salt. */
export function hashToken(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** How much of a token may be shown again, to tell tokens apart. */
export function tokenPrefix(text: string): string {
  return text.slice(0, 13)
}
