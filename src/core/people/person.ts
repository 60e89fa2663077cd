import type { FieldValue } from '#kit/define.ts'

export type PersonStatus = 'active' | 'suspended' | 'inactive' | 'invited' | 'unknown'

export type Person = {
  id: string
  email: string | null
  username: string | null
  displayName: string | null
  givenName: string | null
  familyName: string | null
  role: string | null
  status: PersonStatus
  department: string | null
  title: string | null
  /** Who the `manager` field names; null also when two people answer to it. */
  managerId: string | null
  location: string | null
  timezone: string | null
  /** Every other field, custom ones included. */
  fields: Record<string, FieldValue>
  /** Accounts of apps; rows that only carry what a source says of the person do not count. */
  accountCount: number
  createdAt: Date
  updatedAt: Date
}
