import type { EntitlementKind, FactKind, FieldValue } from '#kit/define.ts'
import type { Mapping } from '#mapping/mapping.ts'
import type { Sync } from '../syncs/sync.ts'
import type { Health } from './connection-health.ts'
import type { ConnectionProblem } from './connection-problem.ts'
import type { Schedule } from './schedule.ts'

export type Revocation = 'pending' | 'revoked' | 'unsupported' | 'failed' | 'kept'

/**
 * draft → active by launch, when its mapping is complete; active → paused and back, when nothing is to be read for a
 * while; any → disconnected when its credential is taken away, and back by reconnect; any → removed, for seven days
 * restorable (as disconnected), then erased.
 */
export type ConnectionState = 'draft' | 'active' | 'paused' | 'disconnected' | 'removed'

/** `hold`: a run waited for a decision until nobody could be expected any more; else a person paused it. */
export type PauseReason = 'hold'

export type Selection = 'people' | 'people_and_accounts'
export type Preference = 'create_and_update' | 'create_only' | 'update_only'

/** More deactivations than max(missing, percent of the active accounts) are held for a person. */
export type Guard = { missing: number; percent: number }

/** How fresh one kind of data is; of facts also since when nothing is missing. */
export type DataAsOf = { kind: 'accounts' | EntitlementKind | FactKind; asOf: Date; since: Date | null }

export type Connection = {
  id: string
  appId: string
  appName: string
  connector: string
  name: string
  method: string
  credentialId: string | null
  /** Base URLs by the connector's name for the host; those that are not here are the vendor's own. */
  hosts: Record<string, string>
  settings: Record<string, FieldValue>
  scopes: string[]
  selection: Selection
  preference: Preference
  deactivate: boolean
  schedule: Schedule
  contacts: string[]
  guard: Guard
  state: ConnectionState
  error: { code: string; message: string } | null
  /** Green, yellow, red or grey, and why (F74). */
  health: Health
  /** What a person must mend: its class, what to do and who can; null while there is nothing (F75). */
  problem: ConnectionProblem | null
  /** Since when the vendor no longer lets us in; nothing runs by itself until it is mended. */
  lostAt: Date | null
  /** Since when nothing is read, and why, if it was not a person who paused it. */
  paused: { at: Date | null; reason: PauseReason | null } | null
  /** When its credential was taken away, and what became of our grant at the vendor. */
  disconnected: { at: Date; revocation: Revocation | null } | null
  /** When it was removed, and until when that can be taken back. */
  removed: { at: Date; until: Date } | null
  /** Under which name the history shows what it writes; the connection's own name when there is none (F57). */
  integrationUser: string | null
  /** The vendor account that the credential runs as, when the vendor tells (reliability §3.4). */
  integrationAccount: { externalId: string; accountId: string | null; name: string | null } | null
  asOf: Date | null
  /** The same of each kind of data: of several lists the oldest counts (F82, F83). */
  dataAsOf: DataAsOf[]
  nextDueAt: Date | null
  vendorTenantId: string | null
  vendorTenantName: string | null
  /** By what a person knows the vendor account again, such as acme.slack.com. */
  vendorTenantDomain: string | null
  isPrimarySource: boolean
  /** Lower is believed first. */
  precedence: number
  accountCount: number
  activeAccountCount: number
  lastSync: Sync | null
  runningSync: Sync | null
  createdAt: Date
  updatedAt: Date
}

/** What use cases need to know before they change a connection. */
export type LockedConnection = {
  id: string
  connector: string
  name: string
  method: string
  state: ConnectionState
  credentialId: string | null
  hosts: Record<string, string>
  settings: Record<string, FieldValue>
  mapping: Mapping
  schedule: Schedule
  selection: Selection
  scopes: string[]
  vendorTenantId: string | null
  vendorTenantName: string | null
  isPrimarySource: boolean
  grantedScopes: string[] | null
}
