import type { Db } from '#db/pool.ts'

/**
 * Whether something still stands on a credential: a connection, a request that waits for its confirmation, or every new
 * connection of a connector, as its preset client does. The same as `deleteCredentialIfUnused` goes by.
 */
export async function isNeeded(db: Db, credentialId: string): Promise<boolean> {
  const row = await db.one<{ needed: boolean }>(
    `select exists (select from connections where credential_id = $1)
       or exists (select from preset_clients where credential_id = $1)
       or exists (select from connection_requests where credential_id = $1 and state = 'authorised') as needed`,
    [credentialId],
  )
  return row?.needed ?? false
}
