import { z } from 'zod'
import type { AccountRecord, AccountStatus } from '#kit/define.ts'
import { fieldsOf, instantOf, optionalText, textOf, vendorId } from '#kit/values.ts'

const anything = z.unknown().optional()
const code = z.union([z.int(), z.string()]).nullish()

/** What is read of a user. Whoever has not accepted the invitation has no id yet, and goes by the e-mail address. */
export const ZoomUser = z
  .object({
    id: vendorId.nullish(),
    email: optionalText,
    first_name: optionalText,
    last_name: optionalText,
    display_name: optionalText,
    type: code,
    status: optionalText,
    role_id: code,
    dept: anything,
    timezone: anything,
    language: anything,
    user_created_at: anything,
    created_at: anything,
    last_login_time: anything,
    verified: anything,
  })
  .superRefine((user, context) => {
    const hasId = typeof user.id === 'string' || (user.status === PENDING && textOf(user.email) !== null)
    if (!hasId) context.addIssue({ code: 'custom', path: ['id'], message: 'an id is needed' })
  })

const PENDING = 'pending'

/** From `features.md`, section 3, "Zoom": active is active, else inactive. Another word changes nobody. */
export const STATUS: Readonly<Record<string, AccountStatus>> = {
  active: 'active',
  inactive: 'inactive',
  pending: 'inactive',
}

export const PRO = { externalId: 'pro', name: 'Zoom Pro' } as const
export const BASIC = { externalId: 'basic', name: 'Zoom Basic' } as const

/** What `plan_base` is called in the plan usage: the plan that licensed users (type 2) are on. */
export const BASE_PLANS: ReadonlySet<string> = new Set([
  'monthly',
  'yearly',
  'business_monthly',
  'business_yearly',
  'enterprise_monthly',
  'enterprise_yearly',
  'edu_monthly',
  'edu_yearly',
])

/** Which licence a user's `type` is, from the same place; 4 and 99 are none. */
export const LICENCE: Readonly<Record<string, string>> = { '1': BASIC.externalId, '2': PRO.externalId }

/** The roles that every Zoom account has. Those that a company makes have long ids, and names in the list of roles. */
const ROLE: Readonly<Record<string, string>> = { '0': 'owner', '1': 'admin', '2': 'member' }

export function mapZoomUser(user: z.infer<typeof ZoomUser>): AccountRecord {
  const email = textOf(user.email)
  const status = textOf(user.status)
  const type = codeText(user.type)
  const role = codeText(user.role_id)
  const givenName = textOf(user.first_name)
  const familyName = textOf(user.last_name)
  const licence = lookUp(LICENCE, type)
  return {
    externalId: user.id ?? email?.toLowerCase() ?? '',
    email,
    username: email,
    displayName:
      textOf(user.display_name) ?? ([givenName, familyName].filter((name) => name !== null).join(' ') || null),
    givenName,
    familyName,
    status: lookUp(STATUS, status) ?? 'unknown',
    vendorStatus: status,
    role: lookUp(ROLE, role) ?? null,
    isAdmin: role === '0' || role === '1',
    isServiceAccount: false,
    isGuest: false,
    lastActiveAt: instantOf(user.last_login_time),
    createdAt: instantOf(user.user_created_at) ?? instantOf(user.created_at),
    licences: licence === undefined ? [] : [licence],
    fields: fieldsOf({
      department: user.dept,
      timezone: user.timezone,
      locale: user.language,
      type,
      verified: user.verified,
    }),
  }
}

function codeText(value: string | number | null | undefined): string | null {
  return value === null || value === undefined ? null : textOf(String(value))
}

/** Own keys only: a vendor's word is never a method of `Object.prototype`. */
function lookUp<Value>(table: Readonly<Record<string, Value>>, key: string | null): Value | undefined {
  return key !== null && Object.hasOwn(table, key) ? table[key] : undefined
}
