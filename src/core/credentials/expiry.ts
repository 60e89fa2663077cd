import { AppError } from '#base/errors.ts'
import type { Tx } from '#db/pool.ts'
import type { AuthMethod } from '#kit/auth.ts'

/** Who says when a credential expires (F26): the vendor where a person consented there, everywhere else an admin. */
export function expiryFrom(method: AuthMethod | undefined): 'hand' | 'vendor' {
  return method?.scheme.kind === 'oauth2-code' ? 'vendor' : 'hand'
}

/** Throws `invalid_input` for a method whose vendor says when it expires. */
export function requireExpiryByHand(method: AuthMethod | undefined): void {
  if (expiryFrom(method) === 'hand') return
  throw new AppError('invalid_input', {
    fields: [{ path: 'expiresAt', message: 'The vendor says when this authorisation expires.' }],
  })
}

export async function saveExpiry(tx: Tx, id: string, expiresAt: Date | null): Promise<void> {
  await tx.query('update credentials set expires_at = $2 where id = $1', [id, expiresAt])
}
