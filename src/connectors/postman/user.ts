import { z } from 'zod'
import type { AccountRecord } from '#kit/define.ts'
import { instantOf, optionalText, textOf, vendorId } from '#kit/values.ts'

/** What is read of a member of the team. Nothing in it says a status: the list has current members only. */
export const TeamUser = z.object({
  id: vendorId,
  name: optionalText,
  username: optionalText,
  email: optionalText,
  roles: z.array(z.string()).nullish(),
  joinedAt: z.unknown().optional(),
})

export const SEAT = { externalId: 'seat', name: 'Postman seat' } as const

/** The exact words are not published, so they are compared without case, blanks, dashes and underscores. */
const plain = (role: string) => role.toLowerCase().replaceAll(/[\s_-]/g, '')

/** From the most to the least; what is not here comes after. */
const RANKS = [
  'superadmin',
  'admin',
  'communitymanager',
  'partnermanager',
  'billing',
  'developer',
  'user',
  'floweditor',
]
const ADMINS: ReadonlySet<string> = new Set(['superadmin', 'admin'])
const GUESTS: ReadonlySet<string> = new Set(['guest', 'partner'])

const rankOf = (role: string) => {
  const rank = RANKS.indexOf(plain(role))
  return rank < 0 ? RANKS.length : rank
}

export function mapTeamUser(user: z.infer<typeof TeamUser>): AccountRecord {
  const name = textOf(user.name)
  const roles = (user.roles ?? []).map((role) => role.trim()).filter((role) => role !== '')
  const isGuest = roles.some((role) => GUESTS.has(plain(role)))
  const space = name?.indexOf(' ') ?? -1
  return {
    externalId: user.id,
    email: textOf(user.email),
    username: textOf(user.username) ?? textOf(user.email),
    displayName: name,
    givenName: name === null || space < 0 ? name : name.slice(0, space),
    familyName: name === null || space < 0 ? null : textOf(name.slice(space)),
    status: 'active',
    vendorStatus: null,
    role: roles.toSorted((one, other) => rankOf(one) - rankOf(other))[0] ?? null,
    isAdmin: roles.some((role) => ADMINS.has(plain(role))),
    isServiceAccount: false,
    isGuest,
    // Only the audit log of the Enterprise plan knows.
    lastActiveAt: null,
    createdAt: instantOf(user.joinedAt),
    licences: isGuest ? [] : [SEAT.externalId],
    entitlements: roles.map((role) => ({ kind: 'role', externalId: role, name: role })),
    fields: {},
  }
}
