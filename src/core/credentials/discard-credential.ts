import type { Log } from '#base/log.ts'
import type { Db } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import type { Vault } from '#vault/vault.ts'
import { connectorOf } from '../connections/connections.store.ts'
import { authMethod } from './check-credential.ts'
import { deleteCredentialIfUnused } from './delete-credential.ts'

type Parts = { db: Db; vault: Vault; connectors: ReadonlyMap<string, Connector>; log: Log }

/**
 * Does away with a credential that never came into use. Nothing happens to one that something needs.
 *
 * @param options.revoke whether its grant is given back at the vendor first. A vendor that does not answer keeps nothing here.
 */
export async function discardCredential(
  { db, vault, connectors, log }: Parts,
  credentialId: string,
  { revoke }: { revoke: boolean },
): Promise<void> {
  if (revoke && (await vault.hasGrant(db, credentialId))) {
    const stored = await db.one<{ connector: string; method: string; hosts: Record<string, string> | null }>(
      `select k.connector, k.method, (select a.hosts from authorisations a where a.credential_id = k.id
         order by a.created_at desc limit 1) as hosts from credentials k where k.id = $1`,
      [credentialId],
    )
    const connector = stored && connectorOf(connectors, stored.connector)
    if (connector && stored.hosts) {
      const method = authMethod(connector, stored.method)
      await vault
        .revokeGrant({ credentialId, connector: connector.id, method, hosts: stored.hosts })
        .catch((error: unknown) => log.warn({ error, credentialId }, 'A grant could not be given back at the vendor.'))
    }
  }
  await db.tx((tx) => deleteCredentialIfUnused(tx, credentialId))
}
