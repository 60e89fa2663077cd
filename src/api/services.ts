import type { Clock } from '#base/clock.ts'
import type { Log } from '#base/log.ts'
import type { OpenClient } from '#core/connections/vendor-door.ts'
import type { ReadRaw } from '#core/people/explain-person.ts'
import type { OidcDoor } from '#core/users/oidc-door.ts'
import type { Users } from '#core/users/user.ts'
import type { Db } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import type { Mail } from '#mail/outbox.ts'
import type { Vault } from '#vault/vault.ts'
import type { SyncCommands } from './sync-commands.ts'
import type { SyncProgress } from './sync-progress.ts'

/** What handlers are handed; they open nothing by themselves. */
export type Services = {
  db: Db
  log: Log
  clock: Clock
  /** Where people reach Rollcall, without a path: the one source of every address that we give out (S34). */
  publicUrl: string
  /** From where vendors see us, as the operator says; empty: not said. */
  egressAddresses: readonly string[]
  /** Those of this release and those that were made here. */
  connectors: ReadonlyMap<string, Connector>
  /** Brings them to what the database holds; the router asks before every request. */
  refreshConnectors: () => Promise<void>
  vault: Vault
  users: Users
  oidc: OidcDoor
  openClient: OpenClient
  mail: Mail
  syncs: SyncCommands
  progress: SyncProgress
  readRaw: ReadRaw
}
