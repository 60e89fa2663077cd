import { createHash, randomBytes } from 'node:crypto'
import type { Role } from '../audit/actor.ts'

export type ApiToken = {
  id: string
  name: string
  prefix: string
  role: Role
  createdBy: string | null
  createdAt: Date
  lastUsedAt: Date | null
  expiresAt: Date | null
  revokedAt: Date | null
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
