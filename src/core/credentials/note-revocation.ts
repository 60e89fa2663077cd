import type { Tx } from '#db/pool.ts'

/**
 * Base URLs by host name at which the grant of the credential `k` was got, or is to be had; `{}` where nothing says so,
 * which does for vendors that have one address for everybody.
 */
const HOSTS_OF_GRANT = `coalesce((select t.hosts from credential_tokens t where t.credential_id = k.id),
  (select a.hosts from authorisations a where a.credential_id = k.id order by a.created_at desc limit 1),
  (select c.hosts from connection_requests r join connections c on c.id = r.connection_id where r.credential_id = k.id limit 1), '{}')`

/**
 * Puts a credential down to be revoked at the vendor and deleted (`finishRevocation`, after the commit: the vendor is never
 * asked inside a transaction). Should this process die in between, another one finishes it.
 *
 * @param from the connection that let go of it, with its hosts; undefined for one that no connection uses.
 */
export async function noteRevocation(
  tx: Tx,
  credentialId: string,
  from: { id: string; hosts: Readonly<Record<string, string>> } | undefined,
  now: Date,
): Promise<void> {
  await tx.query(
    `insert into revocations (credential_id, connection_id, hosts, since)
     select k.id, $2, coalesce($3, ${HOSTS_OF_GRANT}), $4 from credentials k where k.id = $1
     on conflict (credential_id) do update set connection_id = excluded.connection_id, hosts = excluded.hosts
       where excluded.connection_id is not null`,
    [credentialId, from?.id ?? null, from ? JSON.stringify(from.hosts) : null, now],
  )
}
