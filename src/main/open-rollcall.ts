import { systemClock, type Clock } from '#base/clock.ts'
import type { Log } from '#base/log.ts'
import { fillCatalogue } from '#core/apps/fill-catalogue.ts'
import { createOpenClient } from '#core/connections/open-client.ts'
import type { OpenClient } from '#core/connections/vendor-door.ts'
import { openConnectors } from '#core/custom-connectors/live-connectors.ts'
import { openUsers } from '#core/users/better-auth-users.ts'
import { createOidcDoor, type OidcDoor } from '#core/users/oidc-door.ts'
import type { Users } from '#core/users/user.ts'
import { migrate } from '#db/migrate.ts'
import { openDatabase, type Database } from '#db/open-database.ts'
import { createEgress } from '#egress/client.ts'
import { createLimiters } from '#egress/limits.ts'
import type { Connector } from '#kit/define.ts'
import { createMail, type Mail } from '#mail/outbox.ts'
import type { KeyRing } from '#vault/key-ring.ts'
import { ownSecret } from '#vault/own-secret.ts'
import { loadRootKey } from '#vault/root-key.ts'
import { createSealer, type Sealer } from '#vault/sealer.ts'
import { createVault, type Vault } from '#vault/vault.ts'
import type { Config } from './config.ts'
import { makeHome } from './home-folder.ts'
import { ALL_CONNECTORS, CONNECTORS } from './load-connectors.ts'

/** Everything that a process of Rollcall stands on, wired together. */
export type Rollcall = {
  config: Config
  log: Log
  clock: Clock
  database: Database
  db: Database['db']
  connectors: ReadonlyMap<string, Connector>
  /** Brings them to what the database holds: custom ones are made and changed by any process. */
  refreshConnectors: () => Promise<void>
  /** For what main itself seals and signs; everything else is the vault's. */
  rootKey: KeyRing
  vault: Vault
  users: Users
  oidc: OidcDoor
  openClient: OpenClient
  /** For the bodies of mails. */
  sealer: Sealer
  mail: Mail
  close(): Promise<void>
}

/**
 * Opens the home, the database (migrated), the vault and the door to the vendors.
 *
 * Throws what a person can act on: `home_unwritable`, `disk_full`, `database_unreachable`, `database_too_old`,
 * `migration_newer`, `root_key_wrong`, `invalid_input` for ROLLCALL_ALLOW_NETS. Whatever was opened is closed again.
 *
 * @param role shown in the database's list of connections.
 */
export async function openRollcall(config: Config, log: Log, role: string): Promise<Rollcall> {
  const clock = systemClock
  const closers: (() => Promise<void>)[] = []
  const close = async () => {
    for (const one of closers.splice(0).toReversed()) await one()
  }
  try {
    await makeHome(config.home)
    const egress = createEgress({ allowNets: config.allowNets, log, clock })
    closers.push(() => egress.close())
    const { home, databaseUrl } = config
    const database = await openDatabase({ home, databaseUrl, log, applicationName: `rollcall ${role}` })
    closers.push(() => database.close())
    await migrate(database.url, { log })
    const { db } = database
    await fillCatalogue(db, CONNECTORS)
    const { connectors, refresh: refreshConnectors } = openConnectors(db, ALL_CONNECTORS, log)
    await refreshConnectors()
    const rootKey = await loadRootKey({ home, env: config.rootKey, next: config.rootKeyNext, db })
    closers.push(async () => rootKey.close())
    const users = openUsers({
      databaseUrl: database.url,
      secret: (await ownSecret(db, rootKey, 'session cookies')).toString('base64url'),
      publicUrl: config.publicUrl,
      log,
    })
    closers.push(() => users.close())
    await users.migrate()
    const key = await ownSecret(db, rootKey, 'sign-in providers')
    const oidc = createOidcDoor({ egress, key, publicUrl: config.publicUrl })
    const vault = createVault({ db, rootKey, clock, egress, log })
    const openClient = createOpenClient({ db, vault, limiters: createLimiters(), log })
    const sealer = createSealer(rootKey)
    const mail = createMail({ sealer, clock, publicUrl: config.publicUrl, delivers: config.smtp !== undefined })
    return {
      config,
      log,
      clock,
      database,
      db,
      connectors,
      refreshConnectors,
      rootKey,
      vault,
      users,
      oidc,
      openClient,
      sealer,
      mail,
      close,
    }
  } catch (thrown) {
    await close().catch((error: unknown) => log.warn({ error }, 'Closing after a failed start failed too.'))
    throw thrown
  }
}
