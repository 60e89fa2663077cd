/**
 * Everything that can be allowed. A route names one of these, or says `public` or `self` in so many words; what is not
 * named in a role nobody of that role may do (S1).
 */
export const PERMISSIONS = [
  'directory:read',
  'directory:write',
  'connections:read',
  'connections:write',
  'credentials:read',
  'credentials:write',
  'requests:read',
  'requests:write',
  'syncs:read',
  /** Starting, approving, undoing: more than reading, although it looks like a click. */
  'syncs:run',
  'notices:read',
  'notices:write',
  'settings:read',
  'settings:write',
  'users:read',
  'users:write',
  'roles:write',
  'tokens:write',
  'audit:read',
  'exports:run',
] as const

export type Permission = (typeof PERMISSIONS)[number]

export type Rights = ReadonlySet<Permission>

export const NO_RIGHTS: Rights = new Set()

/** What the system itself and the command line may do. */
export const ALL_RIGHTS: Rights = new Set(PERMISSIONS)

export const READ_RIGHTS: Rights = new Set(PERMISSIONS.filter((name) => name.endsWith(':read')))

const VIEWS = ['directory:read', 'connections:read', 'syncs:read', 'notices:read', 'settings:read'] as const

/** The roles that come with Rollcall: one table, default deny. Roles of one's own are rows of `roles`. */
export const BUILT_IN_ROLES = {
  /** Everything, and alone in charge of roles. There is always at least one. */
  owner: ALL_RIGHTS,
  /** Everything but making roles. */
  admin: new Set(PERMISSIONS.filter((name) => name !== 'roles:write')),
  /** The daily work: syncs, people, matching, requests. Sees no credential and no user. */
  operator: new Set([
    ...VIEWS,
    'directory:write',
    'requests:read',
    'requests:write',
    'syncs:run',
    'notices:write',
    'tokens:write',
    'exports:run',
  ]),
  /** Looks at people, accounts, connections and syncs. */
  viewer: new Set(VIEWS),
  /** Reads everything, the audit log too, and may take it away as a file. */
  auditor: new Set([...READ_RIGHTS, 'exports:run']),
} as const satisfies Record<string, Rights>

export type BuiltInRole = keyof typeof BUILT_IN_ROLES

export function isBuiltIn(role: string): role is BuiltInRole {
  return Object.hasOwn(BUILT_IN_ROLES, role)
}

/** Whether whoever has `rights` may hand out `others`: nobody gives what they do not have. */
export function covers(rights: Rights, others: Iterable<Permission>): boolean {
  return [...others].every((permission) => rights.has(permission))
}
