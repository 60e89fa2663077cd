import { z } from 'zod'
import type { AccountRecord, AccountStatus } from '#kit/define.ts'
import { fieldsOf, instantOf, optionalText, textOf, vendorId } from '#kit/values.ts'

const anything = z.unknown().optional()

/** What is read of a member of the organisation. There is no name in it. */
export const Member = z.object({
  id: vendorId,
  // Who may sign in is told by this flag alone, so another type is a broken record.
  active: z.boolean().nullish(),
  email: optionalText,
  license: optionalText,
  licenseAssignedAt: anything,
  lastActivityAt: anything,
  role: optionalText,
  adminRoles: z.array(z.object({ name: optionalText })).nullish(),
})

/** `active` as it came; inactive by the rule that the specifications share. */
export const STATUS: Readonly<Record<'true' | 'false', AccountStatus>> = { true: 'active', false: 'inactive' }

/** Miro's licences by the word that a member has, and what Miro's own pages call them. */
export const LICENCES = {
  full: 'Full',
  advanced: 'Advanced',
  standard: 'Standard',
  basic: 'Basic',
  occasional: 'Occasional',
  free: 'Free',
  free_restricted: 'Free Restricted',
  full_trial: 'Full (Trial)',
} as const

/** SCIM says the licence as the pages do; the same word then names it. */
const BY_NAME: ReadonlyMap<string, string> = new Map(
  Object.entries(LICENCES).map(([word, name]) => [name.toLowerCase(), word]),
)

const GUESTS: ReadonlySet<string> = new Set(['organization_external_user', 'organization_team_guest_user'])

/** The licence by the word of REST or the name of SCIM; a new one is held under its own word. */
export function licencesOf(said: string | null): string[] {
  if (said === null || said.toLowerCase() === 'unknown') return []
  return [BY_NAME.get(said.toLowerCase()) ?? said.toLowerCase()]
}

export function mapMember(member: z.infer<typeof Member>): AccountRecord {
  const email = textOf(member.email)
  const role = textOf(member.role)
  const adminRoles = (member.adminRoles ?? []).flatMap(({ name }) => textOf(name) ?? [])
  return {
    externalId: member.id,
    email,
    username: email,
    displayName: email,
    givenName: null,
    familyName: null,
    status: member.active == null ? 'unknown' : STATUS[`${member.active}`],
    vendorStatus: member.active == null ? null : `active ${member.active}`,
    role,
    isAdmin: role === 'organization_internal_admin' || adminRoles.length > 0,
    isServiceAccount: false,
    isGuest: role !== null && GUESTS.has(role),
    // Empty for someone who never used Miro; that is no invitation.
    lastActiveAt: instantOf(member.lastActivityAt),
    createdAt: null,
    licences: licencesOf(textOf(member.license)),
    fields: fieldsOf({
      license: member.license,
      licenseAssignedAt: member.licenseAssignedAt,
      adminRoles: adminRoles.join(', '),
    }),
  }
}
