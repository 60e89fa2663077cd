import type { FieldValue } from '#kit/define.ts'
import type { Mapping } from '#mapping/mapping.ts'
import type { Sync } from '../syncs/sync.ts'
import type { Schedule } from './schedule.ts'

/**
 * draft → active by launch, when its mapping is complete; active → disconnected when its credential is taken away, and
 * back by reconnect. Paused is active without a schedule of its own.
 */
export type ConnectionState = 'draft' | 'active' | 'paused' | 'disconnected'

export type Selection = 'people' | 'people_and_accounts'
export type Preference = 'create_and_update' | 'create_only' | 'update_only'

/** More deactivations than max(missing, percent of the active accounts) are held for a person. */
export type Guard = { missing: number; percent: number }

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
  asOf: Date | null
  nextDueAt: Date | null
  vendorTenantId: string | null
  vendorTenantName: string | null
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
  vendorTenantId: string | null
  isPrimarySource: boolean
  grantedScopes: string[] | null
}
