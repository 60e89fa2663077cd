import { z } from 'zod'
import type { AccountRecord, AccountStatus, Context } from '../define.ts'
import {
  fieldsOf,
  flagOf,
  instantOf,
  optionalText,
  perSettings,
  settingList,
  settingText,
  textOf,
  vendorId,
} from '../values.ts'
import { ENTERPRISE } from './attributes.ts'

/** Attributes that nearly every user has; see `canonicalResource`. */
export const USER_EXPECTED = ['id', 'userName', 'active', 'emails'] as const

const anything = z.unknown().optional()

/** What `mapScimUser` reads of a user (RFC 7643 §4.1, §4.3). Strict where a wrong value could mistake who someone is. */
export const ScimUser = z.object({
  id: vendorId,
  userName: optionalText,
  active: anything,
  name: z.object({ givenName: optionalText, familyName: optionalText, formatted: optionalText }).nullish(),
  displayName: optionalText,
  emails: z.array(z.object({ value: optionalText, type: optionalText, primary: anything })).nullish(),
  userType: anything,
  title: anything,
  locale: anything,
  preferredLanguage: anything,
  timezone: anything,
  roles: anything,
  groups: anything,
  entitlements: anything,
  meta: anything,
  [ENTERPRISE]: anything,
})

export type ScimUser = z.infer<typeof ScimUser>

/** `other` is whatever a server may send beside true and false: shown, and never taken for a leaver. */
type ActiveWord = 'true' | 'false' | 'absent' | 'other'

const STATUS: Readonly<Record<ActiveWord, AccountStatus | 'as the settings say'>> = {
  true: 'active',
  false: 'as the settings say',
  absent: 'active',
  other: 'unknown',
}

/** What the settings of a SCIM connection say about users; their names are those of `scimSettings`. */
const rulesOf = perSettings((settings) => ({
  inactiveMeans: settings['inactiveMeans'] === 'inactive' ? ('inactive' as const) : ('suspended' as const),
  admins: settingList(settings, 'adminValues'),
  serviceAccounts: settingList(settings, 'serviceAccountValues'),
  guests: settingList(settings, 'guestValues'),
  seatPerActiveUser: settingText(settings, 'seatPerActiveUser') === 'yes',
}))

/** The licence that `seatPerActiveUser` gives. */
export const SEAT = { externalId: 'seat', name: 'Seat' } as const

/** A SCIM user as an account. Group, role and licence names come from the user's own lists, where the server sends them. */
export function mapScimUser(user: ScimUser, context: Context): AccountRecord {
  const rules = rulesOf(context)
  const word = activeWord(user.active)
  const status = STATUS[word]
  const accountStatus = status === 'as the settings say' ? rules.inactiveMeans : status
  const enterprise = objectOf(user[ENTERPRISE])
  const roles = itemsOf(user.roles)
  const groups = itemsOf(user.groups)
  const userType = textOf(user.userType)
  const userName = textOf(user.userName)

  const hasOneOf = (values: ReadonlySet<string>) =>
    values.size > 0 &&
    ((userType !== null && values.has(userType.toLowerCase())) ||
      [...roles, ...groups].some(
        (item) => values.has(item.value.toLowerCase()) || values.has(item.display.toLowerCase()),
      ))

  const licences = itemsOf(user.entitlements).map((item) => item.value)
  if (rules.seatPerActiveUser && accountStatus === 'active') licences.push(SEAT.externalId)

  return {
    externalId: user.id,
    email: emailOf(user, userName),
    username: userName,
    displayName: textOf(user.displayName) ?? textOf(user.name?.formatted),
    givenName: textOf(user.name?.givenName),
    familyName: textOf(user.name?.familyName),
    status: accountStatus,
    vendorStatus: word === 'absent' ? null : String(user.active),
    role: (roles.find((role) => role.primary) ?? roles[0])?.value ?? userType,
    isAdmin: hasOneOf(rules.admins),
    isServiceAccount: hasOneOf(rules.serviceAccounts),
    isGuest: hasOneOf(rules.guests),
    // SCIM has none.
    lastActiveAt: null,
    createdAt: instantOf(objectOf(user.meta)?.['created']),
    licences,
    ...entitlementsOf(user, roles, groups),
    fields: fieldsOf({
      title: user.title,
      department: enterprise?.['department'],
      employeeNumber: enterprise?.['employeeNumber'],
      manager: managerOf(enterprise),
      userType: user.userType,
      locale: user.locale ?? user.preferredLanguage,
      timezone: user.timezone,
    }),
  }
}

function activeWord(active: unknown): ActiveWord {
  if (active === undefined || active === null) return 'absent'
  const flag = flagOf(active)
  return flag === null ? 'other' : flag ? 'true' : 'false'
}

/** The primary address, else the one for work, else the first, else a user name that is one. */
function emailOf(user: ScimUser, userName: string | null): string | null {
  let work: string | null = null
  let first: string | null = null
  for (const email of user.emails ?? []) {
    const value = textOf(email.value)
    if (value === null) continue
    if (flagOf(email.primary) === true) return value
    first ??= value
    if (work === null && email.type?.toLowerCase() === 'work') work = value
  }
  return work ?? first ?? (userName !== null && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(userName) ? userName : null)
}

/** Undefined where the user tells of neither: then only the lists of groups say who is in them. */
function entitlementsOf(
  user: ScimUser,
  roles: readonly Item[],
  groups: readonly Item[],
): Pick<AccountRecord, 'entitlements'> {
  if (roles.length === 0 && groups.length === 0 && user.roles == null && user.groups == null) return {}
  return {
    entitlements: [
      ...roles.map((role) => ({ kind: 'role' as const, externalId: role.value, name: role.display })),
      // Membership through another group is that group's to tell.
      ...groups
        .filter((group) => group.type !== 'indirect')
        .map((group) => ({ kind: 'group' as const, externalId: group.value, name: group.display })),
    ],
  }
}

type Item = { value: string; display: string; type: string | null; primary: boolean }

const NONE: readonly Item[] = []

/** A multi-valued attribute; servers also send plain texts where the RFC has objects. */
function itemsOf(list: unknown): readonly Item[] {
  if (!Array.isArray(list) || list.length === 0) return NONE
  return (list as unknown[]).flatMap((entry) => {
    const item = objectOf(entry)
    const value = textOf(item ? item['value'] : entry)
    if (value === null) return []
    return [
      {
        value,
        display: textOf(item?.['display']) ?? value,
        type: textOf(item?.['type']),
        primary: flagOf(item?.['primary']) === true,
      },
    ]
  })
}

function managerOf(enterprise: Record<string, unknown> | undefined): unknown {
  const manager = enterprise?.['manager']
  const object = objectOf(manager)
  // `managerId` is from the draft before the RFC and still sent.
  return object ? (object['value'] ?? object['managerId']) : manager
}

function objectOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}
