import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import { BUILT_IN_ROLES, isBuiltIn, NO_RIGHTS, PERMISSIONS, type Permission, type Rights } from './permissions.ts'

/** What a role allows, as it stands now. A role that is gone allows nothing. */
export async function rightsOfRole(db: Db, role: string): Promise<Rights> {
  if (isBuiltIn(role)) return BUILT_IN_ROLES[role]
  const found = await db.one<{ permissions: string[] }>('select permissions from roles where id::text = $1', [role])
  return found ? knownPermissions(found.permissions) : NO_RIGHTS
}

/** A permission that this version does not know is one that it does not grant. */
export function knownPermissions(names: readonly string[]): Rights {
  return new Set(PERMISSIONS.filter((permission: Permission) => names.includes(permission)))
}

export type RoleRow = { id: string; name: string; permissions: Permission[]; isBuiltIn: boolean; users: number }

/** The built-in ones from the most to the least powerful, then those made here, by name. */
export async function listRoles(db: Db): Promise<RoleRow[]> {
  const counts = await db.query<{ role: string; users: number }>(
    'select role, count(*)::int as users from auth."user" group by role',
  )
  const usersOf = (role: string) => counts.find((one) => one.role === role)?.users ?? 0
  const made = await db.query<{ id: string; name: string; permissions: string[] }>(
    'select id, name, permissions from roles order by lower(name)',
  )
  return [
    ...Object.entries(BUILT_IN_ROLES).map(([id, rights]) => ({
      id,
      name: `${id.charAt(0).toUpperCase()}${id.slice(1)}`,
      permissions: [...rights],
      isBuiltIn: true,
      users: usersOf(id),
    })),
    ...made.map(({ id, name, permissions }) => ({
      id,
      name,
      permissions: [...knownPermissions(permissions)],
      isBuiltIn: false,
      users: usersOf(id),
    })),
  ]
}

/** One that was made here. Throws `not_found`. */
export async function getRole(db: Db, id: string): Promise<{ name: string; permissions: string[] }> {
  const role = await db.one<{ name: string; permissions: string[] }>(
    'select name, permissions from roles where id = $1',
    [id],
  )
  if (!role) throw new AppError('not_found')
  return role
}

/** What a role is called. */
export async function roleName(db: Db, role: string): Promise<string> {
  if (isBuiltIn(role)) return `${role.charAt(0).toUpperCase()}${role.slice(1)}`
  return (await db.one<{ name: string }>('select name from roles where id::text = $1', [role]))?.name ?? role
}
