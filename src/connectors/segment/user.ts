import { z } from 'zod'
import type { AccountRecord } from '#kit/define.ts'
import { fieldsOf, optionalText, splitName, textOf, vendorId } from '#kit/values.ts'

const Permission = z.object({
  roleId: vendorId.nullish(),
  roleName: optionalText,
  resources: z.array(z.object({ type: optionalText })).nullish(),
})

/** What is read of someone in the workspace; of someone who was invited there is the address alone. */
export const SegmentUser = z
  .object({
    id: vendorId.nullish(),
    invited: z.string().min(1).nullish(),
    name: optionalText,
    email: optionalText,
    permissions: z.array(Permission).nullish(),
  })
  .superRefine(({ id, invited }, context) => {
    if (typeof id !== 'string' && typeof invited !== 'string')
      context.addIssue({ code: 'custom', path: ['id'], message: 'an id is needed' })
  })

/** Owns the workspace: it may do everything, also in access management. */
const OWNER = 'Workspace Owner'

/** Invitations are plain addresses; the same one is the same invitation, however it is written. */
export const invitationId = (email: string): string => `invite:${email.trim().toLowerCase()}`

/** A page of people or of invitations, the latter made into records that say what they are. */
export function peopleOf(body: unknown): unknown[] | undefined {
  const { users, invites, emails } = ((body as { data?: unknown }).data ?? {}) as Record<string, unknown>
  if (Array.isArray(users)) return users
  const invited = Array.isArray(invites) ? invites : Array.isArray(emails) ? emails : undefined
  return invited?.map((email: unknown) => ({ invited: email }))
}

export function mapSegmentUser(user: z.infer<typeof SegmentUser>): AccountRecord {
  const email = textOf(user.invited) ?? textOf(user.email)
  const name = textOf(user.name)
  const permissions = user.permissions ?? []
  const roles = [...new Set(permissions.flatMap(({ roleName }) => textOf(roleName) ?? []))]
  const isAdmin = permissions.some(
    ({ roleName, resources }) => textOf(roleName) === OWNER && resources?.some(({ type }) => type === 'WORKSPACE'),
  )
  return {
    externalId: user.id ?? invitationId(email ?? ''),
    email,
    username: email,
    displayName: name,
    ...splitName(name),
    // Segment has no other: whoever is listed may sign in, whoever is not has left the workspace.
    status: user.invited == null ? 'active' : 'invited',
    vendorStatus: user.invited == null ? 'member' : 'invited',
    role: roles.includes(OWNER) ? OWNER : (roles[0] ?? null),
    isAdmin,
    isServiceAccount: false,
    isGuest: false,
    // The audit trail tells it.
    lastActiveAt: null,
    createdAt: null,
    licences: [],
    ...(user.invited == null ? { entitlements: rolesHeld(permissions) } : {}),
    fields: fieldsOf({ roles: roles.join(', ') }),
  }
}

/** Each role once, however many resources it is for. */
function rolesHeld(permissions: readonly z.infer<typeof Permission>[]): NonNullable<AccountRecord['entitlements']> {
  const held = new Map(permissions.flatMap(({ roleId, roleName }) => (roleId == null ? [] : [[roleId, roleName]])))
  return [...held].map(([externalId, roleName]) => {
    const name = textOf(roleName)
    return { kind: 'role', externalId, ...(name === null ? {} : { name }) }
  })
}
