import type { Db, Tx } from '#db/pool.ts'

/** What stands on the credential `$1`: a connection, every new connection as a connector's preset client, a request that waits for its confirmation. */
const NEEDED = `exists (select from connections where credential_id = $1)
  or exists (select from preset_clients where credential_id = $1)
  or exists (select from connection_requests where credential_id = $1 and state = 'authorised')`

export async function isNeeded(db: Db, credentialId: string): Promise<boolean> {
  const row = await db.one<{ needed: boolean }>(`select ${NEEDED} as needed`, [credentialId])
  return row?.needed ?? false
}

/** Deletes the credential here, unless something stands on it; its vendor is not told. */
export async function deleteCredentialIfUnused(tx: Tx, id: string | null): Promise<void> {
  if (id === null) return
  await tx.query(`delete from credentials where id = $1 and not (${NEEDED})`, [id])
}
