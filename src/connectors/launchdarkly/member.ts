import { z } from 'zod'
import type { AccountRecord, AccountStatus, EntitlementKind } from '#kit/define.ts'
import { fieldsOf, optionalText, textOf, vendorId } from '#kit/values.ts'

const anything = z.unknown().optional()

/** What is read of a member. `customRolesInfo` is there because the list is asked to expand it. */
export const Member = z.object({
  _id: vendorId,
  email: optionalText,
  firstName: optionalText,
  lastName: optionalText,
  role: optionalText,
  customRoles: z.array(z.string()).nullish(),
  customRolesInfo: z
    .array(z.object({ _id: vendorId.nullish(), id: vendorId.nullish(), key: optionalText, name: optionalText }))
    .nullish(),
  teams: z.array(z.object({ key: vendorId, name: optionalText })).nullish(),
  // Who is invited only is told by this flag alone, so another type is a broken record.
  _pendingInvite: z.boolean().nullish(),
  _verified: anything,
  _pendingEmail: anything,
  mfa: anything,
  _lastSeen: anything,
  _lastSeenMetadata: z.object({ tokenId: optionalText }).nullish(),
  creationDate: anything,
})

type Member = z.infer<typeof Member>

type MemberState = 'member' | 'invite pending'

/** From Zluri's "LaunchDarkly Data Processing", which `features.md` takes over: a pending invitation is suspended. */
export const STATUS: Readonly<Record<MemberState, AccountStatus>> = {
  member: 'active',
  'invite pending': 'suspended',
}

/** One per member. */
export const SEAT = { externalId: 'seat', name: 'LaunchDarkly seat' } as const

const ADMINS: ReadonlySet<string> = new Set(['admin', 'owner'])

export function mapMember(member: Member): AccountRecord {
  const { _pendingInvite: isPending } = member
  const state: MemberState | null = isPending == null ? null : isPending ? 'invite pending' : 'member'
  const email = textOf(member.email)
  const givenName = textOf(member.firstName)
  const familyName = textOf(member.lastName)
  const base = textOf(member.role)
  const customRoles = customRolesOf(member)
  return {
    externalId: member._id,
    email,
    // LaunchDarkly signs in by e-mail; there are no user names.
    username: email,
    displayName: [givenName, familyName].filter((name) => name !== null).join(' ') || email,
    givenName,
    familyName,
    status: state === null ? 'unknown' : STATUS[state],
    vendorStatus: state,
    role: base === 'no_access' && customRoles.length > 0 ? customRoles.map(({ name }) => name).join(', ') : base,
    isAdmin: base !== null && ADMINS.has(base),
    isServiceAccount: false,
    isGuest: false,
    lastActiveAt: instantOfMs(member._lastSeen),
    createdAt: instantOfMs(member.creationDate),
    licences: [SEAT.externalId],
    entitlements: [
      ...(member.teams ?? []).map(({ key, name }) => held('group', key, textOf(name) ?? key)),
      ...customRoles.map(({ id, name }) => held('role', id, name)),
    ],
    fields: fieldsOf({
      baseRole: base,
      mfa: member.mfa,
      emailVerified: member._verified,
      pendingEmail: member._pendingEmail,
      lastSeenByToken: member._lastSeenMetadata?.tokenId ? true : undefined,
    }),
  }
}

const held = (kind: EntitlementKind, externalId: string, name: string) => ({ kind, externalId, name })

/** With names where the member has been expanded; else the bare ids. */
function customRolesOf({ customRoles, customRolesInfo }: Member): { id: string; name: string }[] {
  if (customRolesInfo == null) return (customRoles ?? []).map((id) => ({ id, name: id }))
  return customRolesInfo.flatMap((role) => {
    const id = role._id ?? role.id
    return id == null ? [] : [{ id, name: textOf(role.name) ?? textOf(role.key) ?? id }]
  })
}

/** LaunchDarkly did not exist before; what is older is its way of saying never. */
const EARLIEST_MS = Date.parse('2010-01-01T00:00:00Z')

function instantOfMs(ms: unknown): string | null {
  return typeof ms === 'number' && Number.isSafeInteger(ms) && ms >= EARLIEST_MS && ms < 8.64e15
    ? new Date(ms).toISOString()
    : null
}
