import { z } from 'zod'
import type { AccountRecord, AccountStatus } from '#kit/define.ts'
import { fieldsOf, instantOf, optionalText, textOf, vendorId } from '#kit/values.ts'

const anything = z.unknown().optional()
const code = z.union([z.int(), z.string()]).nullish()
const ids = z.array(vendorId).nullish()

/** What is read of a user. The newer form of the same call says `role_ids`, and `manager_user_id` for the manager. */
export const OneLoginUser = z.object({
  id: vendorId,
  email: optionalText,
  username: optionalText,
  firstname: optionalText,
  lastname: optionalText,
  state: code,
  status: code,
  group_id: vendorId.nullish(),
  role_id: ids,
  role_ids: ids,
  created_at: anything,
  last_login: anything,
  title: anything,
  department: anything,
  company: anything,
  locale_code: anything,
  manager_user_id: anything,
  manager_ad_id: anything,
})

/**
 * The user's `status`, from Zluri's "OneLogin Data Processing", which `features.md` takes over. There is no 6; a code
 * that is not here is unknown, is shown as it came, and changes nobody's status.
 */
export const STATUS: Readonly<Record<string, AccountStatus>> = {
  '0': 'inactive', // Unactivated
  '1': 'active', // Active, the only one who can sign in
  '2': 'suspended', // Suspended
  '3': 'active', // Locked
  '4': 'active', // Password expired
  '5': 'active', // Awaiting password reset
  '7': 'active', // Password pending: none set yet
  '8': 'active', // Security questions required
}

/** Whether the user's `state` takes a licence; from the same source. */
export const LICENSED: Readonly<Record<string, boolean>> = {
  '0': false, // Unapproved
  '1': true, // Approved
  '2': false, // Rejected
  '3': false, // Unlicensed
}

export const LICENCE = { externalId: 'licence', name: 'OneLogin licence' } as const

export function mapOneLoginUser(user: z.infer<typeof OneLoginUser>): AccountRecord {
  const status = codeText(user.status)
  const state = codeText(user.state)
  const email = textOf(user.email)
  const givenName = textOf(user.firstname)
  const familyName = textOf(user.lastname)
  const roles = user.role_ids ?? user.role_id ?? []
  return {
    externalId: user.id,
    email,
    username: textOf(user.username) ?? email,
    displayName: [givenName, familyName].filter((name) => name !== null).join(' ') || null,
    givenName,
    familyName,
    status: lookUp(STATUS, status) ?? 'unknown',
    vendorStatus: status,
    role: null,
    isAdmin: false,
    isServiceAccount: false,
    isGuest: false,
    lastActiveAt: instantOf(user.last_login),
    createdAt: instantOf(user.created_at),
    licences: lookUp(LICENSED, state) === true ? [LICENCE.externalId] : [],
    entitlements: [
      ...roles.map((id) => ({ kind: 'role' as const, externalId: id })),
      ...(user.group_id == null ? [] : [{ kind: 'group' as const, externalId: user.group_id }]),
    ],
    fields: fieldsOf({
      state,
      title: user.title,
      department: user.department,
      company: user.company,
      locale: user.locale_code,
      manager: user.manager_user_id ?? user.manager_ad_id,
    }),
  }
}

function codeText(code: string | number | null | undefined): string | null {
  return code === null || code === undefined ? null : textOf(String(code))
}

/** Own keys only: a vendor's word is never a method of `Object.prototype`. */
function lookUp<Value>(table: Readonly<Record<string, Value>>, key: string | null): Value | undefined {
  return key !== null && Object.hasOwn(table, key) ? table[key] : undefined
}
