import type { Role } from '#core/audit/actor.ts'

/**
 * Who may do what: one table, and what is not named here nobody may do (S1). A route names one of these, or says
 * `public` in so many words.
 */
export const PERMISSIONS = {
  'directory:read': ['admin', 'viewer'],
  'directory:write': ['admin'],
  'connections:read': ['admin', 'viewer'],
  'connections:write': ['admin'],
  'syncs:read': ['admin', 'viewer'],
  /** Starting, approving, undoing: more than reading, although it looks like a click. */
  'syncs:run': ['admin'],
  'settings:read': ['admin', 'viewer'],
  'settings:write': ['admin'],
} as const satisfies Record<string, readonly Role[]>

export type Permission = keyof typeof PERMISSIONS

export function mayDo(role: Role, permission: Permission): boolean {
  return (PERMISSIONS[permission] as readonly Role[]).includes(role)
}
