import { randomBytes } from 'node:crypto'
import { systemClock } from '#base/clock.ts'
import { newId } from '#base/ids.ts'
import { silentLog } from '#base/log.ts'
import scim from '#connectors/scim/connector.ts'
import type { Db } from '#db/pool.ts'
import { createEgress } from '#egress/client.ts'
import { rootKeyFrom } from '#vault/seal.ts'
import { createVault } from '#vault/vault.ts'
import { giveConsent, OAUTH_CLIENT, REDIRECT_URI, type OAuthProvider } from './oauth-provider.ts'
import type { DuelOptions } from './token-duel.ts'

/** A credential that was authorised at the vendor, for the processes of a duel. */
export async function authoriseDuel(
  db: Db,
  databaseUrl: string,
  vendor: OAuthProvider,
): Promise<Omit<DuelOptions, 'isImpatient'>> {
  const key = randomBytes(32)
  const egress = createEgress({ allowNets: '127.0.0.0/8', log: silentLog })
  const vault = createVault({ db, rootKey: rootKeyFrom(key), clock: systemClock, egress, log: silentLog })
  const used = {
    credentialId: newId(),
    connector: 'scim',
    method: scim.auth.find(({ id }) => id === 'oauth2')!,
    hosts: vendor.hosts,
    id: newId(),
    redirectUri: REDIRECT_URI,
  }
  await db.tx((tx) =>
    vault.storeCredential(tx, {
      id: used.credentialId,
      name: 'duel',
      connector: 'scim',
      method: 'oauth2',
      fields: { clientSecret: OAUTH_CLIENT.secret },
      publicFields: { clientId: OAUTH_CLIENT.id, scope: 'openid', issuer: vendor.issuer },
      hosts: Object.values(vendor.hosts),
    }),
  )
  const begun = await db.tx((tx) => vault.beginAuthorisation(tx, { ...used, scopes: [] }))
  await vault.completeAuthorisation({ ...used, sealed: begun.sealed, answer: await giveConsent(begun.url) })
  await egress.close()
  return { databaseUrl, rootKey: key.toString('base64'), credentialId: used.credentialId, hosts: vendor.hosts }
}
