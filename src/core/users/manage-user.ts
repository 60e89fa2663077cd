import type { Clock } from '#base/clock.ts'
import { AppError } from '#base/errors.ts'
import type { Db, Tx } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { destroyKey } from '../audit/audit-keys.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { covers, type Rights } from './permissions.ts'
import { rightsOfRole } from './roles.store.ts'
import {
  endSession,
  endSessions,
  keepAnOwner,
  lockUser,
  removeUser,
  roleExists,
  updateUser,
  type LockedUser,
} from './users.store.ts'

/** Who manages, and what they may do themselves: nobody touches somebody who may do more, or gives what they lack. */
type By = { db: Db; actor: Actor; rights: Rights }

/**
 * Changes name or role; a new role ends the user's sessions (S4).
 *
 * Throws `not_found`, `beyond_rights`, `last_owner`, or `invalid_input` for a role that there is not.
 */
export function changeUser(
  by: By,
  id: string,
  change: { name?: string | undefined; role?: string | undefined },
): Promise<void> {
  return onUser(by, id, async (tx, user) => {
    const role = change.role === user.role ? undefined : change.role
    if (role !== undefined) {
      await mayGive(tx, by.rights, role)
      if (user.role === 'owner') await keepAnOwner(tx, id)
    }
    await updateUser(tx, id, { name: change.name, role })
    if (role !== undefined) await endSessions(tx, id)
    return {
      action: 'user.edit',
      detail: {
        email: user.email,
        ...(role !== undefined && { role, roleBefore: user.role }),
        ...(change.name !== undefined && { name: change.name, nameBefore: user.name }),
      },
    }
  })
}

/** They can sign in no more, and what they have open ends; their tokens sleep. Throws as `changeUser` does, or `own_user`. */
export function disableUser(by: By & { clock: Clock }, id: string): Promise<void> {
  return onUser(by, id, async (tx, user) => {
    refuseSelf(by, id)
    if (user.role === 'owner') await keepAnOwner(tx, id)
    await updateUser(tx, id, { disabledAt: by.clock.now() })
    await endSessions(tx, id)
    return { action: 'user.disable', detail: { email: user.email } }
  })
}

export function enableUser(by: By, id: string): Promise<void> {
  return onUser(by, id, async (tx, user) => {
    await updateUser(tx, id, { disabledAt: null })
    return { action: 'user.enable', detail: { email: user.email } }
  })
}

/** They are gone for good, and with them the tokens that they made and their name in the audit log. Throws as `disableUser` does. */
export function deleteUser(by: By, id: string): Promise<void> {
  return onUser(by, id, async (tx, user) => {
    refuseSelf(by, id)
    if (user.role === 'owner') await keepAnOwner(tx, id)
    await removeUser(tx, id)
    return { action: 'user.delete', detail: { email: user.email, name: user.name } }
  })
}

/** Signs them out everywhere, or, with `sessionId`, there. */
export function signOutUser(by: By, id: string, sessionId?: string): Promise<void> {
  return onUser(by, id, async (tx, user) => {
    if (sessionId === undefined) await endSessions(tx, id)
    else await endSession(tx, id, sessionId)
    return { action: 'user.sign_out', detail: { email: user.email } }
  })
}

/** Throws `beyond_rights` when a role allows more than its giver may do, `invalid_input` when there is no such role. */
export async function mayGive(db: Db, rights: Rights, role: string): Promise<void> {
  if (!(await roleExists(db, role))) {
    throw new AppError('invalid_input', { fields: [{ path: 'role', message: 'There is no such role.' }] })
  }
  if (!covers(rights, await rightsOfRole(db, role))) throw new AppError('beyond_rights')
}

type Entry = { action: string; detail: Record<string, unknown> }

function onUser(by: By, id: string, act: (tx: Tx, user: LockedUser) => Promise<Entry>): Promise<void> {
  return by.db.tx(async (tx) => {
    const user = await lockUser(tx, id)
    if (!covers(by.rights, await rightsOfRole(tx, user.role))) throw new AppError('beyond_rights')
    const entry = await act(tx, user)
    await recordAudit(tx, by.actor, { ...entry, target: { kind: 'user', id } })
    if (entry.action === 'user.delete') await destroyKey(tx, `user:${id}`)
  })
}

/** Whoever shuts themself out by mistake finds nobody to let them in. */
function refuseSelf({ actor }: By, id: string): void {
  if (actor.kind === 'user' && actor.id === id) throw new AppError('own_user')
}
