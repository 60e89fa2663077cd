import { z } from 'zod'
import type { AccountRecord, AccountStatus } from '#kit/define.ts'
import { fieldsOf, instantOf, optionalText, textOf, vendorId } from '#kit/values.ts'

const flag = z.boolean().nullish()
const anything = z.unknown().optional()

/** What is read of a user. Google leaves out what is empty; who may sign in is told by flags that are always there. */
export const GoogleUser = z.object({
  id: vendorId,
  primaryEmail: optionalText,
  name: z.object({ givenName: optionalText, familyName: optionalText, fullName: optionalText }).nullish(),
  suspended: flag,
  archived: flag,
  deletionTime: anything,
  isAdmin: flag,
  isDelegatedAdmin: flag,
  isGuestUser: flag,
  lastLoginTime: anything,
  creationTime: anything,
  orgUnitPath: anything,
  isEnrolledIn2Sv: anything,
  organizations: anything,
  suspensionReason: anything,
})

type GoogleUser = z.infer<typeof GoogleUser>

type State = 'deleted' | 'suspended' | 'archived' | 'active' | 'untold'

/**
 * The state that the flags tell. `features.md` (section 3, Google Workspace): suspended is suspended, else active, and
 * the active ones are those whom Google's own filter "active" shows, which are not the archived. Without the flag nothing
 * is concluded.
 */
export const STATUS: Readonly<Record<State, AccountStatus>> = {
  deleted: 'inactive',
  suspended: 'suspended',
  archived: 'inactive',
  active: 'active',
  untold: 'unknown',
}

/** What Google writes for someone who has never signed in. */
const NEVER = Date.parse('1970-01-01T00:00:00Z')

export function mapGoogleUser(user: GoogleUser): AccountRecord {
  const state = stateOf(user)
  const email = textOf(user.primaryEmail)
  const givenName = textOf(user.name?.givenName)
  const familyName = textOf(user.name?.familyName)
  const work = mainOf(user.organizations)
  return {
    externalId: user.id,
    email,
    username: email,
    displayName:
      textOf(user.name?.fullName) ?? ([givenName, familyName].filter((name) => name !== null).join(' ') || null),
    givenName,
    familyName,
    status: STATUS[state],
    vendorStatus: state === 'untold' ? null : state,
    role: roleOf(user),
    isAdmin: user.isAdmin === true || user.isDelegatedAdmin === true,
    isServiceAccount: false,
    isGuest: user.isGuestUser === true,
    lastActiveAt: signInOf(user.lastLoginTime),
    createdAt: instantOf(user.creationTime),
    licences: [],
    fields: fieldsOf({
      title: work['title'],
      department: work['department'],
      orgUnit: user.orgUnitPath,
      twoFactor: user.isEnrolledIn2Sv,
      suspensionReason: user.suspensionReason,
    }),
  }
}

function stateOf(user: GoogleUser): State {
  if (textOf(user.deletionTime) !== null) return 'deleted'
  if (user.suspended === true) return 'suspended'
  if (user.archived === true) return 'archived'
  return user.suspended === false ? 'active' : 'untold'
}

/** A super admin before an admin with some privileges; null where the flags are left out. */
function roleOf(user: GoogleUser): string | null {
  if (user.isAdmin === true) return 'super admin'
  if (user.isDelegatedAdmin === true) return 'delegated admin'
  return user.isAdmin === false ? 'member' : null
}

function signInOf(value: unknown): string | null {
  const instant = instantOf(value)
  return instant === null || Date.parse(instant) <= NEVER ? null : instant
}

/** Of several organisations the primary one, else the first; an empty record where there is none. */
function mainOf(list: unknown): Readonly<Record<string, unknown>> {
  const entries = Array.isArray(list) ? list.filter((entry) => typeof entry === 'object' && entry !== null) : []
  return (entries.find((entry) => (entry as { primary?: unknown }).primary === true) ?? entries[0] ?? {}) as Record<
    string,
    unknown
  >
}
