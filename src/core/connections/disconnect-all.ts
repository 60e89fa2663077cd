import type { Clock } from '#base/clock.ts'
import { isAppError, toAppError } from '#base/errors.ts'
import { createLimiter } from '#egress/limits.ts'
import type { Vault } from '#vault/vault.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { discardCredential } from '../credentials/discard-credential.ts'
import type { Revocation } from './connection.ts'
import { disconnectConnection } from './disconnect-connection.ts'
import type { RevocationParts } from './finish-revocation.ts'

/** What became of one connection; `error` where it is still connected. */
export type Severed = { connectionId: string; name: string; revocation: Revocation | null; error: string | null }

/** At once. A vendor that does not answer takes 20 s, so a hundred of those are done in under four minutes (S20). */
const AT_ONCE = 10

/**
 * For the day on which secrets may have been seen by somebody else: disconnects every connection, revokes each grant at
 * its vendor where that can be, and deletes every stored credential, also those that nothing uses. What was read stays.
 *
 * @returns one line per connection: what the vendor did not revoke has to be revoked by hand in its own console.
 */
export async function disconnectAll(
  parts: RevocationParts & { clock: Clock; vault: Vault },
  actor: Actor,
): Promise<{ connections: Severed[]; credentialsLeft: number }> {
  const { db } = parts
  const rows = await db.query<{ id: string; name: string }>(
    `select id, name from connections where state <> 'disconnected' and removed_at is null order by lower(name), id`,
  )
  await db.tx((tx) =>
    recordAudit(tx, actor, { action: 'connection.disconnect_all', detail: { connections: rows.length } }),
  )
  const limiter = createLimiter({ rate: null, concurrency: AT_ONCE })
  const connections = await Promise.all(rows.map((row) => limiter.run(() => sever(parts, actor, row))))
  const unused = await db.query<{ id: string }>('select id from credentials')
  await Promise.all(unused.map(({ id }) => limiter.run(() => discardCredential(parts, id, { revoke: true }))))
  const left = await db.one<{ count: number }>('select count(*)::int as count from credentials')
  return { connections, credentialsLeft: left!.count }
}

async function sever(
  parts: RevocationParts & { clock: Clock },
  actor: Actor,
  { id, name }: { id: string; name: string },
): Promise<Severed> {
  try {
    const { disconnected } = await disconnectConnection(parts, actor, id)
    return { connectionId: id, name, revocation: disconnected?.revocation ?? null, error: null }
  } catch (thrown) {
    // Somebody else was faster, which is as good.
    if (isAppError(thrown, 'connection_disconnected', 'not_found')) {
      return { connectionId: id, name, revocation: null, error: null }
    }
    const error = toAppError(thrown)
    parts.log.error({ error, connection: id }, 'a connection could not be disconnected')
    return { connectionId: id, name, revocation: null, error: error.message }
  }
}
