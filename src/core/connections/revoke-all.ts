import type { Clock } from '#base/clock.ts'
import { isAppError } from '#base/errors.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { disconnectConnection } from './disconnect-connection.ts'
import type { RevocationParts } from './finish-revocation.ts'

/** What became of one connection's access. */
export type Revoked = {
  connectionId: string
  name: string
  connector: string
  method: string
  /**
   * `revoked`: the vendor says that it is over. `unsupported`: it cannot be told; `failed`: it could not be reached, or
   * something of ours failed. With both, a person ends the access in the vendor's console. `disconnected`: somebody else
   * was faster.
   */
  outcome: 'revoked' | 'unsupported' | 'failed' | 'disconnected'
}

export type RevokeAllReport = {
  connections: Revoked[]
  /** Credentials that no connection used, saved clients among them: erased here, for a person to end at the vendor. */
  credentials: { name: string; connector: string; method: string }[]
}

/** A vendor is given up on after 20 s, so a hundred take at most four minutes or so (S20). */
const AT_ONCE = 8

type Row = Omit<Revoked, 'outcome'>

/**
 * Break-glass (S20): takes every credential away from every connection, has it revoked at the vendor where that can be
 * done, and erases it here, used or not. What was read stays. One vendor that hangs or fails keeps no other waiting.
 */
export async function revokeAll(parts: RevocationParts & { clock: Clock }, actor: Actor): Promise<RevokeAllReport> {
  const { db } = parts
  await db.tx((tx) => recordAudit(tx, actor, { action: 'vault.revoke_all_begin' }))
  const rows = await db.query<Row>(
    `select id as "connectionId", name, connector, method from connections
     where credential_id is not null and state not in ('disconnected', 'removed') order by name`,
  )
  const connections: Revoked[] = []
  const queue = rows.values()
  const work = async () => {
    for (const row of queue) connections.push({ ...row, outcome: await revokeOne(parts, actor, row) })
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  connections.sort((one, other) => one.name.localeCompare(other.name))
  const credentials = await db.tx(async (tx) => {
    const left = await tx.query<RevokeAllReport['credentials'][number]>(
      `delete from credentials k where not exists (select from connections c where c.credential_id = k.id)
       returning name, connector, method`,
    )
    await recordAudit(tx, actor, {
      action: 'vault.revoke_all_end',
      detail: { connections: counts(connections), credentials: left.length },
    })
    return left
  })
  return { connections, credentials }
}

async function revokeOne(
  parts: RevocationParts & { clock: Clock },
  actor: Actor,
  { connectionId }: Row,
): Promise<Revoked['outcome']> {
  try {
    const { disconnected } = await disconnectConnection(parts, actor, connectionId)
    const revocation = disconnected?.revocation
    return revocation === 'revoked' || revocation === 'unsupported' ? revocation : 'failed'
  } catch (error) {
    if (isAppError(error, 'connection_disconnected') || isAppError(error, 'not_found')) return 'disconnected'
    parts.log.error({ error, connectionId }, 'a connection could not be disconnected')
    return 'failed'
  }
}

function counts(connections: readonly Revoked[]): Record<string, number> {
  return Object.fromEntries(
    [...Map.groupBy(connections, ({ outcome }) => outcome)].map(([outcome, some]) => [outcome, some.length]),
  )
}
