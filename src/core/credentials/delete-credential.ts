import type { Clock } from '#base/clock.ts'
import { AppError } from '#base/errors.ts'
import type { Tx } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { finishRevocation, type RevocationParts } from '../connections/finish-revocation.ts'
import { noteRevocation } from './note-revocation.ts'

/**
 * Deletes a credential; a grant that it has is given back at the vendor first, where that can be told. Throws `not_found`,
 * or `credential_in_use`, which says by what.
 */
export async function deleteCredential(
  parts: RevocationParts & { clock: Clock },
  actor: Actor,
  id: string,
): Promise<void> {
  await parts.db.tx(async (tx) => {
    const credential = await tx.one<{ name: string }>('select name from credentials where id = $1 for update', [id])
    if (!credential) throw new AppError('not_found')
    const uses = await usesOf(tx, id)
    if (uses.length > 0) {
      throw new AppError('credential_in_use', { message: `${credential.name} is in use: ${uses.join(', ')}.` })
    }
    await noteRevocation(tx, id, undefined, parts.clock.now())
    await recordAudit(tx, actor, {
      action: 'credential.delete',
      target: { kind: 'credential', id },
      detail: credential,
    })
  })
  await finishRevocation(parts, id)
}

async function usesOf(tx: Tx, id: string): Promise<string[]> {
  const rows = await tx.query<{ what: string }>(
    `select what from (
       select 1 as rank, 'the connection ' || name as what from connections where credential_id = $1
       union all select 2, 'the saved client of ' || connector from preset_clients where credential_id = $1
       union all select 3, 'a connection request to ' || name from connection_requests
         where credential_id = $1 and state = 'authorised') as uses order by rank, what limit 10`,
    [id],
  )
  return rows.map(({ what }) => what)
}
