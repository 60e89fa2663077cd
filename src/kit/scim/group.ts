import { z } from 'zod'
import type { Context, EntitlementRecord, GrantRecord } from '../define.ts'
import { badResponse } from '../read-json.ts'
import { optionalText, textOf, vendorId } from '../values.ts'
import { attribute, canonicalResource } from './attributes.ts'

/** Attributes that nearly every group has; see `canonicalResource`. */
export const GROUP_EXPECTED = ['id', 'displayName', 'members'] as const

export const ScimMember = z.object({ value: vendorId, type: optionalText })

/** RFC 7643 §4.2. */
export const ScimGroup = z.object({ id: vendorId, displayName: optionalText, members: z.array(ScimMember).nullish() })

/**
 * A group with its members, where the list tells them. Many servers leave them out of lists; such a group is then asked
 * for by itself. A group inside a group is no account and is left out: its own people are listed in it.
 */
export function mapScimGroup(group: z.infer<typeof ScimGroup>): EntitlementRecord {
  const members = group.members?.filter((member) => !isGroup(member)).map((member) => member.value)
  return {
    kind: 'group',
    externalId: group.id,
    name: textOf(group.displayName) ?? group.id,
    description: null,
    ...(members === undefined ? {} : { members }),
  }
}

/** The members of one group that was asked for by its id; without `members` it is empty (RFC 7643 §2.5). */
export function membersOfGroup(body: unknown): unknown[] | undefined {
  const group = canonicalResource(body, GROUP_EXPECTED)
  if (typeof attribute(group, 'id') !== 'string' && typeof attribute(group, 'id') !== 'number')
    throw badResponse('no group')
  const members = attribute(group, 'members') ?? []
  return Array.isArray(members) ? members.filter((member) => !isGroup(member as { type?: unknown })) : undefined
}

export function mapScimMember(member: z.infer<typeof ScimMember>, context: Context): GrantRecord {
  return { kind: 'group', entitlementExternalId: context.parentId ?? '', accountExternalId: member.value }
}

function isGroup(member: { type?: unknown } | null): boolean {
  return typeof member?.type === 'string' && member.type.toLowerCase() === 'group'
}
