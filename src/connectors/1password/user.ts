import { z } from 'zod'
import type { AccountRecord, AccountStatus } from '#kit/define.ts'
import { fieldsOf, instantOf, optionalText, splitName, textOf, vendorId } from '#kit/values.ts'

/** What is read of a user of the account. */
export const OnePasswordUser = z.object({
  id: vendorId,
  email: optionalText,
  display_name: optionalText,
  state: optionalText,
  create_time: z.unknown().optional(),
})

/** 1Password's own words, with those that only its command-line program documents; another one changes nobody. */
export const STATUS: Readonly<Record<string, AccountStatus>> = {
  ACTIVE: 'active',
  RECOVERY_STARTED: 'active',
  RECOVERY_ACCEPTED: 'active',
  TRANSFER_STARTED: 'invited',
  SUSPENDED: 'suspended',
  TRANSFER_SUSPENDED: 'inactive',
  INACTIVE: 'inactive',
}

export const SEAT = { externalId: 'seat', name: '1Password seat' } as const

export function mapUser(user: z.infer<typeof OnePasswordUser>): AccountRecord {
  const email = textOf(user.email)
  const displayName = textOf(user.display_name)
  const state = textOf(user.state)
  const status = state !== null && Object.hasOwn(STATUS, state) ? STATUS[state]! : 'unknown'
  return {
    externalId: user.id,
    email,
    username: email,
    displayName,
    ...splitName(displayName),
    status,
    vendorStatus: state,
    // Groups make administrators and guests, and this interface has none.
    role: null,
    isAdmin: false,
    isServiceAccount: false,
    isGuest: false,
    // The events tell it.
    lastActiveAt: null,
    createdAt: instantOf(user.create_time),
    licences: status === 'active' ? [SEAT.externalId] : [],
    fields: fieldsOf({ state }),
  }
}
