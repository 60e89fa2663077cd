import { AppError } from '#base/errors.ts'
import type { Connector } from '#kit/define.ts'
import { haveSameIds } from '#kit/surface.ts'
import type { LockedConnection } from './connection.ts'

/**
 * Sees to it that a connection which has been launched goes on being read by the same interface of the vendor, or by one
 * that calls the accounts by the same ids. Everything known of it hangs on these ids.
 *
 * Throws `surface_changed`, which says what to do instead.
 *
 * @param connector whole, not as one method reaches it.
 */
export function requireSameSurface(
  connector: Connector,
  { id, state, method: present }: Pick<LockedConnection, 'id' | 'state' | 'method'>,
  method: string,
): void {
  if (state === 'draft' || haveSameIds(connector, present, method)) return
  const named = (one: string) => connector.auth.find((auth) => auth.id === one)?.label ?? one
  throw new AppError('surface_changed', {
    message: `This connection is read by "${named(present)}". "${named(method)}" reads another interface of ${connector.name}, in which the same people have other ids: all accounts would seem to be gone, and to be new. Nothing was changed. Add a new connection with "${named(method)}" instead, and remove this one when the new one is complete.`,
    detail: { connection: id, present, method },
  })
}
