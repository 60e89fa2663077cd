import { AppError } from '#base/errors.ts'
import { newId } from '#base/ids.ts'
import type { Db, Tx } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { BUILT_IN_ROLES, covers, type Permission, type Rights } from './permissions.ts'
import { getRole, knownPermissions } from './roles.store.ts'

type By = { db: Db; actor: Actor; rights: Rights }
type Input = { name: string; permissions: readonly Permission[] }

/** Throws `beyond_rights` or `role_name_taken`. Returns the role's id. */
export function createRole({ db, actor, rights }: By, input: Input): Promise<string> {
  return db.tx(async (tx) => {
    await check(tx, rights, input, null)
    const id = newId()
    const { name, permissions } = input
    await tx.query('insert into roles (id, name, permissions) values ($1, $2, $3)', [id, name, [...permissions]])
    await recordAudit(tx, actor, { action: 'role.create', target: { kind: 'role', id }, detail: { name, permissions } })
    return id
  })
}

/** Holds from the next request of everybody who has the role. Throws `not_found` too. */
export function editRole({ db, actor, rights }: By, id: string, input: Input): Promise<void> {
  return db.tx(async (tx) => {
    const before = await lockRole(tx, id)
    if (!covers(rights, knownPermissions(before.permissions))) throw new AppError('beyond_rights')
    await check(tx, rights, input, id)
    const { name, permissions } = input
    await tx.query('update roles set name = $2, permissions = $3, updated_at = now() where id = $1', [
      id,
      name,
      [...permissions],
    ])
    const detail = { name, permissions, before: { name: before.name, permissions: before.permissions } }
    await recordAudit(tx, actor, { action: 'role.edit', target: { kind: 'role', id }, detail })
  })
}

/** Throws `not_found`, `beyond_rights`, or `role_in_use` while somebody has it, is invited to it, or would get it. */
export function deleteRole({ db, actor, rights }: By, id: string): Promise<void> {
  return db.tx(async (tx) => {
    const { name, permissions } = await lockRole(tx, id)
    if (!covers(rights, knownPermissions(permissions))) throw new AppError('beyond_rights')
    // Nobody may be given it between this look and the end.
    await tx.query('lock table auth."user", user_links, sign_in_providers in share row exclusive mode')
    const used = await tx.one(
      `select 1 as used where exists (select from auth."user" where role = $1)
         or exists (select from user_links where role = $1 and used_at is null and revoked_at is null and expires_at > now())
         or exists (select from sign_in_providers where default_role = $1)`,
      [id],
    )
    if (used) throw new AppError('role_in_use')
    await tx.query('delete from roles where id = $1', [id])
    await recordAudit(tx, actor, { action: 'role.delete', target: { kind: 'role', id }, detail: { name } })
  })
}

async function lockRole(tx: Tx, id: string): Promise<{ name: string; permissions: string[] }> {
  await tx.query('select 1 from roles where id = $1 for update', [id])
  return getRole(tx, id)
}

async function check(tx: Tx, rights: Rights, { name, permissions }: Input, id: string | null): Promise<void> {
  if (!covers(rights, permissions)) throw new AppError('beyond_rights')
  const builtIn = Object.keys(BUILT_IN_ROLES).includes(name.toLowerCase())
  await tx.query('lock table roles in share row exclusive mode')
  const taken = await tx.one('select 1 as taken from roles where lower(name) = lower($1) and id is distinct from $2', [
    name,
    id,
  ])
  if (builtIn || taken) throw new AppError('role_name_taken')
}
