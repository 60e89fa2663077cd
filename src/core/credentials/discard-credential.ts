import type { Clock } from '#base/clock.ts'
import { finishRevocation, type RevocationParts } from '../connections/finish-revocation.ts'
import { deleteCredentialIfUnused } from './is-needed.ts'
import { noteRevocation } from './note-revocation.ts'

/**
 * Does away with a credential that never came into use. Nothing happens to one that something needs.
 *
 * @param options.revoke whether its grant is given back at the vendor first. A vendor that does not answer keeps nothing here.
 */
export async function discardCredential(
  parts: RevocationParts & { clock: Clock },
  credentialId: string,
  { revoke }: { revoke: boolean },
): Promise<void> {
  const { db, clock } = parts
  if (!revoke) return db.tx((tx) => deleteCredentialIfUnused(tx, credentialId))
  await db.tx((tx) => noteRevocation(tx, credentialId, undefined, clock.now()))
  await finishRevocation(parts, credentialId)
}
