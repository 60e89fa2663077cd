import type { Clock } from '#base/clock.ts'
import type { Log } from '#base/log.ts'
import type { Db } from '#db/pool.ts'
import type { Connector, VendorClient } from '#kit/define.ts'
import type { Mail } from '#mail/outbox.ts'

/** A connection as the engine needs it. */
export type SyncConnection = {
  id: string
  appId: string
  name: string
  connector: string
  method: string
  credentialId: string | null
  hosts: Record<string, string>
  settings: Record<string, string | number | boolean | null>
  selection: 'people' | 'people_and_accounts'
  preference: 'create_and_update' | 'create_only' | 'update_only'
  deactivate: boolean
  mapping: unknown
  guard: { missing: number; percent: number }
  state: string
  vendorTenantId: string | null
  referenceSyncId: string | null
}

export type SyncRow = {
  id: string
  connectionId: string
  generation: number
  trigger: 'manual' | 'schedule' | 'preview'
  state: string
  epoch: number
  attempts: number
  startedAt: Date
  configDigest: string | null
  facts: Record<string, string | number | boolean | null>
}

/** What the engine is handed; it never opens anything by itself. */
export type EngineParts = {
  db: Db
  /**
   * The same database on sessions that do not wait for the disk at a commit (`relaxedUrl`). For pages only: a crash of
   * the database can lose the newest few, whole and in order, and the sync goes on from an older one.
   */
  pagesDb: Db
  clock: Clock
  log: Log
  connectors: ReadonlyMap<string, Connector>
  /** Brings them to what the database holds; asked before every sync. */
  refreshConnectors: () => Promise<void>
  /** Opens the connection's door: authorised, rate limited, retried. Throws `credential…`/`vendor…` AppErrors. */
  openClient: (
    connection: SyncConnection,
    connector: Connector,
    signal: AbortSignal,
  ) => Promise<{ client: VendorClient; credentialName: string }>
  /** Writes mails down; never delivers one by itself. */
  mail: Mail
}

/** The connection string for `EngineParts.pagesDb`. */
export function relaxedUrl(url: string): string {
  const relaxed = new URL(url)
  relaxed.searchParams.set('options', `${relaxed.searchParams.get('options') ?? ''} -c synchronous_commit=off`.trim())
  return relaxed.href
}

/** What a plan and its merge need to know: no vendor, no clock. */
export type PlanOwner = { sync: SyncRow; connection: SyncConnection; connector: Connector }

/** One execution of one sync by one worker. */
export type SyncRun = EngineParts & PlanOwner & { signal: AbortSignal }
