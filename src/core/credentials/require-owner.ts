import { AppError } from '#base/errors.ts'
import type { Users } from '../users/user.ts'

/** Throws `invalid_input` for an owner who is no user of this Rollcall; nobody may own it as well. */
export async function requireOwner(users: Pick<Users, 'find'>, ownerId: string | null | undefined): Promise<void> {
  if (typeof ownerId === 'string' && !(await users.find(ownerId))) {
    throw new AppError('invalid_input', { fields: [{ path: 'ownerId', message: 'There is no such user.' }] })
  }
}
