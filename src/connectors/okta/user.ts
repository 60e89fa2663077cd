import { z } from 'zod'
import type { AccountRecord, AccountStatus } from '#kit/define.ts'
import { fieldsOf, instantOf, optionalText, textOf, vendorId } from '#kit/values.ts'

const anything = z.unknown().optional()

/** What is read of a user. The profile may hold any attribute that the company has made; the mapping reads those. */
export const OktaUser = z.object({
  id: vendorId,
  status: optionalText,
  created: anything,
  lastLogin: anything,
  profile: z
    .object({
      login: optionalText,
      email: optionalText,
      firstName: optionalText,
      lastName: optionalText,
      displayName: optionalText,
      title: anything,
      department: anything,
      userType: anything,
      manager: anything,
      managerId: anything,
    })
    .nullish(),
})

/**
 * From `features.md`, section 3, "Okta": whoever may sign in, if only after a new password, is active. Another word is
 * unknown, is shown as it came, and changes nobody.
 */
export const STATUS: Readonly<Record<string, AccountStatus>> = {
  ACTIVE: 'active',
  PASSWORD_EXPIRED: 'active',
  RECOVERY: 'active',
  LOCKED_OUT: 'active',
  STAGED: 'suspended',
  PROVISIONED: 'suspended',
  SUSPENDED: 'suspended',
  DEPROVISIONED: 'inactive',
}

/** Which of them take a licence of Okta itself; from the same place. */
export const LICENSED: Readonly<Record<string, boolean>> = {
  ACTIVE: true,
  PASSWORD_EXPIRED: true,
  RECOVERY: true,
  LOCKED_OUT: true,
  SUSPENDED: true,
  STAGED: false,
  PROVISIONED: false,
  DEPROVISIONED: false,
}

export const LICENCE = { externalId: 'okta-licence', name: 'Okta licence' } as const

export function mapOktaUser(user: z.infer<typeof OktaUser>): AccountRecord {
  const { profile } = user
  const status = textOf(user.status)
  const email = textOf(profile?.email)
  const givenName = textOf(profile?.firstName)
  const familyName = textOf(profile?.lastName)
  return {
    externalId: user.id,
    email,
    username: textOf(profile?.login) ?? email,
    displayName:
      textOf(profile?.displayName) ?? ([givenName, familyName].filter((name) => name !== null).join(' ') || null),
    givenName,
    familyName,
    status: lookUp(STATUS, status) ?? 'unknown',
    vendorStatus: status,
    role: null,
    isAdmin: false,
    isServiceAccount: false,
    isGuest: false,
    lastActiveAt: instantOf(user.lastLogin),
    createdAt: instantOf(user.created),
    licences: lookUp(LICENSED, status) === true ? [LICENCE.externalId] : [],
    fields: fieldsOf({
      title: profile?.title,
      department: profile?.department,
      userType: profile?.userType,
      manager: textOf(profile?.managerId) ?? profile?.manager,
    }),
  }
}

/** Own keys only: a vendor's word is never a method of `Object.prototype`. */
function lookUp<Value>(table: Readonly<Record<string, Value>>, key: string | null): Value | undefined {
  return key !== null && Object.hasOwn(table, key) ? table[key] : undefined
}
