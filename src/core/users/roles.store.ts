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
