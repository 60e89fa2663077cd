import { z } from 'zod'
import type { AccountRecord, AccountStatus } from '#kit/define.ts'
import { fieldsOf, instantOf, optionalText, textOf, vendorId } from '#kit/values.ts'

const anything = z.unknown().optional()

/** A user, as the account lists them; from a site, with the role that the user has there. */
export const Member = z.object({
  id: vendorId,
  email: optionalText,
  name: optionalText,
  locale: anything,
  time_zone: anything,
  verified: z.boolean().nullish(),
  verified_time: anything,
  role: optionalText,
  membership_type: anything,
  created_time: anything,
  profiles: z.array(z.object({ displayName: optionalText, created_time: anything })).nullish(),
})

/** One for everybody who takes part: the API has no list of seats. */
export const SEAT = { externalId: 'seat', name: 'Clickwrap user' } as const

/** Our reading: the specification maps the flag, and gives no rule. There is no word for suspended or deleted. */
const STATUS: Readonly<Record<'true' | 'false' | 'null', AccountStatus>> = {
  true: 'active',
  false: 'invited', // has yet to confirm the address
  null: 'unknown',
}

const ADMINS: ReadonlySet<string | null> = new Set(['admin', 'owner'])

/**
 * The users of a site stand inside its memberships, which have ids of their own: the user is taken out, and keeps what the
 * membership says of them. A list of users is left as it is.
 */
export function usersOf(body: unknown): unknown[] | undefined {
  const { data } = body as { data?: unknown }
  if (!Array.isArray(data)) return undefined
  return (data as unknown[]).map((row) => {
    if (typeof row !== 'object' || row === null || !('user' in row)) return row
    const { user } = row
    if (typeof user !== 'object' || user === null) return row
    delete (row as { user?: unknown }).user
    return Object.assign(row, user)
  })
}

export function mapMember(member: z.infer<typeof Member>): AccountRecord {
  const [profile] = member.profiles ?? []
  const name = textOf(member.name) ?? textOf(profile?.displayName)
  const blank = name?.lastIndexOf(' ') ?? -1
  const email = textOf(member.email)
  const role = textOf(member.role)
  const verified = member.verified ?? null
  const status = STATUS[String(verified) as keyof typeof STATUS]
  return {
    externalId: member.id,
    email,
    username: email,
    displayName: name,
    givenName: name === null ? null : blank < 0 ? name : name.slice(0, blank).trim(),
    familyName: name === null || blank < 0 ? null : name.slice(blank + 1),
    status,
    vendorStatus: verified === null ? null : verified ? 'verified' : 'not verified',
    role,
    isAdmin: ADMINS.has(role),
    isServiceAccount: false,
    isGuest: false,
    // The day of verification is no sign-in.
    lastActiveAt: null,
    createdAt: instantOf(member.created_time) ?? instantOf(profile?.created_time),
    licences: status === 'active' ? [SEAT.externalId] : [],
    fields: fieldsOf({
      locale: member.locale,
      timezone: member.time_zone,
      verifiedAt: instantOf(member.verified_time),
    }),
  }
}
