import { AppError } from '#base/errors.ts'
import type { Db, Tx } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'

/** Deletes a credential. Throws `not_found`, or `credential_in_use`, which says by what. */
export async function deleteCredential(db: Db, actor: Actor, id: string): Promise<void> {
  await db.tx(async (tx) => {
    const credential = await tx.one<{ name: string }>('select name from credentials where id = $1 for update', [id])
    if (!credential) throw new AppError('not_found')
    const uses = await usesOf(tx, id)
    if (uses.length > 0) {
      throw new AppError('credential_in_use', { message: `${credential.name} is in use: ${uses.join(', ')}.` })
    }
    await tx.query('delete from credentials where id = $1', [id])
    await recordAudit(tx, actor, {
      action: 'credential.delete',
      target: { kind: 'credential', id },
      detail: credential,
    })
  })
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

/**
 * After a connection let go of it: deletes the credential unless something else needs it, which is another connection, a
 * request that waits for its confirmation, or every new connection, as a connector's preset client does.
 */
export async function deleteCredentialIfUnused(tx: Tx, id: string | null): Promise<void> {
  if (id === null) return
  await tx.query(
    `delete from credentials where id = $1 and not exists (select from connections where credential_id = $1)
       and not exists (select from preset_clients where credential_id = $1)
       and not exists (select from connection_requests where credential_id = $1 and state = 'authorised')`,
    [id],
  )
}
