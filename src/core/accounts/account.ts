import type { AccountStatus, ActivityGrade, EntitlementKind, FieldValue } from '#kit/define.ts'

export type Account = {
  id: string
  connectionId: string
  connectionName: string
  appId: string
  appName: string
  externalId: string
  email: string | null
  username: string | null
  displayName: string | null
  givenName: string | null
  familyName: string | null
  /** The status that holds: the hand-set one, else inactive while missing, else what the vendor says. */
  status: AccountStatus
  sourceStatus: AccountStatus
  vendorStatus: string | null
  manualStatus: AccountStatus | null
  role: string | null
  isAdmin: boolean
  isServiceAccount: boolean
  isGuest: boolean
  /** The account that its connection's credential runs as: nothing may suspend or remove it (reliability §3.4). */
  isIntegrationAccount: boolean
  /** An instant, or a plain date where the vendor tells the day only. Null: nothing is known of it. */
  lastActiveAt: string | null
  lastActivePrecision: 'instant' | 'day' | null
  lastActiveGrade: ActivityGrade | null
  /** The list that told it: `accounts`, or the name of an activity stream. */
  lastActiveSource: string | null
  createdAt: Date | null
  personId: string | null
  personName: string | null
  unmatchedReason: string | null
  ignored: boolean
  licences: string[]
  fields: Record<string, FieldValue>
  claims: Record<string, FieldValue>
  firstSeenAt: Date
  missingSince: Date | null
}

export type HeldEntitlement = { id: string; kind: EntitlementKind; externalId: string; name: string; since: Date }
